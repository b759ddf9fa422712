import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { findFaults, open, staff, startBrowser, submit } from './console-pages.ts'

const reports = 20
let server: TestServer
let browser: Browser
let page: Page
let keystrokes = 0

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser()
  const citizen = await server.client()
  for (let at = 1; at <= reports; at += 1) await submit(citizen, `Ổ gà thứ ${at} trên đường.`)
  page = await open(browser, server.url, staff.operator, { reducedMotion: 'reduce' })
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function press(key: string): Promise<void> {
  keystrokes += 1
  await page.keyboard.press(key)
}
const rows = () => page.locator('.rows .row').count()
const titled = (name: string) => page.getByRole('heading', { name }).first().waitFor()
const focused = () =>
  page.waitForFunction(() => document.activeElement?.classList.contains('row') ?? false)
const toasted = (text: string) =>
  page.getByRole('dialog').getByText(text).waitFor({ timeout: 30_000 })

it('an operator triages 20 reports by keyboard alone', { timeout: 90_000 }, async () => {
  await page.goto(`${server.url}/console?box=to_accept`)
  await expect.poll(rows).toBe(reports)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())

  // All of them are accepted: the first row, down to the last with Shift, the first action, sent.
  await press('ArrowDown')
  await focused()
  await press('Shift+End')
  await page.getByText(`Đã chọn ${reports}`, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Tiếp nhận', exact: true }).waitFor()
  expect(await findFaults(page)).toEqual([])
  await press('F2')
  await press('Enter')
  await page.getByRole('dialog').getByText(`Làm được với ${reports} phản ánh.`).waitFor()
  expect(await findFaults(page)).toEqual([])
  await press('Enter')
  await toasted(`Đã xong ${reports} phản ánh.`)
  await press('Enter')
  await expect.poll(rows).toBe(0)

  // What is left is to be sent: those that go to one agency go together.
  await page.goto(`${server.url}/console?box=to_assign`)
  await expect.poll(rows).toBeGreaterThanOrEqual(reports)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const before = await rows()
  await press('ArrowDown')
  await focused()
  await press('Shift+End')
  await page.getByRole('button', { name: 'Chuyển xử lý', exact: true }).waitFor()
  await press('F2')
  await press('Enter')
  const agency = page.getByRole('dialog').getByRole('combobox', { name: 'Đơn vị' })
  await expect.poll(() => agency.evaluate((box) => box === document.activeElement)).toBe(true)
  for (const letter of 'phuong thuan hoa') await press(letter === ' ' ? 'Space' : letter)
  await page.getByRole('option', { name: 'UBND phường Thuận Hóa', exact: true }).waitFor()
  await press('Enter')
  await press('Tab')
  await press('Tab')
  await press('Enter')
  await toasted(`Đã xong ${before} phản ánh.`)
  await press('Enter')
  await expect.poll(rows).toBe(0)
  process.stdout.write(
    `triage: ${keystrokes} keystrokes for ${reports} reports, ${keystrokes / reports} each\n`,
  )
  expect(keystrokes / reports).toBeLessThan(4)
})

it('filters, puts off and takes home by keyboard', { timeout: 60_000 }, async () => {
  await page.goto(`${server.url}/console?box=with_agency`)
  await expect.poll(rows).toBeGreaterThan(1)
  const all = await rows()
  await page.keyboard.press('Shift+F4')
  await page.getByRole('search', { name: 'Lọc phản ánh' }).waitFor()
  await page.getByLabel('Lớp hạn').selectOption('K')
  await page.getByText('Không có phản ánh nào khớp bộ lọc.').waitFor()
  expect(await findFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Bỏ lọc Lớp hạn: Khẩn cấp' }).click()
  await expect.poll(rows).toBe(all)
  await page.getByLabel('Lớp hạn').press('Escape')
  await page.getByRole('search', { name: 'Lọc phản ánh' }).waitFor({ state: 'detached' })

  await page.locator('.rows .row').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+F2')
  await page.getByRole('button', { name: /^Sáng mai/ }).click()
  await expect.poll(rows).toBe(all - 1)
  await page.goto(`${server.url}/console?box=snoozed`)
  await titled('Đang để sau')
  await page
    .getByText(/^Để sau đến/)
    .first()
    .waitFor()
  expect(await findFaults(page)).toEqual([])

  await page.getByRole('button', { name: 'Tải, in' }).click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Tải Excel' }).click(),
  ])
  expect(saved.suggestedFilename()).toMatch(/^phan-anh-.*\.xlsx$/)
})
