import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { inGroups } from '../../contract/codes.ts'
import {
  desktop,
  findFaults,
  open,
  seeStatus,
  staff,
  startBrowser,
  submit,
} from './console-pages.ts'

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

const opened = () => page.getByRole('heading', { level: 1 }).first()
/** Says whether the report that is open is another than before, and read to. */
const another = async (before: string | null) => {
  await expect.poll(() => opened().textContent()).not.toBe(before)
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  return opened().textContent()
}
/** Opens the first of the reports that came. */
async function openFirst(expected: number): Promise<string | null> {
  await page.goto(`${server.url}/console?box=to_accept`)
  await expect.poll(rows).toBe(expected)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await press('ArrowDown')
  await focused()
  await press('Enter')
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  return opened().textContent()
}

it(
  'an operator triages one by one: by each action, and by a macro',
  { timeout: 90_000 },
  async () => {
    const citizen = await server.client()
    const each = 3
    for (let at = 1; at <= 2 * each; at += 1) await submit(citizen, `Hố ga vỡ thứ ${at}.`)
    keystrokes = 0
    let now = await openFirst(2 * each)
    // Taken up, then sent to the agency that is suggested; then the next one.
    for (let at = 0; at < each; at += 1) {
      await press('F2')
      await page.getByRole('form', { name: 'Tiếp nhận' }).waitFor()
      await press('Enter')
      await seeStatus(page, 'Đang kiểm tra')
      await press('F2')
      await page.getByRole('form', { name: 'Chuyển xử lý' }).waitFor()
      await press('Control+Enter')
      await seeStatus(page, 'Chờ đơn vị nhận')
      if (at === each - 1) break
      await press('Control+ArrowDown')
      now = await another(now)
    }
    const byActions = keystrokes / each

    // The setting is kept: the next report opens when the one that is done leaves the box.
    await page.getByRole('button', { name: 'Nguyễn Thị Mai' }).click()
    await page.getByRole('switch', { name: 'Tự mở phản ánh tiếp theo' }).click()
    await page.keyboard.press('Escape')
    keystrokes = 0
    now = await openFirst(each)
    for (let at = 0; at < each; at += 1) {
      await press('F9')
      await page.getByRole('option', { name: /^Nhận, chuyển đơn vị gợi ý/ }).waitFor()
      await press('ArrowDown')
      await press('Enter')
      await page.getByText('→ UBND phường Thuận Hóa').waitFor()
      await page.waitForFunction(
        () => (document.activeElement as HTMLButtonElement | null)?.type === 'submit',
      )
      await press('Enter')
      if (at < each - 1) now = await another(now)
    }
    await expect.poll(rows).toBe(0)
    const byMacro = keystrokes / each
    process.stdout.write(
      `triage one by one: ${byActions} keystrokes each by actions, ${byMacro} by a macro\n`,
    )
    expect(byMacro).toBeLessThan(byActions)

    // What was done is taken back with one key, all of it.
    await press('F8')
    await expect.poll(rows).toBe(1)
  },
)

it('merges a report into the one beside it by keyboard', { timeout: 60_000 }, async () => {
  await openFirst(1)
  const near = page.getByRole('button', { name: /^Gộp vào/ }).first()
  await near.focus()
  await press('Enter')
  await page.getByRole('form', { name: 'Gộp' }).waitFor()
  await press('Control+Enter')
  await expect.poll(rows).toBe(0)
})

it(
  'takes back what was done to many, and says what it could not',
  { timeout: 60_000 },
  async () => {
    const citizen = await server.client()
    const sent = []
    for (const at of [1, 2, 3]) sent.push(await submit(citizen, `Nắp cống mất thứ ${at}.`))
    await page.goto(`${server.url}/console?box=to_accept`)
    await expect.poll(rows).toBe(3)
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await press('ArrowDown')
    await focused()
    await press('Shift+End')
    await page.getByRole('button', { name: 'Thao tác mẫu' }).waitFor()
    await press('F9')
    await page.getByRole('combobox', { name: 'Tìm thao tác mẫu' }).fill('bao nguoi dan')
    await press('Enter')
    await page.getByText('Làm được với 3 phản ánh.').waitFor()
    await page.waitForFunction(
      () => (document.activeElement as HTMLButtonElement | null)?.type === 'submit',
    )
    await press('Enter')
    await toasted('Đã xong 3 phản ánh.')
    expect(await findFaults(page)).toEqual([])
    // A colleague has gone on with one of them: that one is not overrun, and is named.
    const { id, number } = sent[1]!
    const colleague = await server.client(staff.secondOperator)
    const { version } = await colleague.getCase({ params: { id } })
    const note = { type: 'note_internal', input: { text: 'Đã gọi phường.' } } as const
    await colleague.actOnCase({ params: { id }, body: { version, action: note } })
    await press('F8')
    await toasted('Đã hoàn tác 2 phản ánh.')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Có người vừa làm trước, hãy xem lại (1)').waitFor()
    await dialog.getByText(inGroups(number)).waitFor({ state: 'attached' })
    expect(await findFaults(page)).toEqual([])
    await page.setViewportSize(desktop.viewport!)
    await press('Enter')
    await expect.poll(rows).toBe(2)
  },
)
