import fc from 'fast-check'
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture } from '../../server/pictures/pictures.fixture.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import {
  choose,
  codeOn,
  fillReport,
  follow,
  goOn,
  loseNextAnswer,
  sendByKeyboard,
  sendReport,
  staffAct,
  submitted,
  toAnswer,
} from './citizen-pages.ts'
import { desktop, phone, startBrowser } from './console-pages.ts'
import { keys, notePointer } from './keyboard.ts'

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

async function newPage(options: BrowserContextOptions = phone) {
  const context = await browser.newContext({ locale: 'vi-VN', ...options })
  return context.newPage()
}

async function countReports(): Promise<number> {
  const { rows } = await server.app.database.pool.query<{ count: number }>(
    'select count(*)::int as count from cases.cases',
  )
  return rows[0]!.count
}

describe.each([
  ['with JavaScript on a phone', phone],
  ['without JavaScript on a phone', { ...phone, javaScriptEnabled: false }],
])('a citizen %s', (_, options) => {
  it('reports, gets a code, follows, rates and finds the public answer', async () => {
    const page = await newPage(options)
    await sendReport(page, server.url, 'Đèn trong kiệt tắt cả tuần ni.')
    const code = await codeOn(page)
    expect(code).toMatch(/^\d{12}$/)
    expect(page.url()).toBe(`${server.url}/da-gui`)
    await page.getByText('Hạn trả lời').first().waitFor()

    await follow(page, server.url, code)
    expect(page.url()).toBe(`${server.url}/tra-cuu/phan-anh`)
    await page.getByText('Đã gửi', { exact: true }).waitFor()
    await page.getByText('Đèn trong kiệt tắt cả tuần ni.').waitFor()
    const number = (await page.getByRole('heading', { level: 1 }).innerText()).replace(/\D/g, '')

    await staffAct(server, number, ...toAnswer)
    await page.reload()
    await page.getByText('Đã thay 2 bóng đèn, tối cùng ngày đèn sáng ổn định.').waitFor()
    await page.getByRole('radio', { name: 'Đã giải quyết' }).check()
    await page.getByLabel('Nói thêm').fill('Cảm ơn.')
    await page.getByRole('button', { name: 'Gửi đánh giá' }).click()
    await page.getByText('Bạn đã đánh giá: Đã giải quyết').waitFor()

    await page.goto(`${server.url}/phan-anh/${number}`)
    await page.getByRole('heading', { name: 'Đèn đường trong kiệt không sáng', level: 1 }).waitFor()
    const words = await page.getByRole('main').innerText()
    expect(words).not.toContain('Trần Thị B')
    expect(words).not.toContain('cả tuần ni')
    await page.context().close()
  })
})

it('a citizen at a desk does everything by the keyboard alone', { timeout: 60_000 }, async () => {
  const page = await newPage(desktop)
  const pointer = await notePointer(page)
  const button = (name: string) => page.getByRole('main').getByRole('button', { name })
  const photo = await picture(40, 30).png().toBuffer()
  await sendByKeyboard(page, server.url, 'Đèn trong kiệt tắt.', photo)
  const code = await codeOn(page)
  const { rows } = await server.app.database.pool.query<{ number: string; answers: unknown[] }>(
    'select number, answers from cases.cases order by submitted_at desc limit 1',
  )
  const { number, answers } = rows[0]!
  expect(answers).toHaveLength(1)

  await page.goto(server.url)
  await keys.press(page.getByRole('link', { name: 'Tra cứu' }).first())
  await keys.write(page.getByLabel('Mã theo dõi'), code)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Diễn biến' }).waitFor()
  await staffAct(
    server,
    number,
    ['centre', { type: 'accept', input: {} }],
    ['centre', { type: 'ask_citizen', input: { question: 'Cột số mấy?' } }],
  )
  await page.reload()
  await keys.write(page.getByLabel('Trả lời của bạn'), 'Cột số 12.')
  await keys.press(button('Gửi bổ sung'))
  await page.getByText('Đã gửi bổ sung.').waitFor()

  await staffAct(server, number, ...toAnswer.slice(1))
  await page.reload()
  await keys.pick(page.getByRole('radio', { name: 'Chưa được giải quyết' }))
  await keys.write(page.getByLabel('Nói thêm'), 'Đèn vẫn chớp.')
  await keys.press(button('Gửi đánh giá'))
  await page.getByText('Bạn đã đánh giá: Chưa được giải quyết').waitFor()
  await keys.press(page.getByText('Việc chưa xong?'))
  await keys.write(page.getByLabel('Điều gì còn tồn tại'), 'Tối qua lại tắt.')
  await keys.press(button('Chưa được giải quyết'))
  await page.getByText('Đã mở lại phản ánh.').waitFor()

  await keys.press(page.getByText('Không cần xử lý nữa?'))
  await keys.press(button('Rút phản ánh'))
  await page.getByText('Bạn đã rút').waitFor()
  await keys.press(button('Thoát'))
  await page.waitForURL(`${server.url}/tra-cuu`)
  await page.goto(`${server.url}/tra-cuu/phan-anh`)
  await page.getByRole('heading', { name: 'Tra cứu phản ánh' }).waitFor()
  expect(pointer).toEqual([])
  await page.context().close()
})

