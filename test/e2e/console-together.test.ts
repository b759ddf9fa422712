import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import {
  action,
  begin,
  desktop,
  findFaults,
  form,
  open,
  rowOf,
  seeStatus,
  send,
  signIn,
  staff,
  startBrowser,
  submit,
} from './console-pages.ts'

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

const typed = 'Xin gửi lại kèm địa chỉ cụ thể.'
const conflict = /Vừa có người khác thao tác trước: Nguyễn Thị Mai, .* \(Chuyển xử lý\)\./

/** A case that was accepted, open in two operators' windows; the second is typing a refusal. */
async function twoOperators(options: { secondHears: boolean }) {
  const { id, number } = await submit(await server.client(), 'Hai người cùng xem một phản ánh.')
  const path = `/phan-anh/${id}?box=all`
  const first = await open(browser, server.url, staff.operator, { path })
  await send(await begin(first, 'Tiếp nhận'), 'Tiếp nhận')
  await seeStatus(first, 'Đang kiểm tra')

  const second = await open(browser, server.url, staff.secondOperator, { path: '' })
  if (!options.secondHears) await second.context().route('**/api/live*', (route) => route.abort())
  await second.goto(`${server.url}/console${path}`)
  await seeStatus(second, 'Đang kiểm tra')
  const declining = await begin(second, 'Không tiếp nhận')
  await declining.getByRole('combobox', { name: 'Lý do' }).fill('thieu thong tin')
  await second.getByRole('option', { name: /^Thiếu thông tin/ }).click()
  await declining.getByLabel('Hướng dẫn gửi người dân').fill(typed)
  return { id, number, first, second, declining }
}

async function assign(page: Page): Promise<void> {
  await send(await begin(page, 'Chuyển xử lý'), 'Chuyển xử lý')
  await seeStatus(page, 'Chờ đơn vị nhận')
}

describe('two operators at once', () => {
  it('the second is told who was first and keeps what was typed', { timeout: 60_000 }, async () => {
    const { id, first, second, declining } = await twoOperators({ secondHears: false })
    await assign(first)
    await send(declining, 'Không tiếp nhận')
    await declining.getByText(conflict).waitFor()
    expect(await declining.getByLabel('Hướng dẫn gửi người dân').inputValue()).toBe(typed)
    // What the first one did is on the screen, and the button says that it is too late.
    await seeStatus(second, 'Chờ đơn vị nhận')
    expect(await declining.getByRole('button', { name: 'Không tiếp nhận' }).isEnabled()).toBe(false)

    const centre = await server.client(staff.operator)
    const { log } = await centre.getCase({ params: { id } })
    expect(log.map(({ type }) => type)).toEqual(['submit', 'accept', 'assign'])
    await first.context().close()
    await second.context().close()
  })

  it('a window that hears of it says so before anything is sent', { timeout: 60_000 }, async () => {
    const { number, first, second, declining } = await twoOperators({ secondHears: true })
    // Each is told of the other, and what they do; in the list as well.
    await first
      .getByRole('article')
      .getByText(/^.+ đang trả lời$/)
      .waitFor()
    await second.getByRole('article').getByText('Nguyễn Thị Mai đang xem').waitFor()
    await rowOf(second, number).getByText('Nguyễn Thị Mai đang xem').waitFor({ state: 'attached' })
    await assign(first)
    await declining.getByText(conflict).waitFor()
    expect(await declining.getByLabel('Hướng dẫn gửi người dân').inputValue()).toBe(typed)
    await first.context().close()
    await second.context().close()
  })
})

