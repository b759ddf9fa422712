import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPassword } from '../../server/demo.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { open, staff, startBrowser } from './console-pages.ts'

const administrator = 'quantri@demo.nhip.vn'

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

const section = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Quản trị' }).getByRole('link', { name, exact: true })

const form = (page: Page, name: string) => page.getByRole('form', { name, exact: true })

async function save(opened: Locator): Promise<void> {
  await opened.getByRole('button', { name: 'Lưu' }).click()
  await opened.waitFor({ state: 'detached' })
}

async function choose(opened: Locator, label: string, typed: string, option: string | RegExp) {
  await opened.getByRole('combobox', { name: label, exact: true }).fill(typed)
  await opened.page().getByRole('option', { name: option }).first().click()
}

describe('an administrator', () => {
  let page: Page
  beforeAll(async () => {
    page = await open(browser, server.url, administrator)
  }, 60_000)

  it('comes to the administration and finds the province as a tree', async () => {
    await page.getByRole('heading', { name: /^Đơn vị hành chính/, level: 1 }).waitFor()
    await page.getByRole('link', { name: 'phường Thuận Hóa' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/quan-tri/don-vi-hanh-chinh')
  })

  it('adds a day off, which the calendar shows with its reason', { timeout: 60_000 }, async () => {
    await section(page, 'Ngày nghỉ và làm bù').click()
    await page.getByRole('heading', { name: /^Năm / }).waitFor()
    await page.goto(`${server.url}/console/quan-tri/ngay-nghi?year=2027`)
    await page.getByRole('link', { name: '24/5/2027', exact: true }).click()
    const adding = form(page, 'Thêm: Ngày nghỉ và làm bù')
    await adding.getByRole('button', { name: 'Lưu' }).click()
    await page.getByRole('alert').getByText('Có 3 chỗ chưa đúng').waitFor()
    await adding.getByLabel('Tên – Tiếng Việt').fill('Ngày hội của thành phố')
    await adding.getByLabel('Tên – English').fill('City festival')
    await adding.getByLabel('Căn cứ').fill('Quyết định 99/QĐ-UBND')
    await save(adding)
    await page.getByRole('link', { name: '24/5/2027, Nghỉ: Ngày hội của thành phố' }).waitFor()
    await page.getByRole('cell', { name: 'Nghỉ: Ngày hội của thành phố', exact: true }).waitFor()
  })

  it(
    'changes the class of a subject from a day and sees who did it',
    { timeout: 60_000 },
    async () => {
      await section(page, 'Lĩnh vực').click()
      await page.getByRole('link', { name: 'Mặt đường hư hỏng (ổ gà, sụt lún)' }).click()
      await page.getByRole('button', { name: 'Đổi từ ngày…' }).click()
      const changing = form(page, 'Đổi từ một ngày')
      await choose(changing, 'Lớp thời hạn', 'khan cap', /^Khẩn cấp/)
      await changing.getByLabel('Lý do (không bắt buộc)').fill('Quyết định 12')
      await changing.getByRole('button', { name: 'Lưu' }).click()
      const summary = page.getByRole('alert')
      await summary.getByRole('button', { name: 'Có hiệu lực từ ngày' }).click()
      const start = changing.getByLabel('Có hiệu lực từ ngày')
      expect(await start.evaluate((box) => box === document.activeElement)).toBe(true)
      await start.fill('01/01/2027')
      await save(changing)

      await page.getByRole('button', { name: /Từ 01\/01\/2027/ }).waitFor()
      await page.getByRole('button', { name: /Từ 01\/07\/2025 đến trước 01\/01\/2027/ }).waitFor()
      const change = page.getByRole('listitem').filter({ hasText: 'Quyết định 12' }).first()
      await change.getByText('Nguyễn Văn An').waitFor()
      await change.getByText('Quyết định 12').click()
      await change.getByRole('rowheader', { name: 'Lớp thời hạn', exact: true }).waitFor()

      await section(page, 'Lịch sử thay đổi').click()
      await page
        .getByRole('listitem')
        .filter({ hasText: /Thêm Lĩnh vực Mặt đường hư hỏng.*Nguyễn Văn An/ })
        .first()
        .waitFor()
    },
  )

  it(
    'is asked before unsaved words are left, and finds them again',
    { timeout: 60_000 },
    async () => {
      await section(page, 'Đầu mối liên hệ').click()
      await page.getByRole('link', { name: 'Thêm mới' }).click()
      await form(page, 'Thêm: Đầu mối liên hệ').getByLabel('Mã', { exact: true }).fill('VP.TRUC')
      await section(page, 'Cơ quan').click()
      await page.getByRole('button', { name: 'Ở lại' }).click()
      expect(await page.getByLabel('Mã', { exact: true }).inputValue()).toBe('VP.TRUC')
      await section(page, 'Cơ quan').click()
      await page.getByRole('button', { name: 'Rời đi' }).click()
      await page.getByRole('heading', { name: /^Cơ quan/, level: 1 }).waitFor()
      await page.goto(`${server.url}/console/quan-tri/dau-moi?add=1`)
      await page.getByText('Đây là nội dung bạn đang viết dở.').waitFor()
      expect(await page.getByLabel('Mã', { exact: true }).inputValue()).toBe('VP.TRUC')
      await page.getByRole('button', { name: 'Viết lại' }).click()
    },
  )

  it('sees what a colleague changed meanwhile and chooses', { timeout: 60_000 }, async () => {
    await page.goto(`${server.url}/console/quan-tri/ngay-nghi/2027-05-24`)
    await page.getByRole('button', { name: 'Sửa cho đúng' }).click()
    const correcting = form(page, 'Sửa cho đúng')
    await correcting.getByLabel('Căn cứ').fill('Thông báo của tôi')

    const colleague = await server.client(administrator)
    const params = { kind: 'calendarDays' as const, code: '2027-05-24' }
    const { periods } = await colleague.getRecord({ params })
    const { record, state } = periods[0]!
    await colleague.writeRecord({
      params: { kind: 'calendarDays' },
      body: { record: { ...record, source: 'Thông báo kia' }, state },
    })

    await correcting.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText(/Trong lúc bạn sửa, Nguyễn Văn An đã đổi mục này lúc/).waitFor()
    await page.getByRole('cell', { name: 'Thông báo kia' }).waitFor()
    await page.getByRole('cell', { name: 'Thông báo của tôi' }).waitFor()
    await page.getByRole('button', { name: 'Giữ bản mình' }).click()
    await correcting.waitFor({ state: 'detached' })
    const now = await colleague.getRecord({ params })
    expect(now.periods[0]!.record.source).toBe('Thông báo của tôi')
  })

  it('is told in words why a record cannot be removed', { timeout: 60_000 }, async () => {
    const client = await server.client(administrator)
    const validFrom = '2031-01-01'
    await client.writeRecord({
      params: { kind: 'agencies' },
      body: {
        record: { code: 'MOI', name: 'Sở mới', kind: 'so', parent: null, validFrom },
        state: null,
      },
    })
    await client.writeRecord({
      params: { kind: 'contacts' },
      body: {
        record: { code: 'MOI.1', agency: 'MOI', role: 'desk', when: 'always', validFrom },
        state: null,
      },
    })
    await page.goto(`${server.url}/console/quan-tri/co-quan/MOI`)
    await page.getByRole('button', { name: 'Gỡ bỏ' }).click()
    await form(page, 'Gỡ mục ghi nhầm').getByRole('button', { name: 'Gỡ bỏ' }).click()
    await page.getByText(/Còn mục khác dùng đến mục này/).waitFor()
    await page.getByRole('alert').getByRole('link').first().waitFor()
  })

  it('imports a file only when every row is right', { timeout: 60_000 }, async () => {
    await section(page, 'Nhập – xuất tệp').click()
    await page.getByLabel('Loại dữ liệu').selectOption('Địa danh')
    const heads = 'code,name,kind,commune,lat,lon,validFrom'
    const good = 'tdp-1,Tổ dân phố 1,to_dan_pho,19789,16.46,107.59,2026-01-01'
    const bad = 'tdp-2,Tổ dân phố 2,to_dan_pho,19789,16.46,999,2026-01-01'
    const give = async (lines: string[]) => {
      const buffer = Buffer.from(lines.join('\n'))
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: /Tệp CSV, JSON hoặc GeoJSON/ }).click(),
      ])
      await chooser.setFiles({ name: 'dia-danh.csv', mimeType: 'text/csv', buffer })
      await page.getByRole('button', { name: 'Kiểm tra tệp' }).click()
    }
    await give([heads, good, bad])
    const row = page.getByRole('row').filter({ hasText: 'Kinh độ' })
    expect(await row.getByRole('rowheader').textContent()).toBe('3')
    expect(await page.getByRole('button', { name: 'Nhập', exact: true }).count()).toBe(0)

    await give([heads, good, bad.replace('999', '107.6')])
    await page.getByText('Sẽ thêm 2, sửa 0, giữ nguyên 0.').waitFor()
    await page.getByRole('button', { name: 'Nhập', exact: true }).click()
    await page.getByText('Đã nhập: thêm 2, sửa 0, giữ nguyên 0.').waitFor()
    await section(page, 'Địa danh').click()
    await page.getByRole('searchbox').fill('to dan pho 2')
    await page.getByRole('link', { name: 'Tổ dân phố 2' }).waitFor()
  })

  it(
    'adds a person, who comes in with the password shown once to set another',
    { timeout: 60_000 },
    async () => {
      await section(page, 'Người dùng').click()
      await page.getByRole('link', { name: 'Thêm người' }).click()
      const adding = form(page, 'Thêm người dùng')
      await adding.getByLabel('Họ và tên').fill('Tôn Nữ Hồng Hạnh')
      await adding.getByLabel('Thư điện tử').fill('hanh@demo.nhip.vn')
      await choose(adding, 'Cơ quan', 'thuan hoa', /UBND phường Thuận Hóa \(X19789\)/)
      await adding.getByRole('button', { name: 'Tạo tài khoản' }).click()
      await page.getByText('Mật khẩu của Tôn Nữ Hồng Hạnh').waitFor()
      const password = await page.getByRole('code').textContent()
      expect(password).not.toBe(demoPassword)

      const theirs = await (await browser.newContext()).newPage()
      await theirs.goto(`${server.url}/console`)
      await theirs.getByLabel('Thư điện tử').fill('hanh@demo.nhip.vn')
      await theirs.getByRole('textbox', { name: 'Mật khẩu' }).fill(password!)
      await theirs.getByRole('button', { name: 'Đăng nhập' }).click()
      // Which is good for one thing: to set another one, and a second factor.
      await theirs.getByText('Hãy đặt mật khẩu của riêng bạn').waitFor()
      await theirs.context().close()
    },
  )
})

describe('who is no administrator', () => {
  it('is told so, and finds no link', { timeout: 60_000 }, async () => {
    const page = await open(browser, server.url, staff.coordinator, { path: '/quan-tri/co-quan' })
    await page.getByText('Trang này dành cho người quản trị.').waitFor()
    expect(await page.getByRole('link', { name: 'Quản trị' }).count()).toBe(0)
    await page.context().close()
  })
})
