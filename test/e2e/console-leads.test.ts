import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import { inGroups } from '../../contract/codes.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { open, rowOf, seeStatus, staff, startBrowser, submit } from './console-pages.ts'
import { keys, notePointer, tabTo } from './keyboard.ts'

/** Those who lead, by keyboard alone: the shift with its book and its box, and the leader's figures. */

let server: TestServer
let browser: Browser
let centre: Client
let page: Page
let pressed: string[]

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startTestServer({ worker: false }), startBrowser()])
  centre = await server.client(staff.operator)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function sitDown(email: string): Promise<void> {
  page = await open(browser, server.url, email, { reducedMotion: 'reduce' })
  page.setDefaultTimeout(15_000)
  pressed = await notePointer(page)
  await page.reload()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}
async function standUp(): Promise<void> {
  expect(pressed).toEqual([])
  await page.context().close()
}

/** Waits until something of the page has the focus and shows it; headings are read, not pressed. */
const seesFocus = () =>
  page.waitForFunction(() => {
    const { activeElement: at } = document
    if (!at || at === document.body) return false
    const isRinged = (one: Element | null) => one && getComputedStyle(one).outlineStyle !== 'none'
    // A box that is drawn by its label or its frame shows it there.
    return at.tagName === 'H1' || [at, at.nextElementSibling, at.parentElement].some(isRinged)
  })

/** Goes to a box or a page by its name. */
async function goTo(typed: string, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: 'Tìm lệnh' })
  await box.waitFor()
  await page.keyboard.type(typed)
  await page
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Opens the first row of the list; the arrows lead there from wherever nothing has the focus. */
async function openFirst(number: string): Promise<void> {
  await rowOf(page, number).waitFor()
  await page.keyboard.press('ArrowDown')
  await seesFocus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: inGroups(number), level: 1 }).waitFor()
}

async function act(client: Client, id: string, type: string, input: object = {}): Promise<void> {
  const { version } = await centre.getCase({ params: { id } })
  await client.actOnCase({ params: { id }, body: { version, action: { type, input } as never } })
}
/** A report that agencies have sent back so many times. */
async function handedBack(words: string, times: number) {
  const report = await submit(await server.client(), words)
  await act(centre, report.id, 'accept')
  const coordinators = [
    { agency: 'X19789', client: await server.client(staff.coordinator) },
    { agency: 'MTDT.CS', client: await server.client(staff.otherAgency) },
  ]
  for (const { agency, client } of coordinators.slice(0, times)) {
    await act(centre, report.id, 'assign', { agency })
    await act(client, report.id, 'hand_back', { reason: 'Không thuộc địa bàn.' })
  }
  return report
}

