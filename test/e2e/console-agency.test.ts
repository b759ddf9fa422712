import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inGroups } from '../../contract/codes.ts'
import type { Client } from '../../contract/client.ts'
import { picture } from '../../server/pictures/pictures.fixture.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { findFaults, phone, seeStatus, signIn, staff, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser
let centre: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser()
  centre = await server.client(staff.operator)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const see = (id: string) => centre.getCase({ params: { id } })
async function act(client: Client, id: string, type: string, input: object = {}): Promise<void> {
  const { version } = await see(id)
  await client.actOnCase({ params: { id }, body: { version, action: { type, input } as never } })
}
/** A report that the ward has to acknowledge. */
async function sent(description: string): Promise<{ id: string; number: string }> {
  const report = { subject: 'GT01', commune: '19789', description }
  const { id, number } = await centre.submitReport({
    body: { ...report, position: { lat: 16.4637, lon: 107.5909 } },
  })
  await act(centre, id, 'accept')
  await act(centre, id, 'assign', { agency: 'X19789' })
  return { id, number }
}

/** Somebody of the ward with a phone in their hand; every touch is counted. */
async function withPhone(email: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(phone)
  const page = await context.newPage()
  await signIn(page, server.url, email)
  return { context, page }
}
let taps = 0
async function tap(what: Locator): Promise<void> {
  taps += 1
  await what.tap()
}
const statusOf = async (id: string) => (await see(id)).status

it('a coordinator acknowledges, hands on and hands back in two taps from the list', async () => {
  const [one, other] = [await sent('Ổ gà trước chợ.'), await sent('Ổ gà ở đường của Sở.')]
  const { context, page } = await withPhone(staff.coordinator)
  const next = (number: string, name: string) =>
    page.getByRole('button', { name: `${name}: ${inGroups(number)}` })

  taps = 0
  await tap(next(one.number, 'Đã nhận'))
  await expect.poll(() => statusOf(one.id)).toBe('acknowledged')
  expect(taps).toBeLessThanOrEqual(2)

  taps = 0
  await tap(next(one.number, 'Giao người'))
  const giving = page.getByRole('form', { name: 'Giao người' })
  await giving.getByText('Sẽ giao cho Hồ Thị Lan.').waitFor()
  expect(await findFaults(page)).toEqual([])
  await page.setViewportSize(phone.viewport!)
  await tap(giving.getByRole('button', { name: 'Giao người' }))
  await expect.poll(async () => (await see(one.id)).officer?.name).toBe('Hồ Thị Lan')
  expect(taps).toBe(2)

  // The rules name nobody better here, so why it goes back is theirs to say.
  await tap(next(other.number, 'Trả lại'))
  const back = page.getByRole('form', { name: 'Trả lại' })
  await back.getByLabel('Vì sao không thuộc đơn vị').fill('Đường do Sở quản lý.')
  await tap(back.getByRole('button', { name: 'Trả lại' }))
  await expect.poll(() => statusOf(other.id)).toBe('handed_back')
  await tap(page.getByRole('button', { name: /^Hoàn tác/ }))
  await expect.poll(() => statusOf(other.id)).toBe('assigned')
  await context.close()
}, 90_000)

