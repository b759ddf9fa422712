import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { fillReport } from './citizen-pages.ts'
import { findViolations, phone, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser({ maps: true })
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const hue = { latitude: 16.4556, longitude: 107.584 }
const daNang = { latitude: 16.0544, longitude: 108.2022 }

/** The form, in a browser that complains of nothing. */
async function openForm(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'vi-VN', ...phone, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await fillReport(page, server.url, '', 'Ở đâu')
  return { page, context, complaints }
}

const communeOn = (page: Page) => page.getByRole('combobox', { name: 'Xã, phường' }).inputValue()
const latitudeOn = (page: Page) => page.locator('input[name="lat"]').inputValue()

it('takes a point from the map and says which commune it lies in', async () => {
  const { page, context, complaints } = await openForm()
  const tiles: number[] = []
  page.on('response', (response) => {
    if (response.url().includes('/map/tiles/')) tiles.push(response.status())
  })
  await page.getByRole('button', { name: 'Chọn trên bản đồ' }).click()
  const map = page.getByLabel('Bản đồ các xã, phường')
  // The middle of the first view is the middle of the province.
  const box = (await map.boundingBox())!
  await expect.poll(() => tiles.includes(200)).toBe(true)
  await map.click({ position: { x: box.width / 2, y: box.height / 2 } })
  await page.getByText(/Đã chọn điểm .* thuộc (Phường|Xã) /).waitFor()
  const tapped = await communeOn(page)
  expect(await page.getByText('Đã chọn điểm').innerText()).toContain(tapped)
  expect(await findViolations(page)).toEqual([])

  // The same by keyboard: the point in the middle.
  await page.getByRole('button', { name: 'Bỏ điểm này' }).click()
  expect(await latitudeOn(page)).toBe('')
  await map.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => latitudeOn(page)).toMatch(/^16\./)
  await expect.poll(() => communeOn(page)).toBe(tapped)
  expect(complaints).toEqual([])
  await context.close()
})

it('takes the device’s position, but none outside the province', async () => {
  const { page, context } = await openForm({ geolocation: hue, permissions: ['geolocation'] })
  const mine = page.getByRole('button', { name: 'Dùng vị trí của tôi' })
  await mine.click()
  await expect.poll(() => communeOn(page)).toBe('Phường Thuận Hóa')
  expect(await latitudeOn(page)).toBe('16.455600')

  await context.setGeolocation(daNang)
  await mine.click()
  await page.getByText('Điểm này nằm ngoài tỉnh, thành phố').waitFor()
  expect(await latitudeOn(page)).toBe('16.455600')
  await context.close()
})

it('says in words when the browser gives no position', async () => {
  const { page, context } = await openForm({ permissions: [] })
  await page.getByRole('button', { name: 'Dùng vị trí của tôi' }).click()
  await page.getByText('Trình duyệt không cho trang này biết vị trí').waitFor()
  await context.close()
})

it('keeps a point whose commune cannot be asked, and leaves the choice to the person', async () => {
  const { page, context } = await openForm({ geolocation: hue, permissions: ['geolocation'] })
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Dùng vị trí của tôi' }).click()
  await page.getByText('bạn chọn xã, phường ở trên').waitFor()
  expect(await latitudeOn(page)).toBe('16.455600')
  expect(await communeOn(page)).toBe('')
  await context.close()
})
