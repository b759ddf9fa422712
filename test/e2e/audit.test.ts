import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditSources } from '../../server/app.ts'
import { closeDay, readAuditKey } from '../../server/platform/audit/index.ts'
import { runOn } from '../database.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { findViolations, open, phone, staff, startBrowser, submit } from './console-pages.ts'

const auditor = 'kiemtoan@demo.nhip.vn'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer()
  browser = await startBrowser()
  const operator = await server.client(staff.operator)
  const { number } = await submit(await server.client(), 'Nắp cống vỡ, 0905 123 456')
  const { cases } = await operator.listCases({ query: { box: 'all', q: number } })
  await operator.actOnCase({
    params: { id: cases[0]!.id },
    body: { version: 1, action: { type: 'accept', input: {} } },
  })
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('the audit log', () => {
  it('is where an auditor begins, and tells in sentences who did what', async () => {
    const page = await open(browser, server.url, auditor)
    await page.getByRole('heading', { name: 'Nhật ký kiểm tra' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/nhat-ky')
    const pages = page.getByRole('navigation', { name: 'Các trang' }).getByRole('link')
    expect(await pages.allInnerTexts()).toEqual(['Nhật ký'])
    await page.getByText(/^Chuỗi liền mạch đến mục [\d.]+$/).waitFor()
    await page.getByText(/^Nguyễn Thị Mai tiếp nhận phản ánh \d{4} \d{3} \d{3}$/).click()
    expect(await findViolations(page)).toEqual([])

    await page.getByRole('link', { name: 'Chỉ đối tượng này' }).click()
    await page.getByText(/^Người dân gửi phản ánh/).waitFor()
    const told = await page.getByRole('table').innerText()
    expect(told.match(/phản ánh \d{4} \d{3} \d{3}/g)).toHaveLength(2)
    expect(new URL(page.url()).searchParams.get('subject')).toMatch(/^\d{10}$/)
  })

  it('is filtered by its address, and kept as a file', async () => {
    const page = await open(browser, server.url, auditor, {
      path: '/nhat-ky?kind=sign_in&actor=mai',
    })
    await page.getByText('Nguyễn Thị Mai đăng nhập').first().waitFor()
    await expect.poll(() => page.getByLabel('Loại').inputValue()).toBe('sign_in')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Tải CSV' }).click()
    const file = await readFile(await (await saved).path(), 'utf8')
    expect(file).toMatch(/^\ufeffseq,at,kind,actor_kind,actor,/)
    expect(file).toContain(',sign_in,staff,Nguyễn Thị Mai,')

    await page.getByLabel('Đối tượng').fill('không có')
    await page.getByText('Không có việc nào khớp.').waitFor()
    await page.getByRole('button', { name: 'Bỏ lọc' }).click()
    await page.getByText('Võ Thị Thu tải').waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('is read on a phone in the dark', async () => {
    const page = await open(browser, server.url, auditor, { ...phone, colorScheme: 'dark' })
    await page.getByText(/tiếp nhận phản ánh/).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  it('says that somebody has changed it', async () => {
    // As the owner: the server itself could not do it.
    await runOn(
      server.app.config.databaseUrl!,
      `set session_replication_role = replica; update platform.changes set reason = 'x' where id = 1`,
    )
    const { config, database, log } = server.app
    const key = readAuditKey(config.dataDir)
    await closeDay({ database, log, key, sources: auditSources })
    const page = await open(browser, server.url, auditor)
    await page.getByText('Chuỗi không còn liền mạch').waitFor()
    await page.getByText(/^Dữ liệu mà mục \d+ ghi lại đã bị sửa: platform\.changes 1\.$/).waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('is not for agencies', async () => {
    const page = await open(browser, server.url, staff.officer, { path: '/nhat-ky' })
    await page.getByText('Trang này dành cho người giám sát và người quản trị.').waitFor()
    expect(await page.getByRole('link', { name: 'Nhật ký' }).count()).toBe(0)
  })
})
