import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inGroups } from '../../contract/codes.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import {
  action,
  desktop,
  form,
  open,
  phone,
  rowOf,
  seeStatus,
  staff,
  startBrowser,
  submit,
} from './console-pages.ts'
import { finger, keys, notePointer } from './keyboard.ts'

const ward = 'UBND phường Thuận Hóa'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer()
  browser = await startBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const words = 'Ổ gà to trước cổng chợ, trời mưa không thấy.'

const bySite = async () => submit(await server.client(), words)

/** The same report from another city's app; its code is in the notice, in spoken groups. */
async function byOpen311(): Promise<{ number: string; code: string }> {
  const response = await fetch(`${server.url}/open311/v2/requests.json`, {
    method: 'POST',
    body: new URLSearchParams({
      api_key: 'demo',
      service_code: 'GT01',
      address_id: '19789',
      description: words,
    }),
  })
  const [said] = (await response.json()) as { service_request_id: string; service_notice: string }[]
  const code = /\d{4} \d{4} \d{4}/.exec(said!.service_notice)![0].replaceAll(' ', '')
  return { number: said!.service_request_id, code }
}

describe.each([
  ['at a desk, by keyboard alone', desktop, keys, bySite],
  ['on a phone, sent in by Open311', phone, finger, byOpen311],
])('a report travels to its answer %s', (_, viewport, hand, enter) => {
  const begin = async (page: Page, name: string) => {
    await hand.press(action(page, name))
    const opened = form(page, name)
    await opened.waitFor()
    return opened
  }
  const send = (opened: Locator, name: string) =>
    hand.press(opened.getByRole('button', { name, exact: true }))

  it('centre, coordinator, officer, head, centre, reporter', { timeout: 90_000 }, async () => {
    const citizen = await server.client()
    const { number, code } = await enter()
    const pointer: string[][] = []
    const openAs = async (email: string) => {
      const page = await open(browser, server.url, email, viewport)
      pointer.push(await notePointer(page))
      await page.reload()
      return page
    }

    const operator = await openAs(staff.operator)
    await hand.press(rowOf(operator, number))
    await send(await begin(operator, 'Tiếp nhận'), 'Tiếp nhận')
    await seeStatus(operator, 'Đang kiểm tra')

    const assigning = await begin(operator, 'Chuyển xử lý')
    await hand.choose(
      assigning.getByRole('combobox', { name: 'Đơn vị' }),
      'ubnd phuong thuan hoa',
      ward,
    )
    await send(assigning, 'Chuyển xử lý')
    await seeStatus(operator, 'Chờ đơn vị nhận')

    const coordinator = await openAs(staff.coordinator)
    await hand.press(rowOf(coordinator, number))
    await coordinator.getByRole('article').getByText('Ổ gà to trước cổng chợ').waitFor()
    expect(await coordinator.getByText('Chỉ Trung tâm thấy').count()).toBe(0)
    await hand.press(action(coordinator, 'Đã nhận'))
    await seeStatus(coordinator, 'Đã nhận')
    const giving = await begin(coordinator, 'Giao người')
    await hand.pick(giving.getByRole('radio', { name: 'Hồ Thị Lan' }))
    await send(giving, 'Giao người')
    await coordinator.getByText('Phụ trách: Hồ Thị Lan').waitFor()

    const officer = await openAs(staff.officer)
    await hand.press(rowOf(officer, number))
    await hand.press(action(officer, 'Bắt đầu xử lý'))
    await seeStatus(officer, 'Đang xử lý')
    const answering = await begin(officer, 'Gửi kết quả')
    await send(answering, 'Gửi kết quả')
    await answering.getByText('Chưa nhập ô này.').first().waitFor()
    const checked = '8 giờ 15 ngày 18/11, hố rộng khoảng 60 cm.'
    await hand.write(answering.getByLabel('Đã kiểm tra'), checked)
    await hand.write(answering.getByLabel('Đã làm gì'), 'Đã vá bằng bê tông nhựa nguội.')
    await hand.pick(answering.getByRole('radio', { name: 'Chưa xong' }))
    await hand.write(answering.getByLabel('Ngày hẹn xong'), '15/12/2030')
    await send(answering, 'Gửi kết quả')
    await seeStatus(officer, 'Chờ lãnh đạo đơn vị duyệt')

    const head = await openAs(staff.head)
    await hand.press(rowOf(head, number))
    await head.getByText('Chưa xong – Hẹn xong ngày 15/12/2030.').waitFor()
    await send(await begin(head, 'Duyệt kết quả'), 'Duyệt kết quả')
    await seeStatus(head, 'Chờ Trung tâm công khai')

    const publishing = await begin(operator, 'Công khai')
    const answer = publishing.getByLabel('Kết quả công khai')
    await hand.write(answer, 'Đã vá. Hỏi thêm: 0912 345 678.')
    await send(publishing, 'Công khai')
    await hand.press(publishing.getByRole('button', { name: 'Số điện thoại' }))
    expect(await operator.evaluate(() => getSelection()?.toString())).toBe('0912 345 678')
    await hand.write(answer, 'Đã vá bằng bê tông nhựa nguội.')
    await send(publishing, 'Công khai')
    await seeStatus(operator, 'Đã công khai')

    const { version } = await citizen.trackReport({ body: { code } })
    const rating = { type: 'rate', input: { rating: 'resolved' } } as const
    await citizen.actOnReport({ body: { code, version, action: rating } })
    // Nobody reloads: the stream tells the open window.
    await operator.getByText('Người dân đánh giá: Đã giải quyết').waitFor()
    expect(pointer.every((pressed) => (pressed.length === 0) === (hand === keys))).toBe(true)
    for (const page of [operator, coordinator, officer, head]) await page.context().close()
  })
})

