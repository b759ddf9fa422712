import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { fillNear, staffAct, toAnswer } from './citizen-pages.ts'
import { desktop, findFaults, phone, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser
/** The numbers of a lamp that was answered and of a pothole that waits. */
let answered: string
let open: string

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser({ maps: true })
  const citizen = await server.client()
  const report = async (subject: string, lat: number) => {
    const { number } = await citizen.submitReport({
      body: {
        subject,
        description: 'Lời riêng của người gửi.',
        commune: '19789',
        position: { lat, lon: 107.5909 },
      },
    })
    return number
  }
  answered = await report('HK01', 16.4637)
  open = await report('GT01', 16.4641)
  await staffAct(server, answered, ...toAnswer)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function newPage(options: BrowserContextOptions = phone): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', ...options })
  return context.newPage()
}

it('is searched, filtered and read without a script, the map as a table', async () => {
  const page = await newPage({ ...phone, javaScriptEnabled: false })
  await page.goto(`${server.url}/phan-anh`)
  await page.getByText('2 phản ánh').waitFor()
  await page.getByLabel('Từ khóa hoặc số phản ánh').fill('den duong trong kiet')
  await page.getByRole('button', { name: 'Lọc', exact: true }).click()
  await page.getByText('1 phản ánh').waitFor()
  await page.getByText('Đang lọc: “den duong trong kiet”').waitFor()
  await page.getByRole('link', { name: 'Đèn đường trong kiệt không sáng' }).click()
  await page.getByText('Đã thay 2 bóng đèn').waitFor()

  await page.goto(`${server.url}/phan-anh`)
  await page.getByText('Lọc theo xã, phường').click()
  await page.getByLabel('Trạng thái').selectOption({ label: 'Đang xử lý' })
  await page.getByRole('button', { name: 'Lọc', exact: true }).click()
  await page.getByRole('link', { name: 'Bản đồ' }).click()
  const row = page.getByRole('row', { name: /Phường Thuận Hóa/ })
  expect((await row.getByRole('cell').allInnerTexts()).join(' ')).toBe('1 0 0 1')
  await row.getByRole('link').click()
  await page.getByRole('link', { name: 'Mặt đường hư hỏng' }).click()
  await page.getByText('Lời của người gửi không công khai').waitFor()
  expect(page.url()).toBe(`${server.url}/phan-anh/${open}`)
  expect(await page.content()).not.toContain('Lời riêng')
  await page.context().close()
})

it(
  'counts on the map, lists what is in its window and tells of a point that is tapped',
  { timeout: 60_000 },
  async () => {
    const page = await newPage(desktop)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${server.url}/phan-anh?view=map`)
    const map = page.getByRole('region', { name: 'Bản đồ phản ánh' })
    await map.waitFor()
    await page.getByRole('heading', { name: 'Theo xã, phường' }).waitFor()

    await page.goto(`${server.url}/phan-anh?view=map&commune=19789`)
    await page.getByRole('heading', { name: '2 phản ánh trong khung bản đồ' }).waitFor()
    await page.getByRole('link', { name: 'Đèn đường trong kiệt không sáng' }).waitFor()
    // Several together go nearer when they are tapped, until each is a point of its own.
    const ring = page.locator('.nhip-map-ring')
    await ring.waitFor()
    while ((await ring.count()) > 0) {
      const tapped = await ring.first().elementHandle()
      await tapped.click()
      await tapped.waitForElementState('hidden')
    }
    // They lie above and below the middle, one of them answered.
    const card = page.getByRole('region', { name: 'Phản ánh tại điểm đã chọn' })
    await map.evaluate((canvas) => canvas.scrollIntoView({ block: 'center' }))
    const { x, y, width, height } = (await map.boundingBox())!
    for (let aside = 10; aside < height / 2 && !(await card.isVisible()); aside += 8) {
      await page.mouse.click(x + width / 2, y + height / 2 + aside)
      await card.waitFor({ timeout: 300 }).catch(() => {})
    }
    await card.getByRole('link', { name: 'Đèn đường trong kiệt không sáng' }).waitFor()
    await card.getByRole('button', { name: 'Đóng' }).click()
    await card.waitFor({ state: 'hidden' })
    expect(complaints).toEqual([])
    await page.context().close()
  },
)

it(
  'shows what was reported there already, and is followed instead, without a word lost',
  { timeout: 60_000 },
  async () => {
    const citizen = await server.client()
    const { number } = await citizen.submitReport({
      body: {
        subject: 'GT01',
        description: 'Lời riêng của người gửi.',
        commune: '19789',
        position: { lat: 16.4492, lon: 107.5851 },
      },
    })
    const page = await newPage()
    await fillNear(page, server.url, {
      subject: 'Mặt đường hư hỏng (ổ gà, sụt lún)',
      place: 'Kiệt 131 Trần Phú',
    })
    const near = page.getByRole('region', { name: 'Cùng việc này?' })
    await near.getByText('Cách 22 m').waitFor()
    expect(await near.innerText()).not.toContain('Lời riêng')
    await page.getByLabel('Mô tả').fill('Lỗ sụt giữa kiệt.')

    const opened = page.context().waitForEvent('page')
    await near.getByRole('button', { name: /^Theo dõi phản ánh/ }).click()
    const other = await opened
    await other.getByLabel('Số điện thoại hoặc e-mail').fill('0977 100 001')
    await other.getByRole('button', { name: 'Gửi mã cho tôi' }).click()
    await other.getByRole('heading', { name: 'Nhập mã' }).waitFor()
    const letter = await page.context().newPage()
    await letter.goto(`${server.url}/dang-nhap/hop-thu`)
    const code = /nhập Nhịp: (\d{6})/.exec(await letter.getByRole('main').innerText())![1]!
    await other.getByLabel('Mã 6 chữ số').fill(code)
    await other.getByRole('button', { name: 'Đăng nhập' }).click()
    await other.getByText('Đã theo dõi.').waitFor()
    expect(other.url()).toContain(`/phan-anh/${number}`)
    await other.goto(`${server.url}/phan-anh-cua-toi`)
    await other.getByRole('heading', { name: 'Phản ánh tôi theo dõi' }).waitFor()
    expect(await findFaults(other)).toEqual([])

    expect(await page.getByLabel('Mô tả').inputValue()).toBe('Lỗ sụt giữa kiệt.')
    await near.getByRole('button', { name: 'Vẫn gửi phản ánh của tôi' }).click()
    await near.waitFor({ state: 'detached' })
    await page.context().close()
  },
)
