import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { findViolations, open, phone, staff, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser()
  const citizen = await server.client()
  for (const commune of ['19789', '19789', '19774']) {
    const description = 'Đèn đường tắt cả tuần.'
    await citizen.submitReport({ body: { subject: 'GT01', description, commune } })
  }
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('the page of those who lead', () => {
  it('is the first a leader sees, and each figure opens its cases', async () => {
    const page = await open(browser, server.url, 'lanhdaotinh@demo.nhip.vn')
    await page.getByRole('heading', { name: 'Tổng quan' }).waitFor()
    const commune = page.getByRole('link', { name: /^\d+ ?Phường Thuận Hóa$/ })
    const target = new URL((await commune.getAttribute('href'))!, server.url)
    expect(Object.fromEntries(target.searchParams)).toMatchObject({ box: 'all', commune: '19789' })
    await page.getByText('90 ngày').click()
    await expect.poll(() => page.url()).toContain('days=90')
    await page.getByRole('link', { name: 'Quá hạn' }).first().click()
    await expect.poll(() => page.url()).toContain('outcome=overdue')
  })
})

describe('the figures by area', () => {
  it('show the centre a line for each commune and the sum, and save them as a file', async () => {
    const page = await open(browser, server.url, staff.operator)
    await page.getByRole('link', { name: 'Số liệu' }).click()
    const row = page.getByRole('row', { name: 'Phường Thuận Hóa' })
    await row.waitFor()
    const figures = async (name: string) => {
      const cells = page.getByRole('row', { name }).getByRole('cell')
      return (await cells.allInnerTexts()).map(Number)
    }
    const [received] = await figures('Phường Thuận Hóa')
    expect(received).toBeGreaterThanOrEqual(2)
    expect((await figures('Tổng cộng'))[0]).toBeGreaterThanOrEqual(received! + 1)

    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Tải CSV' }).click()
    const file = await readFile(await (await saved).path(), 'utf8')
    expect(file).toMatch(/^\ufeffĐịa bàn,Mã,Đã nhận,Đã trả lời,Quá hạn\r\n/)
    expect(file).toContain(`Phường Thuận Hóa,19789,${received},`)
  })

  it('can be asked for the areas of the time and for another year, by its address', async () => {
    const page = await open(browser, server.url, staff.operator, phone)
    await page.goto(`${server.url}/console/so-lieu`)
    await page.getByRole('row', { name: 'Phường Thuận Hóa' }).waitFor()
    await page.getByText('Địa bàn khi đó').click()
    await expect.poll(() => page.url()).toContain('units=then')
    const before = new Date().getFullYear() - 5
    await page.getByLabel('Năm').selectOption(String(before))
    await page.getByText(`Năm ${before} chưa có phản ánh nào.`).waitFor()
    expect(page.url()).toContain(`year=${before}`)
    expect(await findViolations(page)).toEqual([])
  })

  it('are not for agencies', async () => {
    const page = await open(browser, server.url, staff.officer, { path: '/so-lieu' })
    await page.getByText('Trang này dành cho Trung tâm và người quản trị.').waitFor()
    expect(await page.getByRole('link', { name: 'Số liệu' }).count()).toBe(0)
  })
})