describe('the desk', () => {
  it('is worked through by keyboard alone', async () => {
    const citizen = await server.client()
    const { number } = await submit(citizen, 'Nắp cống vỡ, chỉ dùng bàn phím.')
    const page = await open(browser, server.url, staff.operator)
    await rowOf(page, number).waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('ArrowDown')
    const row = () =>
      page.evaluate(() => document.activeElement?.querySelector('.row-number')?.textContent)
    const first = await row()
    expect(first).toMatch(/^\d{4} \d{3} \d{3}$/)

    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: first! }).waitFor()
    await page.keyboard.press('F2')
    await form(page, 'Tiếp nhận').waitFor()
    await page.keyboard.press('Escape')
    await form(page, 'Tiếp nhận').waitFor({ state: 'detached' })
    await page.keyboard.press('F2')
    await page.keyboard.press('Enter')
    await seeStatus(page, 'Đang kiểm tra')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Chờ tiếp nhận' }).waitFor()
    await page.keyboard.press('F4')
    await page.keyboard.type('4718')
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('4718')
    await page.context().close()
  })

  it('triages report after report: accept and on to the next', { timeout: 60_000 }, async () => {
    const citizen = await server.client()
    for (const n of [1, 2, 3, 4]) await submit(citizen, `Đèn đường tắt, trụ số ${n}.`)
    const page = await open(browser, server.url, staff.operator, { path: '/?box=to_accept' })
    await page.locator('a.row').first().waitFor()
    let strokes = 0
    const press = async (key: string) => {
      strokes += 1
      await page.keyboard.press(key)
    }
    const title = page.locator('article > header h1')
    await press('Control+ArrowDown')
    const seen = new Set<string>()
    for (const _ of [1, 2, 3]) {
      await title.and(page.locator(':focus')).waitFor()
      const number = (await title.textContent())!
      seen.add(number)
      await press('F2')
      await form(page, 'Tiếp nhận').waitFor()
      await press('Enter')
      await seeStatus(page, 'Đang kiểm tra')
      await press('Control+ArrowDown')
      await page.waitForFunction(
        (before) => document.querySelector('article > header h1')?.textContent !== before,
        number,
      )
    }
    expect(seen.size).toBe(3)
    console.log(`triage: ${(strokes / seen.size).toFixed(1)} keystrokes per report`)

    // A note with a text module, begun from the command bar and found without diacritics.
    const last = await title.textContent()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Tìm lệnh' }).fill('gcnb')
    await page.getByRole('option', { name: /^Ghi chú nội bộ/ }).waitFor()
    await page.keyboard.press('Enter')
    const noting = form(page, 'Ghi chú nội bộ')
    await noting.waitFor()
    await noting.getByRole('button', { name: /^Mẫu câu/ }).waitFor()
    await page.keyboard.press('F9')
    await noting
      .getByRole('combobox', { name: 'Tìm mẫu câu' })
      .and(page.locator(':focus'))
      .waitFor()
    await page.keyboard.type('khong nghe')
    await page.getByRole('option', { name: /^Đã gọi, không nghe/ }).waitFor()
    await page.keyboard.press('Enter')
    const box = noting.getByRole('textbox', { name: 'Ghi chú', exact: true })
    await expect.poll(() => box.inputValue()).toMatch(/hai lần, không ai nghe máy/)
    await page.keyboard.press('Escape')
    await noting.waitFor({ state: 'detached' })
    await page.keyboard.press('F1')
    await page.getByRole('dialog', { name: 'Phím tắt' }).getByText('Mẫu câu').waitFor()
    expect(await title.textContent()).toBe(last)
    await page.context().close()
  })

  it('says why an action is not possible now', async () => {
    const { id, number } = await submit(await server.client(), 'Đèn đường tắt cả tuần.')
    const page = await open(browser, server.url, staff.operator, { path: `/phan-anh/${id}` })
    await page.getByRole('heading', { level: 1, name: inGroups(number) }).waitFor()
    await page.getByRole('button', { name: /^Việc ở bước khác/ }).click()
    const menu = page.getByRole('menu')
    const publish = menu.getByRole('menuitem', { name: 'Công khai', exact: true })
    await publish.waitFor()
    expect(await publish.getAttribute('aria-disabled')).toBe('true')
    await menu.getByText('Chưa thực hiện được ở bước này của phản ánh.').waitFor()
    await page.context().close()
  })

  it('leads back to where one was going after signing in', async () => {
    const { id, number } = await submit(await server.client(), 'Cây nghiêng trước trường.')
    const page = await (await browser.newContext(desktop)).newPage()
    await page.goto(`${server.url}/console/phan-anh/${id}?box=all`)
    await page.getByLabel('Thư điện tử').fill(staff.operator)
    await page.getByRole('textbox', { name: 'Mật khẩu' }).fill('sai mật khẩu')
    await page.getByRole('button', { name: 'Đăng nhập' }).click()
    await page.getByText('Thư điện tử hoặc mật khẩu chưa đúng.').waitFor()
    await page.getByRole('textbox', { name: 'Mật khẩu' }).fill('nhip-demo')
    await page.getByRole('button', { name: 'Đăng nhập' }).click()
    await page.getByRole('heading', { level: 1, name: inGroups(number) }).waitFor()
    expect(new URL(page.url()).searchParams.get('box')).toBe('all')
    await page.context().close()
  })

  it('shows an agency nothing of a case that is not its own', async () => {
    const { id } = await submit(await server.client(), 'Việc của phường khác.')
    const page = await open(browser, server.url, staff.otherAgency, { path: `/phan-anh/${id}` })
    await page.getByText('Không tìm thấy.').waitFor()
    expect(await page.getByText('Việc của phường khác.').count()).toBe(0)
    await page.context().close()
  })

  it('speaks English when asked, and remembers it', async () => {
    const page = await open(browser, server.url, staff.operator)
    await page.getByRole('button', { name: 'Nguyễn Thị Mai' }).click()
    await page.getByText('English', { exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'To accept' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'To accept' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    await page.getByRole('button', { name: 'Nguyễn Thị Mai' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${server.url}/console`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.context().close()
  })
})
