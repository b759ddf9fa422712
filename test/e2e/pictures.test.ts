import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture, withPlace } from '../../server/pictures/pictures.fixture.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { codeOn, fillReport, follow, goOn, staffAct, toAnswer } from './citizen-pages.ts'
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

/** The form at the step for words and pictures. */
async function openForm(page: Page): Promise<void> {
  await fillReport(page, server.url, '', 'Chuyện gì xảy ra')
  await page.getByLabel('Mô tả').fill('Đèn tắt')
}
async function send(page: Page): Promise<void> {
  await goOn(page, 'Liên hệ với bạn')
  await goOn(page, 'Kiểm tra trước khi gửi')
  await page.getByRole('button', { name: 'Gửi phản ánh', exact: true }).click()
}

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
    const sent = page.waitForRequest(
      (request) => request.url().includes('/api/uploads/') && request.method() === 'PATCH',
    )
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

  it('a picture that was cut off goes on where it was, also on a page opened anew, and once', async () => {
    // A service worker would send what waits past what is cut off here.
    const page = await newPage({ ...phone, serviceWorkers: 'block' })
    await openForm(page)
    // 800 kB of noise: it stays larger than one piece. The second piece is lost until further notice.
    const noise = sharp(randomBytes(900 * 700 * 3), {
      raw: { width: 900, height: 700, channels: 3 },
    })
    const large = await noise.jpeg({ quality: 95 }).toBuffer()
    let lost = true
    const offsets: string[] = []
    await page.route('**/api/uploads/*', async (route) => {
      const request = route.request()
      const offset = request.headers()['upload-offset']
      if (lost && (request.method() === 'HEAD' || Number(offset) > 0)) return route.abort()
      if (offset !== undefined) offsets.push(offset)
      return route.continue()
    })
    await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles([file(large)])
    await page.getByRole('button', { name: 'Gửi lại ảnh 1' }).waitFor()
    await send(page)
    await page.getByRole('heading', { name: 'Chờ gửi trên máy này' }).waitFor()
    await page.reload()
    lost = false
    await page.getByRole('button', { name: 'Theo dõi phản ánh' }).waitFor()
    // No piece went twice.
    expect(new Set(offsets).size).toBe(offsets.length)
    expect(offsets.length).toBeGreaterThan(1)
    await page.getByRole('button', { name: 'Theo dõi phản ánh' }).click()
    await page.getByRole('heading', { name: 'Diễn biến' }).waitFor()
    expect(await sizes(page)).toEqual([320])
    await page.goto(`${server.url}/gui-phan-anh`)
    await page.getByRole('heading', { name: 'Việc gì' }).waitFor()
    expect(await page.locator('[data-picture-list] li').count()).toBe(0)
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
  'the agency proves its answer by pictures, and the centre covers and chooses what everybody sees',
  { timeout: 90_000 },
  async () => {
    const citizen = await server.client()
    const upload = async (bytes: Buffer) => {
      const { id } = await citizen.uploadPicture({ body: new Uint8Array(bytes), query: {} })
      return id
    }
    // Three people, from the package that finds them.
    const people = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample1.jpg')
    const pictures = [
      await upload(await picture(80, 60).jpeg().toBuffer()),
      await upload(await sharp(people).resize(700).jpeg().toBuffer()),
    ]
    const { id, number } = await citizen.submitReport({
      body: {
        subject: 'GT01',
        description: 'Ổ gà',
        commune: '19789',
        pictures,
        consents: [{ purpose: 'pictures', version: '2026-01-01', language: 'vi' }],
      },
    })
    await staffAct(server, number, ...toAnswer.slice(0, 4))

    const ward = await open(browser, server.url, staff.coordinator, { path: `/phan-anh/${id}` })
    await expect.poll(() => ward.locator('.case .pictures img').count()).toBe(2)
    const answer = await begin(ward, 'Gửi kết quả')
    await answer.getByLabel('Đã kiểm tra').fill('8 giờ ngày 10/3, thấy ổ gà.')
    await answer.getByLabel('Đã làm gì').fill('Đã vá.')
    await answer.getByRole('radio', { name: 'Đã xong' }).check()
    const after = answer.getByRole('group', { name: 'Sau khi làm', exact: true })
    const proof = after.locator('input[type="file"]')
    await proof.setInputFiles([file(Buffer.from('<svg/>'), 'a.jpg'), file(photo)])
    await answer.getByText('Tệp không phải ảnh').waitFor()
    await answer.getByRole('button', { name: 'Bỏ ảnh này' }).click()
    await answer.getByRole('button', { name: 'Bỏ ảnh 1' }).waitFor()
    expect(await findViolations(ward)).toEqual([])
    await sendForm(answer, 'Gửi kết quả')
    await expect.poll(() => ward.locator('.case .pictures img').count()).toBe(3)

    await staffAct(server, number, ['head', { type: 'approve', input: {} }])
    const desk = await open(browser, server.url, staff.operator, { path: `/phan-anh/${id}` })
    const publish = await begin(desk, 'Công khai')
    const boxOf = (name: string) => publish.getByRole('checkbox', { name: `Công khai: ${name}` })
    // Not one of them is public before somebody has looked at it: choosing leads to the work.
    await boxOf('Ảnh của người gửi, 2/2').click()
    const editor = publish.getByRole('region', { name: 'Che và duyệt: Ảnh của người gửi, 2/2' })
    await server.app.pictures.searchFaces(30_000)
    await editor.getByRole('button', { name: 'Khung 3', exact: true }).waitFor()
    await editor.getByRole('button', { name: 'Bỏ khung 3' }).click()
    await editor.getByRole('button', { name: 'Thêm khung' }).click()
    const box = editor.getByRole('button', { name: 'Khung 3', exact: true })
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'Shift+ArrowRight']) {
      await box.press(key)
    }
    const surface = editor.locator('.cover-stage')
    await surface.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    const stage = await surface.boundingBox()
    const at = (x: number, y: number) =>
      [stage!.x + x * stage!.width, stage!.y + y * stage!.height] as const
    const draw = async (...points: (readonly [number, number])[]) => {
      await desk.mouse.move(...points[0]!)
      await desk.mouse.down()
      for (const point of points.slice(1)) await desk.mouse.move(...point, { steps: 4 })
      await desk.mouse.up()
    }
    await draw(at(0.02, 0.8), at(0.2, 0.95))
    await editor.getByText('Cọ', { exact: true }).click()
    await draw(at(0.3, 0.9), at(0.5, 0.9), at(0.6, 0.85))
    await editor.getByRole('button', { name: 'Bỏ nét cọ 1' }).waitFor()
    expect(await findViolations(desk)).toEqual([])
    await editor.getByRole('button', { name: 'Duyệt bản che' }).click()
    await publish.getByText('Đã duyệt bản che').waitFor()
    await expect.poll(() => boxOf('Ảnh của người gửi, 2/2').isChecked()).toBe(true)
    const centre = await server.client(staff.operator)
    const { copy } = await centre.getPictureMarks({ params: { id: pictures[1]! } })
    expect(copy!.marks.boxes).toHaveLength(4)
    expect(copy!.marks.boxes[2]).toEqual({ x: 0.38, y: 0.39, w: 0.21, h: 0.2 })
    expect(copy!.marks.strokes[0]!.points.length).toBeGreaterThan(4)
    await boxOf('Ảnh kết quả xử lý, 1/1').click()
    await publish.getByRole('button', { name: 'Duyệt bản che' }).click()
    await publish.getByText('Đã duyệt bản che').nth(1).waitFor()
    await expect.poll(() => boxOf('Ảnh kết quả xử lý, 1/1').isChecked()).toBe(true)
    await sendForm(publish, 'Công khai')
    await seeStatus(desk, 'Đã công khai')

    const page = await newPage()
    await page.goto(`${server.url}/phan-anh/${number}`)
    expect(await sizes(page)).toEqual([320, 320])
    expect(await findViolations(page)).toEqual([])
    for (const one of [ward, desk, page]) await one.context().close()
  },
)