it('an officer without a network begins and answers, each once, and the head approves', async () => {
  const { id, number } = await sent('Ổ gà trong kiệt.')
  const coordinator = await server.client(staff.coordinator)
  const { officers } = await coordinator.getCaseChoices({ params: { id } })
  await act(coordinator, id, 'assign_inside', { officer: officers[0]!.id })
  const officer = await server.client(staff.officer)
  await act(officer, id, 'acknowledge')

  const { context, page } = await withPhone(staff.officer)
  await page.getByRole('link', { name: inGroups(number) }).tap()
  await seeStatus(page, 'Đã nhận')
  await page.waitForFunction(async () => {
    const kept = await caches.match('/console')
    const { active } = (await navigator.serviceWorker.getRegistration('/console')) ?? {}
    return kept && active?.state === 'activated'
  })

  await context.setOffline(true)
  // The browser was closed and opened again in the kiệt: the list and the case are still there.
  await page.goto(`${server.url}/console/?box=mine`)
  await page.getByText(/^Không có mạng\. Đây là nội dung lưu trên máy/).waitFor()
  await page.getByRole('link', { name: inGroups(number) }).tap()
  await page.getByRole('article').getByText('Ổ gà trong kiệt.').waitFor()
  const toDo = page.getByRole('toolbar')
  await toDo.getByRole('button', { name: 'Bắt đầu xử lý' }).tap()
  await page.getByRole('article').getByText('Bắt đầu xử lý · ').waitFor()
  await toDo.getByRole('button', { name: 'Gửi kết quả' }).tap()
  const answer = page.getByRole('form', { name: 'Gửi kết quả' })
  await answer.getByLabel('Đã kiểm tra').fill('8 giờ ngày 18/11, hố 60 cm.')
  await answer.getByLabel('Đã làm gì').fill('Đã vá bằng bê tông nhựa nguội.')
  await answer.getByRole('radio', { name: 'Đã xong' }).check()
  const buffer = await picture(2600, 1900).jpeg().toBuffer()
  for (const box of ['Trước khi làm', 'Sau khi làm']) {
    const group = answer.getByRole('group', { name: box, exact: true })
    await group
      .locator('input[type="file"]')
      .last()
      .setInputFiles([{ name: 'anh.jpg', mimeType: 'image/jpeg', buffer }])
    await group.getByText('Chờ mạng – gửi cùng nội dung').waitFor()
  }
  // The page was loaded anew before it was sent: words and pictures are still in the form.
  await page.reload()
  await toDo.getByRole('button', { name: 'Gửi kết quả' }).tap()
  await answer.getByText('Chờ mạng – gửi cùng nội dung').nth(1).waitFor()
  expect(await answer.getByRole('img').count()).toBe(2)
  expect(await answer.getByLabel('Đã làm gì').inputValue()).toBe('Đã vá bằng bê tông nhựa nguội.')
  await answer.getByRole('button', { name: 'Gửi kết quả' }).tap()
  const kept = 'Mất mạng – nội dung đã lưu trên máy, sẽ gửi khi có mạng.'
  await page.getByRole('article').getByText(kept).waitFor()
  // The window may go once both are kept, and not before.
  await page.getByRole('article').getByText('Gửi kết quả · ').waitFor()
  await page.close()

  // Killed meanwhile; the first answers are lost on their way back, so each is sent twice.
  const again = await context.newPage()
  const lost = new Set<string>()
  await again.route(`**/api/cases/${id}/actions`, async (route) => {
    const { type } = (route.request().postDataJSON() as { action: { type: string } }).action
    if (lost.has(type)) return route.continue()
    lost.add(type)
    await route.fetch()
    await route.abort()
  })
  await context.setOffline(false)
  await again.goto(`${server.url}/console/?box=mine`)
  await expect.poll(() => statusOf(id), { timeout: 40_000 }).toBe('awaiting_approval')
  await again.getByRole('region', { name: 'Chờ gửi' }).waitFor({ state: 'detached' })
  const { log, pictures } = await see(id)
  expect(log.map(({ type }) => type).slice(-2)).toEqual(['start', 'answer'])
  expect(pictures.map(({ kind, width }) => [kind, width])).toEqual([
    ['answer', 2000],
    ['answer', 2000],
  ])
  await context.close()

  const head = await withPhone(staff.head)
  await head.page.getByRole('button', { name: `Duyệt kết quả: ${inGroups(number)}` }).tap()
  const review = head.page.getByRole('dialog')
  await review.getByText('Hồ Thị Lan trả lời').waitFor()
  expect(await review.getByRole('img').count()).toBe(2)
  expect(await findFaults(head.page)).toEqual([])
  await head.page.setViewportSize(phone.viewport!)
  await review.getByRole('form').getByRole('button', { name: 'Duyệt kết quả' }).tap()
  await expect.poll(() => statusOf(id)).toBe('awaiting_publication')
  await head.context.close()
}, 120_000)

it('an officer mends what was refused when it came, and sends it', async () => {
  const { id, number } = await sent('Ổ gà có người đến trước.')
  const coordinator = await server.client(staff.coordinator)
  await act(coordinator, id, 'acknowledge')
  await act(coordinator, id, 'start')
  const { context, page } = await withPhone(staff.coordinator)
  await page.getByRole('link', { name: inGroups(number) }).tap()
  await seeStatus(page, 'Đang xử lý')
  await context.setOffline(true)
  await page.getByRole('toolbar').getByRole('button', { name: 'Gửi kết quả' }).tap()
  const answer = page.getByRole('form', { name: 'Gửi kết quả' })
  await answer.getByLabel('Đã kiểm tra').fill('9 giờ ngày 18/11.')
  await answer.getByLabel('Đã làm gì').fill('Đã rào chắn.')
  await answer.getByRole('radio', { name: 'Đã xong' }).check()
  const buffer = await picture(800, 600).jpeg().toBuffer()
  const after = answer.getByRole('group', { name: 'Sau khi làm', exact: true })
  await after
    .locator('input[type="file"]')
    .last()
    .setInputFiles([{ name: 'anh.jpg', mimeType: 'image/jpeg', buffer }])
  await after.getByText('Chờ mạng – gửi cùng nội dung').waitFor()
  await answer.getByRole('button', { name: 'Gửi kết quả' }).tap()
  const waits = page.getByRole('article').getByRole('region', { name: 'Chờ gửi' })
  await waits.getByText('Chờ có mạng.').waitFor()

  // Somebody acts first.
  await act(centre, id, 'note_internal', { text: 'Người dân gọi lại, còn một hố nữa.' })
  await context.setOffline(false)
  await waits.getByText(/Có người khác đã thao tác trước/).waitFor()
  expect(await findFaults(page)).toEqual([])
  await page.setViewportSize(phone.viewport!)
  await waits.getByRole('button', { name: /^Mở lại/ }).tap()
  await after.getByRole('img').waitFor()
  await answer.getByLabel('Đã làm gì').fill('Đã rào chắn cả hai hố.')
  await answer.getByRole('button', { name: 'Gửi kết quả' }).tap()
  await expect.poll(() => statusOf(id), { timeout: 40_000 }).toBe('awaiting_approval')
  const { log, pictures, answer: said } = await see(id)
  expect(log.filter(({ type }) => type === 'answer')).toHaveLength(1)
  expect(said).toContain('cả hai hố')
  expect(pictures).toHaveLength(1)
  await waits.waitFor({ state: 'detached' })
  await context.close()
}, 60_000)
