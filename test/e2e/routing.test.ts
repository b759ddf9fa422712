import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inGroups } from '../../contract/codes.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { findFaults, open, staff, startBrowser } from './console-pages.ts'

/** Beside Quốc lộ 1A, and in a kiệt, of the demo's register of roads. */
const onHighway = { lat: 16.4525, lon: 107.607 }
const inAlley = { lat: 16.449, lon: 107.5851 }
const roads = 'Khu Quản lý đường bộ'

let server: TestServer
let browser: Browser
let page: Page
let onRoad: { id: string; number: string }

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  browser = await startBrowser({ maps: true })
  const citizen = await server.client()
  const send = (subject: string, description: string, position: { lat: number; lon: number }) =>
    citizen.submitReport({ body: { subject, description, position, commune: '19789' } })
  await send('MT02', 'Xà bần đổ đầy gốc cây, đêm nào cũng có xe tới.', inAlley)
  const { id, number } = await send('GT01', 'Ổ gà sâu giữa quốc lộ, xe máy té hoài.', onHighway)
  onRoad = { id, number }
  page = await open(browser, server.url, staff.operator)
  // A test that waits in vain says for what.
  page.setDefaultTimeout(10_000)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** Types into a list that is searched, and takes the first that has these words, by keyboard. */
async function type(box: Locator, words: string, option: string | RegExp): Promise<void> {
  await box.fill('')
  await box.pressSequentially(words)
  const offer = page.getByRole('option', { name: option }).first()
  await offer.waitFor()
  await expect
    .poll(async () => {
      if ((await offer.getAttribute('data-combobox-selected')) === null)
        await box.press('ArrowDown')
      return offer.getAttribute('data-combobox-selected')
    })
    .not.toBeNull()
  await box.press('Enter')
}

const question = (name: string) => page.getByRole('combobox', { name, exact: true }).first()
const decision = () => page.getByRole('region', { name: 'Chuyển đến' })

describe('the routing workbench', () => {
  it('says who would get a report at a point, why, and what was asked before', async () => {
    await page.getByRole('link', { name: 'Phân tuyến', exact: true }).press('Enter')
    await page.getByRole('heading', { name: 'Phân tuyến', level: 1 }).waitFor()
    await type(question('Lĩnh vực'), 'mat duong', /^Mặt đường hư hỏng/)
    // Pasted, as coordinates are.
    await question('Địa điểm').fill(`${onHighway.lat}, ${onHighway.lon}`)
    await page.getByRole('option', { name: '16.4525, 107.607' }).waitFor()
    await question('Địa điểm').press('Enter')
    await decision().getByText(roads).first().waitFor()
    await decision()
      .getByText(/Quốc lộ 1A.* quản lý từ 01\/07\/2025/)
      .waitFor()
    const decided = page.locator('[aria-current="step"]')
    expect(await decided.innerText()).toMatch(/^Tuyến đường\s*Quyết định/)
    await page.getByText('Công trình đang thi công', { exact: true }).waitFor()
  })

  it('finds an address: the same pothole in an alley is the ward’s', async () => {
    await type(question('Địa điểm'), 'kiệt 131 Trần Phú', /^Kiệt 131 Trần Phú/i)
    await decision().getByText('UBND phường Thuận Hóa', { exact: true }).waitFor()
    await decision()
      .getByText(/Kiệt 131 Trần Phú/)
      .first()
      .waitFor()
  })

  it('shows what another lead of a subject would have done to the last reports', async () => {
    const trying = page.getByRole('region', { name: 'Thử thay đổi' })
    await type(trying.getByRole('combobox', { name: 'Lĩnh vực' }), 'MT02', /^Đổ rác, xà bần/)
    await type(trying.getByRole('combobox', { name: 'Chuyển' }).last(), 'SNNMT', /\(SNNMT\)/)
    await trying.getByRole('button', { name: 'Xem ảnh hưởng' }).press('Enter')
    await trying.getByText(/từ UBND phường Thuận Hóa sang Sở Nông nghiệp và Môi trường/).waitFor()
    await trying.getByText('Xà bần đổ đầy gốc cây').waitFor()
  })

  it('words the conditions of a lead for this province', async () => {
    const trying = page.getByRole('region', { name: 'Thử thay đổi' })
    await type(trying.getByRole('combobox', { name: 'Lĩnh vực' }), 'HK01', /^Đèn đường không sáng/)
    await expect
      .poll(() => trying.getByRole('textbox', { name: 'Khi' }).first().inputValue())
      .toBe('đèn do đơn vị chiếu sáng của thành phố quản lý')
  })

  it('shows what another manager of a road would have done, and opens the report', async () => {
    const trying = page.getByRole('region', { name: 'Thử thay đổi' })
    await trying.getByText('Công trình, đường, khu').click()
    await type(
      trying.getByRole('combobox', { name: 'Công trình, tuyến đường, khu' }),
      'QL1A.nam',
      /Quốc lộ 1A \(QL1A.nam\)/,
    )
    await type(trying.getByRole('combobox', { name: 'Đơn vị quản lý' }), 'SXD.BT', /\(SXD\.BT\)/)
    await trying.getByRole('button', { name: 'Xem ảnh hưởng' }).press('Enter')
    await trying.getByText(new RegExp(`từ ${roads}.* sang `)).waitFor()
    expect(await page.getByRole('link', { name: 'Mở quy định này' }).count()).toBe(0)
    await trying.getByRole('link', { name: inGroups(onRoad.number) }).press('Enter')
    await page.getByRole('heading', { level: 1, name: inGroups(onRoad.number) }).waitFor()
  })

  it('is behind the suggestion on a case, with the point on a map', async () => {
    const report = page.getByRole('article')
    await report.getByText(/Quốc lộ 1A: Khu Quản lý đường bộ/).waitFor()
    await report.getByLabel('Bản đồ nơi xảy ra').waitFor()
    await report.getByText('16.452500, 107.607000').waitFor()

    const operator = await server.client(staff.operator)
    const params = { id: onRoad.id }
    const steps: ActionRequest[] = [
      { type: 'accept', input: {} },
      { type: 'assign', input: { agency: 'KQLDB' } },
    ]
    for (const action of steps) {
      const { version } = await operator.getCase({ params })
      await operator.actOnCase({ params, body: { version, action } })
    }
    await page.reload()
    await report.getByRole('heading', { name: 'Đơn vị đang giữ' }).waitFor()
    await report.getByText('Gọi được lúc này').waitFor()
  })
})

it('a case with its map and, from there, the workbench have no fault in any look', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${server.url}/console/phan-anh/${onRoad.id}`)
  await page.getByText('Gọi được lúc này').waitFor()
  expect(await findFaults(page)).toEqual([])
  await page.getByRole('link', { name: 'Xem các bước tra' }).click()
  await decision().getByText(roads).first().waitFor()
  expect(await findFaults(page)).toEqual([])
})