it('a shift goes from its lead to the next by keyboard alone', { timeout: 60_000 }, async () => {
  const citizen = await server.client()
  const hurry = await submit(citizen, 'Cột điện nghiêng ra đường.')
  const { version } = await citizen.trackReport({ body: { code: hurry.code } })
  const urgent = { type: 'urgent', input: { reason: 'Đang có gió lớn.' } } as const
  await citizen.actOnReport({ body: { code: hurry.code, version, action: urgent } })
  const back = await handedBack('Đèn đường chưa ai nhận.', 1)
  const disputed = await handedBack('Hai đơn vị cùng trả lại.', 2)

  await sitDown('truongca@demo.nhip.vn')
  await goTo('ca truc', 'Ca trực')
  await keys.pick(page.getByLabel('Tôi đã đọc hết mục đỏ'))
  await keys.press(page.getByRole('button', { name: 'Nhận ca' }))
  await page.getByText('Đang giữ ca: Trương Minh Khang').waitFor()
  await seesFocus()

  const book = page.getByRole('form', { name: 'Ghi sổ' })
  const write = async (words: string) => {
    await keys.write(book.getByLabel('Nội dung'), words)
    await keys.press(book.getByRole('button', { name: 'Ghi sổ' }))
    await page.getByRole('listitem').getByText(words).waitFor()
    await seesFocus()
  }
  await tabTo(book.getByLabel('Loại'))
  await page.keyboard.press('End')
  await write('Gọi lại tổ dân phố 4 sau 19 giờ.')
  await write('Tai nghe bàn số 2 rè.')
  await keys.press(page.getByRole('button', { name: /^Đã xong/ }).last())
  await page.getByText(/ xong: Trương Minh Khang/).waitFor()
  await seesFocus()

  // What is to be decided, from its box: the dispute is sent on, the urgent one acknowledged.
  await goTo('tranh chap', 'Tranh chấp')
  await openFirst(disputed.number)
  await page.keyboard.press('F2')
  const assign = page.getByRole('form', { name: 'Chuyển xử lý' })
  await keys.choose(
    assign.getByRole('combobox', { name: 'Đơn vị' }),
    'phuong thuan hoa',
    'UBND phường Thuận Hóa',
  )
  await page.keyboard.press('Control+Enter')
  await seeStatus(page, 'Chờ đơn vị nhận')
  await seesFocus()
  await goTo('don vi tra lai', 'Đơn vị trả lại')
  await openFirst(back.number)
  await page.keyboard.press('F2')
  await assign.waitFor()
  await page.keyboard.press('Control+Enter')
  await seeStatus(page, 'Chờ đơn vị nhận')
  await goTo('bao gap', 'Báo gấp')
  await openFirst(hurry.number)
  await page.keyboard.press('F2')
  await page.getByText('Trương Minh Khang đã xem báo gấp').waitFor()
  await seesFocus()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Báo gấp', level: 1 }).waitFor()

  await goTo('ca truc', 'Ca trực')
  await keys.write(page.getByLabel('Lời bàn giao'), 'Một việc tranh chấp đã quyết.')
  await tabTo(page.getByLabel('Giao cho'))
  await page.keyboard.type('Nguyen')
  await keys.press(page.getByRole('button', { name: 'Giao ca' }))
  await page.getByText(/^Trương Minh Khang giao cho /).waitFor()
  await seesFocus()
  await standUp()

  await sitDown(staff.operator)
  await goTo('ca truc', 'Ca trực')
  await page.getByText('Gọi lại tổ dân phố 4 sau 19 giờ.').first().waitFor()
  // What is red is opened, read, and come back from.
  await keys.press(page.getByRole('link', { name: inGroups(back.number) }).first())
  await page.getByRole('heading', { name: inGroups(back.number), level: 1 }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Ca trực', level: 1 }).waitFor()
  await keys.pick(page.getByLabel('Tôi đã đọc hết mục đỏ'))
  await keys.press(page.getByRole('button', { name: 'Nhận ca' }))
  await page.getByText('Đang giữ ca: Nguyễn Thị Mai').waitFor()
  await seesFocus()
  await keys.press(page.getByRole('link', { name: /Trương Minh Khang$/ }))
  await page.getByText('Một việc tranh chấp đã quyết.').waitFor()
  await seesFocus()
  await standUp()
})

it('a leader goes from figures to cases and back by keyboard', { timeout: 60_000 }, async () => {
  const late = await submit(await server.client(), 'Cống nghẹt từ tháng trước.')
  await server.app.database.pool.query(
    `update cases.cases set due_at = now() - interval '9 days' where id = $1`,
    [late.id],
  )
  await sitDown('lanhdaotinh@demo.nhip.vn')
  await page.getByRole('heading', { name: 'Tổng quan', level: 1 }).waitFor()
  const figures = page.getByRole('region', { name: 'Bốn con số chính' })
  const received = figures.getByRole('link', { name: /^Đã nhận/ })
  await keys.press(received)
  await rowOf(page, late.number).waitFor()
  await page.keyboard.press('ArrowDown')
  await seesFocus()
  await page.goBack()
  await expect.poll(() => received.evaluate((link) => link === document.activeElement)).toBe(true)

  await keys.pick(page.getByRole('radio', { name: '30 ngày' }))
  await expect.poll(() => page.url()).toContain('days=30')
  await seesFocus()
  const from = page.getByRole('textbox', { name: 'Từ ngày' })
  await keys.write(from, '01/11/2026')
  await page.keyboard.press('Tab')
  await expect.poll(() => page.url()).toContain('from=2026-11-01')
  await seesFocus()

  await keys.press(figures.getByRole('link', { name: /^Lâu nhất 9 ngày/ }))
  await page.getByRole('heading', { name: inGroups(late.number), level: 1 }).waitFor()
  await page.getByText('Cống nghẹt từ tháng trước.').first().waitFor()
  await seesFocus()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Quá hạn', level: 1 }).waitFor()
  await seesFocus()
  await standUp()
})
