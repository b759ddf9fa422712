import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPassword } from '../../server/demo.ts'
import { authenticator } from '../authenticator.ts'
import type { Authenticator } from '../authenticator.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { makeStaff } from '../staff.ts'
import {
  action,
  begin,
  desktop,
  findFaults,
  findViolations,
  open,
  phone,
  staff,
  startBrowser,
  submit,
} from './console-pages.ts'

const email = 'truc.ban@hue.example.vn'
const firstPassword = 'k7mq-x2vd-9hwt-bn4e'
const password = 'nước sông Hương xanh'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer()
  browser = await startBrowser()
  await server.app.identity.createStaff({
    name: 'Trần Thị Trực Ban',
    email,
    password: firstPassword,
    grants: [{ role: 'operator', agency: null }],
  })
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function typePassword(
  page: Page,
  path = '',
  { url = server.url, typed = password } = {},
): Promise<void> {
  await page.goto(`${url}/console${path}`)
  await page.getByLabel('Thư điện tử').fill(email)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(typed)
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}

const newPage = async (options = desktop) => (await browser.newContext(options)).newPage()

describe('somebody who signs in for the first time', () => {
  let app: Authenticator
  let used: string

  it('sets a password and a second factor, and only then comes to the desk', async () => {
    const page = await newPage(phone)
    await typePassword(page, '/?box=all', { typed: firstPassword })
    await page.getByRole('heading', { name: 'Bảo mật tài khoản trước khi làm việc' }).waitFor()
    // Another address leads back here.
    await page.goto(`${server.url}/console/so-lieu`)
    await page.getByLabel('Mật khẩu được cấp').fill(firstPassword)
    const setTo = async (next: string) => {
      await page.getByLabel('Mật khẩu mới', { exact: true }).fill(next)
      await page.getByLabel('Nhập lại mật khẩu mới').fill(next)
      await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
    }
    await setTo('thanhphohue2026')
    await page.getByText(/dễ bị đoán/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await setTo(password)
    await page.getByRole('heading', { name: 'Bước 2/2' }).waitFor()
    await page.getByRole('button', { name: 'Bắt đầu' }).click()
    await page.getByRole('img', { name: /Mã QR/ }).waitFor()
    expect(await findViolations(page)).toEqual([])
    app = authenticator((await page.locator('code').innerText()).replaceAll(' ', ''))

    const code = page.getByLabel('Nhập mã 6 số ứng dụng đang hiện')
    await code.fill('000000')
    await page.getByRole('button', { name: 'Xác nhận' }).click()
    await page
      .getByRole('alert')
      .getByText(/Mã xác nhận chưa đúng/)
      .waitFor()
    used = app.code()
    await code.fill(used)
    await page.getByRole('button', { name: 'Xác nhận' }).click()
    await page.getByRole('heading', { name: 'Mã khôi phục' }).waitFor()
    expect(await page.locator('.recovery-codes code').count()).toBe(10)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Tôi đã cất các mã này' }).click()
    await page.getByRole('heading', { name: 'Số liệu' }).first().waitFor()
    await page.context().close()
  }, 60_000)

  it('signs in with a code, not with a wrong or a used one', async () => {
    const page = await newPage()
    await typePassword(page)
    const code = page.getByLabel('Mã xác nhận')
    await code.waitFor()
    expect(await findViolations(page)).toEqual([])
    for (const typed of ['123456', used]) {
      await code.fill(typed)
      const answered = page.waitForResponse(`${server.url}/api/session`)
      await page.getByRole('button', { name: 'Tiếp tục' }).click()
      expect((await (await answered).json()).error.code).toBe('wrong_code')
      await page
        .getByRole('alert')
        .getByText(/Mã xác nhận chưa đúng/)
        .waitFor()
    }
    await code.fill(app.code(1))
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    await page.getByRole('button', { name: 'Trần Thị Trực Ban' }).waitFor()
    await page.context().close()
  }, 60_000)
})

it('an account that was locked says for how long, and what helps', async () => {
  const page = await newPage()
  const client = await server.client()
  for (let i = 0; i < 5; i++) {
    const body = { email: staff.secondOperator, password: 'sai' }
    await client.signIn({ body }).catch(() => undefined)
  }
  await page.goto(`${server.url}/console`)
  await page.getByLabel('Thư điện tử').fill(staff.secondOperator)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page
    .getByRole('alert')
    .getByText(/Thử lại sau 15 phút, hoặc nhờ người quản trị/)
    .waitFor()

  const admin = await open(browser, server.url, 'quantri@demo.nhip.vn', {
    path: '/quan-tri/nguoi-dung',
  })
  await admin.getByRole('link', { name: 'Trần Quốc Bảo' }).click()
  await admin.getByText(/Tạm khóa đăng nhập/).waitFor()
  expect(await findViolations(admin)).toEqual([])
  await admin.getByRole('button', { name: 'Cho đăng nhập lại' }).click()
  await admin
    .getByRole('form', { name: 'Cho đăng nhập lại' })
    .getByRole('button', { name: 'Cho đăng nhập lại' })
    .click()
  await admin.getByText(/Tạm khóa đăng nhập/).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByRole('button', { name: 'Trần Quốc Bảo' }).waitFor()
  await page.context().close()
  await admin.context().close()
}, 60_000)

it('the account’s own page: a demo account says what it skips; leaving everywhere', async () => {
  const page = await open(browser, server.url, staff.operator, { ...phone, path: '/bao-mat' })
  await page.getByRole('heading', { name: 'Bảo mật tài khoản', level: 1 }).waitFor()
  await page
    .getByText(/bỏ qua xác nhận hai bước/)
    .last()
    .waitFor()
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click()
  await page.getByLabel('Mật khẩu mới', { exact: true }).first().waitFor()
  const elsewhere = await server.client(staff.operator)
  await page.getByRole('button', { name: 'Đăng xuất mọi nơi' }).click()
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor()
  await expect(elsewhere.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
  await page.context().close()
}, 60_000)

it('a head hands the role to a colleague for some days, in words, and takes it back', async () => {
  const page = await open(browser, server.url, staff.head, { reducedMotion: 'reduce' })
  await page.getByRole('button', { name: 'Phan Đình Hải' }).click()
  await page.getByRole('link', { name: 'Ủy quyền' }).click()
  await page.getByText('Hiện không giao vai trò nào.').waitFor()
  await page.getByRole('button', { name: 'Ủy quyền cho người khác' }).click()
  const opened = page.getByRole('form', { name: 'Ủy quyền cho người khác' })
  await opened.getByLabel('Đến hết ngày').fill('01/01/2020')
  await opened.getByRole('button', { name: 'Ủy quyền', exact: true }).click()
  await opened.getByText('Ngày kết thúc phải sau ngày bắt đầu.').waitFor()
  const colleague = opened.getByLabel('Giao cho')
  expect(await colleague.evaluate((box) => box === document.activeElement)).toBe(true)
  expect(await findFaults(page)).toEqual([])
  await colleague.selectOption('Hồ Thị Lan')
  await opened.getByText('Hồ Thị Lan được duyệt hoặc trả lại').waitFor()
  await opened
    .getByLabel('Đến hết ngày')
    .fill(await opened.getByLabel('Từ ngày', { exact: true }).inputValue())
  await opened.getByRole('button', { name: 'Ủy quyền', exact: true }).click()
  await page.getByText('Giao cho Hồ Thị Lan').waitFor()
  await page.getByText('Đang có hiệu lực').waitFor()
  const officer = await server.client(staff.officer)
  expect((await officer.getMe({})).roles.map(({ role }) => role)).toContain('head')

  await page.getByRole('button', { name: /^Thu hồi/ }).click()
  const asked = page.getByRole('form', { name: 'Thu hồi' })
  await asked.getByText('Hồ Thị Lan thôi làm thay Phan Đình Hải ngay bây giờ.').waitFor()
  expect(await findFaults(page)).toEqual([])
  await asked.getByRole('button', { name: 'Thu hồi' }).click()
  await page.getByText('Đã kết thúc (1)').waitFor()
  expect((await officer.getMe({})).roles.map(({ role }) => role)).toEqual(['officer'])
  await page.context().close()
}, 60_000)

it('a passkey secures the account, signs in, unlocks, and is removed with itself', async () => {
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  // Passkeys belong to a name: an address of numbers has none.
  const url = `http://localhost:${port}`
  const named = await startTestServer({ port, publicUrl: url, worker: false })
  try {
    const grants = [{ role: 'operator' as const, agency: null }]
    await makeStaff(named, { name: 'Trần Thị Trực Ban', email, password, grants })
    const page = await newPage()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await typePassword(page, '/bao-mat', { url })
    await press('Dùng khóa truy cập')
    await press('Tạo khóa')
    await page.getByText('Chưa nhập ô này.').waitFor()
    await page.getByLabel('Tên khóa').fill('Máy ở bàn trực')
    expect(await findViolations(page)).toEqual([])
    await press('Tạo khóa')
    await page.getByText('Máy ở bàn trực').waitFor()
    await page.getByText('Chưa dùng lần nào.').waitFor()
    expect(await findViolations(page)).toEqual([])

    await page.getByRole('button', { name: 'Trần Thị Trực Ban' }).click()
    await page.getByRole('button', { name: 'Khóa màn hình' }).click()
    await press('Mở bằng khóa truy cập')
    await page.getByRole('dialog', { name: 'Màn hình đã khóa' }).waitFor({ state: 'detached' })
    await press('Đăng xuất mọi nơi')

    await typePassword(page, '/bao-mat', { url })
    await page
      .getByRole('alert')
      .getByText(/Tài khoản này cần khóa truy cập/)
      .waitFor()
    expect(await findViolations(page)).toEqual([])
    await press('Đăng nhập bằng khóa truy cập')
    await page.getByText(/Dùng gần nhất/).waitFor()
    await press('Xóa khóa Máy ở bàn trực')
    await press('Xóa khóa')
    await page.getByRole('heading', { name: 'Bảo mật tài khoản trước khi làm việc' }).waitFor()
    await page.context().close()
  } finally {
    await named.close()
  }
}, 90_000)

describe('a screen that nobody touches', () => {
  let quick: TestServer
  beforeAll(async () => {
    quick = await startTestServer({ idleLock: { staff: 4, administrator: 4 } })
  }, 60_000)
  afterAll(() => quick?.close())

  it('locks, and keeps what was typed until the password is typed again', async () => {
    const { id } = await submit(await quick.client(), 'Ổ gà to ở ngã tư.')
    const page = await open(browser, quick.url, staff.operator, { path: `/phan-anh/${id}?box=all` })
    await action(page, 'Không tiếp nhận').waitFor()
    const declining = await begin(page, 'Không tiếp nhận')
    const box = declining.getByRole('textbox').first()
    await box.fill('Đã gọi cho người gửi, chưa xong')

    const lock = page.getByRole('dialog', { name: 'Màn hình đã khóa' })
    await lock.waitFor({ timeout: 15_000 })
    expect(await findViolations(page)).toEqual([])
    const answer = await page.request.get(`${quick.url}/api/cases/${id}`)
    expect([answer.status(), (await answer.json()).error.code]).toEqual([401, 'session_locked'])
    // Neither Escape, twice, nor loading the page again is a way round it.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await lock.isVisible()).toBe(true)

    await lock.getByRole('textbox', { name: 'Mật khẩu' }).fill('sai')
    await lock.getByRole('button', { name: 'Mở lại' }).click()
    await lock.getByText('Mật khẩu chưa đúng.').waitFor()
    await lock.getByRole('textbox', { name: 'Mật khẩu' }).fill(demoPassword)
    await lock.getByRole('button', { name: 'Mở lại' }).click()
    await lock.waitFor({ state: 'detached' })
    expect(await box.inputValue()).toBe('Đã gọi cho người gửi, chưa xong')

    await page.getByRole('button', { name: 'Nguyễn Thị Mai' }).click()
    await page.getByRole('button', { name: 'Khóa màn hình' }).click()
    await lock.waitFor()
    await page.reload()
    await lock.getByRole('textbox', { name: 'Mật khẩu' }).fill(demoPassword)
    await lock.getByRole('button', { name: 'Mở lại' }).click()
    await lock.waitFor({ state: 'detached' })
    await action(page, 'Không tiếp nhận').waitFor()
    await page.context().close()
  }, 90_000)
})
