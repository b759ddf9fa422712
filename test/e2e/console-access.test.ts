import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import {
  begin,
  desktop,
  findFaults,
  seeStatus,
  send,
  signIn,
  staff,
  startBrowser,
  submit,
} from './console-pages.ts'

let server: TestServer
let browser: Browser
let id: string

beforeAll(async () => {
  server = await startTestServer()
  browser = await startBrowser()
  const citizen = await server.client()
  for (const text of ['Đèn đường tắt cả tuần ni.', 'mat nap cong giua duong', 'Ổ gà to đùng.']) {
    id = (await submit(citizen, text)).id
  }
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

it('sign-in, inbox, case and forms have no fault in any look', { timeout: 90_000 }, async () => {
  const page = await (await browser.newContext({ ...desktop, reducedMotion: 'reduce' })).newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text())
  })
  const expectClean = async () => expect(await findFaults(page)).toEqual([])

  await page.goto(`${server.url}/console`)
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor()
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByText('Chưa nhập ô này.').first().waitFor()
  await expectClean()

  await signIn(page, server.url, staff.operator, '?box=all')
  await page.getByRole('link', { name: /Ổ gà to đùng/ }).waitFor()
  await expectClean()

  await page.goto(`${server.url}/console/phan-anh/${id}?box=all`)
  await send(await begin(page, 'Tiếp nhận'), 'Tiếp nhận')
  await seeStatus(page, 'Đang kiểm tra')
  await page.getByRole('button', { name: /^Việc ở bước khác/ }).click()
  await expectClean()

  const assigning = await begin(page, 'Chuyển xử lý')
  await assigning.getByRole('combobox', { name: 'Đơn vị' }).fill('thuan hoa')
  await page.getByRole('listbox').getByRole('option').first().waitFor()
  await expectClean()

  const declining = await begin(page, 'Không tiếp nhận')
  await send(declining, 'Không tiếp nhận')
  await declining.getByText('Chưa nhập ô này.').first().waitFor()
  await expectClean()
  expect(refused).toEqual([])
  await page.context().close()
})