describe('what is typed', () => {
  it(
    'survives closing the form, a reload and the loss of the network',
    { timeout: 60_000 },
    async () => {
      const { id } = await submit(await server.client(), 'Ghi chú không được mất.')
      const page = await open(browser, server.url, staff.operator, { path: `/phan-anh/${id}` })
      const noting = await begin(page, 'Ghi chú nội bộ')
      await noting.getByLabel('Ghi chú').fill('Đã gọi lại, hẹn chiều.')
      await page.keyboard.press('Escape')
      await noting.waitFor({ state: 'detached' })
      const keptWords = () =>
        page.evaluate(() =>
          Object.entries(localStorage).flatMap(([key, words]) =>
            key.startsWith('nhip.draft.') ? [String(words)] : [],
          ),
        )
      await expect.poll(keptWords).toEqual([expect.stringMatching(/^sealed:[\w+/=]+$/)])
      await page.reload()
      const again = await begin(page, 'Ghi chú nội bộ')
      expect(await again.getByLabel('Ghi chú').inputValue()).toBe('Đã gọi lại, hẹn chiều.')

      // The answer is lost on its way, not the request: only the key keeps the retry from doubling.
      const address = `**/api/cases/${id}/actions`
      await page.route(address, async (route) => {
        await route.fetch()
        await route.abort()
      })
      await send(again, 'Ghi chú nội bộ')
      await again.getByText('Mất mạng').waitFor()
      // Meanwhile the stream tells of the note, so the case is no longer the one the form was sent on.
      const noted = page.getByRole('paragraph').filter({ hasText: 'Đã gọi lại, hẹn chiều.' })
      await noted.waitFor()
      await page.unroute(address)
      await send(again, 'Ghi chú nội bộ')
      await again.waitFor({ state: 'detached' })
      await noted.waitFor()

      const centre = await server.client(staff.operator)
      const { log } = await centre.getCase({ params: { id } })
      expect(log.filter(({ type }) => type === 'note_internal')).toHaveLength(1)
      const next = await begin(page, 'Ghi chú nội bộ')
      expect(await next.getByLabel('Ghi chú').inputValue()).toBe('')
      await page.context().close()
    },
  )
})

describe('windows of one browser', () => {
  it(
    'share one stream, see new work at once, and go on when the leader closes',
    { timeout: 60_000 },
    async () => {
      const context = await browser.newContext(desktop)
      let streams = 0
      context.on('request', (request) => {
        if (request.url().includes('/api/live')) streams++
      })
      const first = await context.newPage()
      await signIn(first, server.url, staff.operator)
      const second = await context.newPage()
      await second.goto(`${server.url}/console`)
      await second.getByRole('heading', { level: 1, name: 'Chờ tiếp nhận' }).waitFor()

      const citizen = await server.client()
      const one = await submit(citizen, 'Hiện ra mà không tải lại.')
      await rowOf(first, one.number).waitFor()
      await rowOf(second, one.number).waitFor()
      expect(streams).toBe(1)

      await first.close()
      await expect.poll(() => streams).toBe(2)
      const other = await submit(citizen, 'Cửa sổ còn lại vẫn nghe.')
      await rowOf(second, other.number).waitFor()

      await rowOf(second, other.number).click()
      await action(second, 'Tiếp nhận').waitFor()
      const { version } = await citizen.trackReport({ body: { code: other.code } })
      const withdrawing = { type: 'withdraw', input: {} } as const
      await citizen.actOnReport({ body: { code: other.code, version, action: withdrawing } })
      await seeStatus(second, 'Người gửi đã rút')
      expect(await form(second, 'Tiếp nhận').count()).toBe(0)
      await context.close()
    },
  )
})

it('a shift goes from one to the other, who hears of it without reloading', async () => {
  const first = await open(browser, server.url, staff.operator, { path: '/ca-truc' })
  await first.getByLabel('Tôi đã đọc hết mục đỏ').check()
  await first.getByRole('button', { name: 'Nhận ca' }).click()
  await first.getByText('Đang giữ ca: Nguyễn Thị Mai').waitFor()
  const second = await open(browser, server.url, staff.secondOperator, { path: '/ca-truc' })
  await second.getByText('Đang giữ ca: Nguyễn Thị Mai').waitFor()
  expect(await second.getByRole('button', { name: 'Nhận ca' }).count()).toBe(0)

  await first.getByLabel('Nội dung').fill('Tai nghe bàn số 2 rè.')
  await first.getByRole('button', { name: 'Ghi sổ' }).click()
  await first.getByLabel('Lời bàn giao').fill('Bình thường.')
  await first.getByRole('button', { name: 'Giao ca' }).click()

  const take = second.getByRole('button', { name: 'Nhận ca' })
  await take.waitFor()
  expect(await take.isDisabled()).toBe(true)
  expect(await findFaults(second)).toEqual([])
  await second.getByLabel('Tôi đã đọc hết mục đỏ').check()
  await take.click()
  await first.getByRole('link', { name: 'Ca trực Trần Quốc Bảo' }).waitFor()
}, 60_000)
