import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { fillReport } from './citizen-pages.ts'
import { desktop, findViolations, phone, startBrowser } from './console-pages.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function openForm(options: object = desktop): Promise<Page> {
  const context = await browser.newContext({ locale: 'vi-VN', ...options })
  const page = await context.newPage()
  await fillReport(page, server.url, '', 'Ở đâu')
  return page
}

const search = (page: Page) => page.getByRole('combobox', { name: 'Tìm nơi xảy ra' })
const valueOf = (page: Page, name: string) => page.locator(`[name="${name}"]`).inputValue()

describe('the search for a place in the report form', () => {
  it('fills commune, address and point by keyboard alone, and sends nothing', async () => {
    const page = await openForm()
    await search(page).focus()
    await page.keyboard.type('12 nguyen hue thuan hoa')
    const option = page.getByRole('option', { name: '12 Nguyễn Huệ, phường Thuận Hóa' })
    await option.waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('Đã điền Phường Thuận Hóa và một điểm gần đúng.').waitFor()
    expect(await valueOf(page, 'commune')).toBe('19789')
    expect(await valueOf(page, 'address')).toBe('12 Nguyễn Huệ')
    expect(await valueOf(page, 'lat')).toBe('16.460000')
    expect(await page.getByRole('combobox', { name: 'Xã, phường' }).inputValue()).toBe(
      'Phường Thuận Hóa',
    )
    expect(page.url()).toBe(`${server.url}/gui-phan-anh#o-dau`)
  })

  it('leads from a ward of before to the commune of today, without a made-up point', async () => {
    const page = await openForm(phone)
    await search(page).fill('Vĩnh Ninh')
    await page.getByRole('option', { name: 'nay thuộc phường Thuận Hóa' }).tap()
    await page.getByText('Đã điền Phường Thuận Hóa.').waitFor()
    expect(await valueOf(page, 'commune')).toBe('19789')
    expect(await valueOf(page, 'lat')).toBe('')
  })

  it('keeps what was typed as the address, and takes back only what it put there', async () => {
    const page = await openForm()
    await page.getByLabel('Chỗ cụ thể').fill('cổng sau')
    await search(page).fill('chợ đông ba')
    await page.getByRole('option', { name: 'Chợ Đông Ba, phường Phú Xuân' }).click()
    await expect.poll(() => valueOf(page, 'address')).toBe('Chợ Đông Ba, cổng sau')
    expect(await valueOf(page, 'lat')).not.toBe('')
    await search(page).fill('kim long')
    await page.getByRole('option', { name: 'Phường Kim Long', exact: true }).click()
    await expect.poll(() => valueOf(page, 'commune')).toBe('19774')
    expect(await valueOf(page, 'lat')).toBe('')
  })

  it('says so when nothing is found or nothing can be asked', async () => {
    const page = await openForm()
    await search(page).fill('xyzzy')
    await page.getByRole('option', { name: 'Không thấy.' }).waitFor()
    await page.context().setOffline(true)
    await search(page).fill('chợ đông ba')
    await page.getByText('Chưa tìm được lúc này.').waitFor()
  })

  it('is not there without a script', async () => {
    const page = await openForm({ ...phone, javaScriptEnabled: false })
    expect(await search(page).isVisible()).toBe(false)
    expect(await page.getByRole('combobox', { name: 'Xã, phường' }).isVisible()).toBe(true)
  })
})