describe('a form with something missing', () => {
  it('says so without JavaScript at once, and loses nothing that was typed', async () => {
    const page = await newPage({ ...phone, javaScriptEnabled: false })
    await page.goto(`${server.url}/gui-phan-anh`)
    await page.getByLabel('Mô tả').fill('Cây đổ chắn đường')
    await page.getByLabel('Số điện thoại').fill('12')
    await page.getByRole('button', { name: 'Gửi phản ánh', exact: true }).click()
    const summary = page.getByRole('alert')
    await summary.waitFor()
    expect(await summary.getByRole('link').allInnerTexts()).toEqual([
      'Chọn lĩnh vực',
      'Chọn xã, phường nơi xảy ra sự việc',
      'Số điện thoại gồm 10 hoặc 11 chữ số, bắt đầu bằng 0',
    ])
    await expect.poll(() => summary.evaluate((it) => it === document.activeElement)).toBe(true)
    expect(await page.getByLabel('Mô tả').inputValue()).toBe('Cây đổ chắn đường')
    expect(await page.getByLabel('Số điện thoại').inputValue()).toBe('12')
    await page.context().close()
  })

  it('says so in steps before one is left, and takes the focus to it', async () => {
    const page = await newPage()
    const summary = page.getByRole('alert')
    const next = page.getByRole('button', { name: 'Tiếp tục' })
    const isFocused = (at: Locator) => at.evaluate((it) => it === document.activeElement)
    await page.goto(`${server.url}/gui-phan-anh#lien-he`)
    await page.getByRole('heading', { name: 'Bước 1/5 Việc gì' }).waitFor()
    await next.click()
    await expect.poll(() => isFocused(summary)).toBe(true)
    await summary.getByRole('link', { name: 'Chọn lĩnh vực' }).click()
    const subject = page.getByRole('combobox', { name: 'Lĩnh vực' })
    await expect.poll(() => isFocused(subject)).toBe(true)
    await subject.fill('nap cong')
    await page.keyboard.press('Enter')
    await summary.waitFor({ state: 'detached' })
    // Somebody may be in danger: who can help at once comes first.
    await page.getByRole('heading', { name: 'Có ai đang bị nguy hiểm không?' }).waitFor()
    expect(await page.getByRole('link', { name: '115 Cấp cứu y tế' }).count()).toBe(1)
    await next.click()
    const title = page.getByRole('heading', { name: 'Bước 2/5 Ở đâu' })
    await expect.poll(() => isFocused(title)).toBe(true)
    await page.goBack()
    await page.getByRole('heading', { name: 'Việc gì' }).waitFor()
    expect(await subject.inputValue()).toBe('Nắp cống, hố ga mất hoặc vỡ')
    await page.goForward()
    await title.waitFor()
    await page.context().close()
  })

  it('is a contact where the subject needs one, and the step says so first', async () => {
    const page = await newPage()
    await page.goto(`${server.url}/gui-phan-anh`)
    await page.getByRole('button', { name: 'Hành chính công, tác phong công vụ' }).click()
    await page.getByRole('radio', { name: 'Thái độ, tác phong của cán bộ' }).check()
    await goOn(page, 'Ở đâu')
    await choose(page, 'Xã, phường', 'thuan hoa', 'Phường Thuận Hóa')
    await goOn(page, 'Chuyện gì xảy ra')
    await page.getByLabel('Mô tả').fill('Quầy số 3 bảo về làm lại tờ khai, tôi sẽ khiếu nại.')
    await page.getByText('phản ánh này không thay được đơn khiếu nại').waitFor()
    await goOn(page, 'Liên hệ với bạn')
    await page.getByText('Lĩnh vực bạn chọn cần số điện thoại hoặc e-mail').waitFor()
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    await page.getByRole('alert').getByText('Lĩnh vực này cần').waitFor()
    await page.getByLabel('E-mail').fill('dan@vidu.vn')
    await goOn(page, 'Kiểm tra trước khi gửi')
    await page.getByRole('link', { name: 'Sửa Lĩnh vực' }).click()
    await page.getByRole('button', { name: 'Về kiểm tra' }).click()
    await page.getByRole('heading', { name: 'Kiểm tra trước khi gửi' }).waitFor()
    await page.context().close()
  })
})

