import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture, withPlace } from '../../server/pictures/pictures.fixture.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { choose, codeOn, follow, staffAct, toAnswer } from './citizen-pages.ts'
import {
  begin,
  findViolations,
  open,
  phone,
  seeStatus,
  send as sendForm,
  staff,
  startBrowser,
} from './console-pages.ts'

let server: TestServer
let browser: Browser
let photo: Buffer

beforeAll(async () => {
  server = await startTestServer()
  browser = await startBrowser()
  photo = await withPlace(picture(3000, 2000)).jpeg().toBuffer()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function newPage(options: BrowserContextOptions = phone): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', ...options })
  return context.newPage()
}

const file = (buffer: Buffer, name = 'anh.jpg') => ({ name, mimeType: 'image/jpeg', buffer })

/** The form with everything but what a test is about. */
async function openForm(page: Page): Promise<void> {
  await page.goto(`${server.url}/gui-phan-anh`)
  await choose(page, 'Lĩnh vực', 'den duong', 'Đèn đường không sáng, chập chờn')
  await page.getByLabel('Mô tả').fill('Đèn tắt')
  await choose(page, 'Xã, phường', 'thuan hoa', 'Phường Thuận Hóa')
}
const send = (page: Page) => page.getByRole('button', { name: 'Gửi phản ánh' }).click()

/** Whether the pictures on a page arrive as pictures. */
const sizes = (page: Page) =>
  page.locator('.pictures img').evaluateAll(async (images) => {
    for (const image of images as HTMLImageElement[]) {
      image.loading = 'eager'
      await image.decode()
    }
    return (images as HTMLImageElement[]).map((image) => image.naturalWidth)
  })

describe.each([
  ['with JavaScript', { ...phone, javaScriptEnabled: true }],
  ['without JavaScript', { ...phone, javaScriptEnabled: false }],
])('a citizen %s', (_, options) => {
  it('sends pictures with a report and sees them on its page', async () => {
    const page = await newPage(options)
    await openForm(page)
    const box = page.getByLabel('Ảnh (không bắt buộc)')
    await box.setInputFiles([file(photo), file(await picture(100, 50).png().toBuffer(), 'b.png')])
    await send(page)
    const code = await codeOn(page)
    await follow(page, server.url, code)
    await expect.poll(() => page.locator('.pictures img').count()).toBe(2)
    if (options.javaScriptEnabled) expect(await findViolations(page)).toEqual([])
    const context = page.context()
    const path = await page.locator('.pictures img').first().getAttribute('src')
    const answer = await context.request.get(`${server.url}${path}`)
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/jpeg'])
    const stranger = await fetch(`${server.url}${path}`)
    expect(stranger.status).toBe(404)
    await context.close()
  })

  it('is told what is wrong with a file, and keeps the others', async () => {
    const page = await newPage(options)
    await openForm(page)
    const box = page.getByLabel('Ảnh (không bắt buộc)')
    await box.setInputFiles([file(photo), file(Buffer.from('<svg/>'), 'tranh.jpg')])
    if (!options.javaScriptEnabled) await send(page)
    await page.getByText('Tệp này không phải ảnh').first().waitFor()
    expect(await page.getByLabel('Mô tả').inputValue()).toBe('Đèn tắt')
    await send(page)
    await follow(page, server.url, await codeOn(page))
    await expect.poll(() => page.locator('.pictures img').count()).toBe(1)
    await page.context().close()
  })
})

describe('with JavaScript', () => {
  it('a picture is made smaller first, and its place is offered, not taken', async () => {
    const page = await newPage()
    await openForm(page)
    const sent = page.waitForRequest((request) => request.url().includes('/api/pictures'))
    await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles([file(photo)])
    const body = (await sent).postDataBuffer()
    if (body) expect(body.includes('NHIP-CAMERA')).toBe(false)
    await page.getByText('Đã nhận ảnh 1.').waitFor()
    const lat = page.locator('input[name="lat"]')
    expect(await lat.inputValue()).toBe('')
    await page.getByText(/Ảnh 1 chụp tại .+\. Dùng vị trí này\?/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Dùng vị trí của ảnh' }).click()
    await expect.poll(() => lat.inputValue()).toBe('16.461250')
    await page.context().close()
  })

  it('a picture that was lost on the way goes out with the report, once', async () => {
    const page = await newPage()
    await openForm(page)
    await page.route('**/api/pictures*', (route) => route.abort())
    await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles([file(photo)])
    await page.getByRole('button', { name: 'Gửi lại ảnh 1' }).waitFor()
    await send(page)
    await page.getByText('Chưa gửi được – nội dung đã lưu trên máy').waitFor()
    await page.unroute('**/api/pictures*')
    await send(page)
    await follow(page, server.url, await codeOn(page))
    expect(await sizes(page)).toEqual([320])
    await page.context().close()
  })

  it('a picture can be taken away again, and no more than five are taken', async () => {
    const page = await newPage()
    await openForm(page)
    const small = await picture(20, 20).png().toBuffer()
    const files = Array.from({ length: 6 }, (_, index) => file(small, `${index}.png`))
    await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles(files)
    await page.getByRole('button', { name: 'Bỏ ảnh 5' }).waitFor()
    expect(await page.locator('[data-picture-list] li').count()).toBe(5)
    await page.getByRole('button', { name: 'Bỏ ảnh 2' }).click()
    expect(await page.locator('[data-picture-list] li').count()).toBe(4)
    await page.getByRole('button', { name: 'Bỏ ảnh 4' }).waitFor()
    await page.context().close()
  })
})

it("the form's script stays light", async () => {
  const page = await newPage()
  await page.goto(`${server.url}/gui-phan-anh`)
  const scripts = await page
    .locator('script[src], link[rel="modulepreload"]')
    .evaluateAll((found) =>
      found.map((one) => one.getAttribute('src') ?? one.getAttribute('href') ?? ''),
    )
  expect(scripts.length).toBeGreaterThan(0)
  const dist = fileURLToPath(new URL('../../dist/citizen', import.meta.url))
  const weights = await Promise.all(
    [...new Set(scripts)].map(async (path) => gzipSync(await readFile(join(dist, path))).length),
  )
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(100_000)
  await page.context().close()
})

it(
  'the agency proves its answer by pictures, and the centre chooses which everybody sees',
  { timeout: 60_000 },
  async () => {
    const citizen = await server.client()
    const upload = async (width: number) => {
      const body = new Uint8Array(await picture(width, 60).jpeg().toBuffer())
      return (await citizen.uploadPicture({ body, query: {} })).id
    }
    const pictures = [await upload(80), await upload(90)]
    const { id, number } = await citizen.submitReport({
      body: { subject: 'GT01', description: 'Ổ gà', commune: '19789', pictures },
    })
    await staffAct(server, number, ...toAnswer.slice(0, 4))

    const ward = await open(browser, server.url, staff.coordinator, { path: `/phan-anh/${id}` })
    await expect.poll(() => ward.locator('.case .pictures img').count()).toBe(2)
    const answer = await begin(ward, 'Gửi kết quả')
    await answer.getByLabel('Đã kiểm tra').fill('8 giờ ngày 10/3, thấy ổ gà.')
    await answer.getByLabel('Đã làm gì').fill('Đã vá.')
    await answer.getByRole('radio', { name: 'Đã xong' }).check()
    const proof = answer.locator('input[type="file"]')
    await proof.setInputFiles([file(Buffer.from('<svg/>'), 'a.jpg'), file(photo)])
    await answer.getByText('Tệp không phải ảnh').waitFor()
    await answer.getByRole('button', { name: 'Bỏ ảnh này' }).click()
    await answer.getByRole('button', { name: 'Bỏ ảnh 1' }).waitFor()
    expect(await findViolations(ward)).toEqual([])
    await sendForm(answer, 'Gửi kết quả')
    await expect.poll(() => ward.locator('.case .pictures img').count()).toBe(3)

    await staffAct(server, number, ['head', { type: 'approve', input: {} }])
    const desk = await open(browser, server.url, staff.operator, { path: `/phan-anh/${id}` })
    const centre = await server.client(staff.operator)
    for (const one of (await centre.getCase({ params: { id } })).pictures.slice(1)) {
      await centre.approvePicture({ params: { id: one.id }, body: { boxes: [], strokes: [] } })
    }
    const publish = await begin(desk, 'Công khai')
    await publish.getByRole('checkbox', { name: 'Công khai: Ảnh của người gửi, 2/2' }).check()
    await publish.getByRole('checkbox', { name: 'Công khai: Ảnh kết quả xử lý, 1/1' }).check()
    expect(await findViolations(desk)).toEqual([])
    await sendForm(publish, 'Công khai')
    await seeStatus(desk, 'Đã công khai')

    const page = await newPage()
    await page.goto(`${server.url}/phan-anh/${number}`)
    expect(await sizes(page)).toEqual([90, 320])
    expect(await findViolations(page)).toEqual([])
    for (const one of [ward, desk, page]) await one.context().close()
  },
)
