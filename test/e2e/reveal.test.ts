import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rotateMasterKey } from '../../server/vault/index.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { open, staff, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startTestServer(), startBrowser()])
  const citizen = await server.client()
  const body = { subject: 'HK01', commune: '19789', description: 'Đèn đường tắt cả tuần ni.' }
  const person = { name: 'Lê Thị Hồng', phone: '0987650123', email: 'hong@vidu.vn' }
  id = (await citizen.submitReport({ body: { ...body, ...person } })).id
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const contact = (page: Page) => page.getByLabel('Liên hệ của người gửi')
const isFocused = (page: Page) =>
  contact(page).evaluate((element) => element === document.activeElement)

it('shows a contact for a reason, by keyboard, until the page is left', async () => {
  const page = await open(browser, server.url, staff.operator, { path: `/phan-anh/${id}` })
  await expect.poll(() => contact(page).innerText()).toContain('09••••••23')
  expect(await contact(page).innerText()).not.toContain('Hồng')
  await page.getByText('Chưa ai xem liên hệ.').waitFor()

  await page.getByRole('button', { name: 'Xem liên hệ' }).press('Enter')
  const reason = page.getByLabel('Lý do cần xem')
  await reason.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Chưa nhập ô này.').waitFor()
  await reason.press('Escape')
  await reason.waitFor({ state: 'detached' })
  expect(await isFocused(page)).toBe(true)

  // The server was running when its master key was changed, and need not be told.
  const { app } = server
  const { executor, url } = app.database
  await rotateMasterKey({ executor, url, keys: app.masterKeys })

  await page.getByRole('button', { name: 'Xem liên hệ' }).press('Enter')
  await reason.fill('Hỏi số cột đèn')
  await reason.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '0987650123' }).waitFor()
  expect(await isFocused(page)).toBe(true)
  expect(await contact(page).innerText()).toMatch(/Lê Thị Hồng[^]*hong@vidu\.vn/)
  await page.getByText('Đã xem 1 lần').click()
  await page.getByText('Hỏi số cột đèn').waitFor()

  await page.getByRole('link', { name: 'Danh sách' }).click()
  await contact(page).waitFor({ state: 'detached' })
  await page.goBack()
  await expect.poll(() => contact(page).innerText()).toContain('09••••••23')
  expect(await page.content()).not.toContain('0987650123')
  await page.context().close()
})