describe('a complaint or a denunciation', () => {
  /** The form as a browser without a script sends it. */
  const post = (description: string, guided = '') =>
    fetch(`${server.url}/gui-phan-anh`, {
      method: 'POST',
      headers: { origin: server.url },
      redirect: 'manual',
      body: new URLSearchParams({ subject: 'XD01', commune: '19789', description, guided }),
    })

  it('is told where it belongs before it is sent, once, and is taken all the same', async () => {
    const page = await newPage({ ...phone, javaScriptEnabled: false })
    await fillReport(
      page,
      server.url,
      'Tôi không đồng ý mức bồi thường theo quyết định thu hồi đất',
    )
    await page.getByRole('button', { name: 'Gửi phản ánh', exact: true }).click()
    await page.getByText('phản ánh này không thay được đơn khiếu nại').waitFor()
    await page.getByRole('button', { name: 'Vẫn gửi' }).click()
    await codeOn(page)
    await page.context().close()
  })

  it('never stands in the way of a report that was told', async () => {
    const known = fc.constantFrom(
      'tố cáo',
      'khieu nai',
      'KHIẾU NẠI',
      'hối lộ',
      'đèn tắt',
      '"',
      '\n',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(known, fc.string()), { minLength: 1 }), async (parts) => {
        const description = `Việc ${parts.join(' ')}`.slice(0, 3000)
        const first = await post(description)
        const told = [...(await first.text()).matchAll(/name="guided" value="([^"]*)"/g)]
        expect([200, 303]).toContain(first.status)
        if (first.status === 200) {
          expect((await post(description, told[0]![1])).status).toBe(303)
        }
      }),
      { numRuns: 12 },
    )
  })
})

describe('a bad network', () => {
  it('makes one report of a sending whose answer was lost and that was sent again', async () => {
    const page = await newPage()
    const before = await countReports()
    await loseNextAnswer(page.context())
    await sendReport(page, server.url, 'Đèn chớp tắt liên tục.')
    // It is sent again by itself, by the page or its service worker.
    await codeOn(page)
    expect(await countReports()).toBe(before + 1)
    await page.context().close()
  })

  it('keeps what was sent while offline and sends it once there is a network', async () => {
    const page = await newPage()
    await fillReport(page, server.url, 'Tối thui cả kiệt.')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Gửi phản ánh', exact: true }).click()
    await page.getByText('Mất mạng – nội dung đã lưu trên máy').waitFor()
    await page.context().setOffline(false)
    await codeOn(page)
    await page.context().close()
  })

  it('brings a draft back after the page was closed, without sending it', async () => {
    const page = await newPage()
    const before = await countReports()
    await fillReport(page, server.url, '', 'Chuyện gì xảy ra')
    await page.getByLabel('Mô tả').fill('Đang viết dở')
    await page.getByLabel('Mô tả').blur()
    const kept = () => page.evaluate(() => localStorage.getItem('nhip.report-draft'))
    await expect.poll(kept).toMatch(/^sealed:[\w+/=]+$/)
    const again = await page.context().newPage()
    await page.close()
    await again.goto(`${server.url}/gui-phan-anh`)
    await again.getByText('Bản nháp bạn viết dở đã được mở lại.').waitFor()
    expect(await again.getByLabel('Mô tả').inputValue()).toBe('Đang viết dở')
    await again.getByRole('heading', { name: 'Chuyện gì xảy ra' }).waitFor()
    expect(await again.getByLabel('Xã, phường').inputValue()).toBe('Phường Thuận Hóa')
    expect(await countReports()).toBe(before)
    await again.getByRole('button', { name: 'Xóa bản nháp' }).click()
    await expect.poll(() => again.getByLabel('Mô tả').inputValue()).toBe('')
    await again.context().close()
  })
})

describe('whoever holds the code', () => {
  it('answers a question of the centre', async () => {
    const { code, number } = await submitted(server, 'Đường hư quá, sửa đi')
    await staffAct(
      server,
      number,
      ['centre', { type: 'accept', input: {} }],
      ['centre', { type: 'ask_citizen', input: { question: 'Chỗ hư gần mốc nào?' } }],
    )
    const page = await newPage({ ...phone, javaScriptEnabled: false })
    await follow(page, server.url, code)
    await page.getByText('Chỗ hư gần mốc nào?').waitFor()
    await page.getByRole('button', { name: 'Gửi bổ sung' }).click()
    await page.getByRole('alert').getByText('Viết trả lời của bạn').waitFor()
    await page.getByLabel('Trả lời của bạn').fill('Trước cổng chợ.')
    await page.getByRole('button', { name: 'Gửi bổ sung' }).click()
    await page.getByText('Đã gửi bổ sung.').waitFor()
    await page.context().close()
  })

  it('is told when somebody acted first, and keeps the words', async () => {
    const { code, number } = await submitted(server, 'Rác ở đầu kiệt')
    await staffAct(server, number, ...toAnswer)
    const first = await newPage()
    const second = await newPage()
    await follow(first, server.url, code)
    await follow(second, server.url, code)
    for (const page of [first, second]) {
      await page.getByText('Việc chưa xong?').click()
      await page.getByLabel('Điều gì còn tồn tại').fill('Rác vẫn còn đó')
    }
    await first.getByRole('button', { name: 'Chưa được giải quyết' }).click()
    await first.getByText('Đã mở lại phản ánh.').waitFor()
    await second.getByRole('button', { name: 'Chưa được giải quyết' }).click()
    await second.getByRole('alert').getByText('Phản ánh vừa có thay đổi: Đã mở lại').waitFor()
    await second.getByText('Rác vẫn còn đó').waitFor()
    await first.context().close()
    await second.context().close()
  })

  it('is told which kind of mistake a code has', async () => {
    const page = await newPage()
    for (const [typed, said] of [
      ['4718 3025 1140', 'Mã này gõ nhầm một chữ số'],
      ['1234567', 'Không có phản ánh nào với mã này'],
      ['', 'Nhập mã theo dõi gồm 12 chữ số'],
    ] as const) {
      await page.goto(`${server.url}/tra-cuu`)
      await page.getByLabel('Mã theo dõi').fill(typed)
      await page.getByRole('main').getByRole('button', { name: 'Tra cứu' }).click()
      await page.getByRole('alert').getByText(said).waitFor()
    }
    await page.context().close()
  })
})

it('speaks English when asked, and remembers it', async () => {
  const page = await newPage()
  await page.goto(server.url)
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'See something wrong? Tell the Centre' }).waitFor()
  await page.goto(`${server.url}/gui-phan-anh`)
  await page.getByRole('heading', { name: 'Report a problem' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('en')
  await page.context().close()
})

it('keeps the report form small', async () => {
  const page = await newPage()
  const sizes = new Map<string, { type: string; bytes: number }>()
  page.on('requestfinished', async (request) => {
    const { responseBodySize } = await request.sizes()
    sizes.set(request.url(), { type: request.resourceType(), bytes: responseBodySize })
  })
  await page.goto(`${server.url}/gui-phan-anh`, { waitUntil: 'networkidle' })
  await page.evaluate(() => document.fonts.ready)
  await expect.poll(() => [...sizes.values()].some(({ type }) => type === 'font')).toBe(true)
  const all = [...sizes.values()]
  const sum = (of: typeof all) => of.reduce((total, { bytes }) => total + bytes, 0)
  expect(sum(all)).toBeLessThanOrEqual(170_000)
  expect(sum(all.filter(({ type }) => type === 'script'))).toBeLessThanOrEqual(100_000)
  await page.context().close()
})
