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
import { desktop, findFaults, phone, startBrowser } from './console-pages.ts'

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

it('a citizen at a desk reports by the keyboard alone', async () => {
  const page = await newPage(desktop)
  const photo = await picture(40, 30).png().toBuffer()
  const trees = await sendByKeyboard(page, server.url, 'Đèn trong kiệt tắt.', photo)
  expect(await codeOn(page)).toMatch(/^\d{12}$/)
  expect(trees.join('\n')).toMatchInlineSnapshot(`
    "- group "Bước 1/5 Việc gì":
      - heading "Bước 1/5 Việc gì" [level=2]
      - text: Lĩnh vực
      - paragraph: Gõ vài chữ để tìm, có dấu hay không dấu đều được.
      - combobox "Lĩnh vực": Đèn đường không sáng, chập chờn
      - status
      - paragraph: Hoặc chọn nhóm việc
      - heading "Chiếu sáng, cây xanh, công viên" [level=3]
      - radiogroup "Chiếu sáng, cây xanh, công viên":
        - radio "Đèn đường không sáng, chập chờn" [checked]
        - text: Đèn đường không sáng, chập chờn
        - radio "Tủ điện, cột đèn rò điện, nghiêng đổ"
        - text: Tủ điện, cột đèn rò điện, nghiêng đổ
        - radio "Cây ngã đổ, cành gãy, nguy cơ đổ"
        - text: Cây ngã đổ, cành gãy, nguy cơ đổ
        - radio "Chặt hạ, cắt tỉa cây xanh trái phép"
        - text: Chặt hạ, cắt tỉa cây xanh trái phép
        - radio "Công viên, ghế đá, khu vui chơi, nhà vệ sinh công cộng hỏng"
        - text: Công viên, ghế đá, khu vui chơi, nhà vệ sinh công cộng hỏng
        - radio "Nghĩa trang, chôn cất, lăng mộ trái quy định"
        - text: Nghĩa trang, chôn cất, lăng mộ trái quy định
      - button "Nhóm khác"
      - paragraph:
        - button "Tiếp tục"
    - group "Bước 2/5 Ở đâu":
      - heading "Bước 2/5 Ở đâu" [level=2]
      - text: Tìm nơi xảy ra
      - paragraph: Gõ tên đường, chợ, trường, phường cũ hay mới rồi chọn; các ô dưới được điền giúp.
      - combobox "Tìm nơi xảy ra"
      - status
      - status
      - text: Xã, phường
      - paragraph: Nơi xảy ra sự việc.
      - combobox "Xã, phường": Phường Thuận Hóa
      - status
      - button "Chọn trên bản đồ"
      - button "Dùng vị trí của tôi"
      - status
      - text: Chỗ cụ thể (không bắt buộc)
      - paragraph: "Ví dụ: trước số 12 đường Lê Lợi, gần cầu; kiệt 5, tổ 3."
      - textbox "Chỗ cụ thể (không bắt buộc)": kiệt 12 đường Lê Lợi
      - paragraph:
        - button "Tiếp tục"
        - link "Quay lại":
          - /url: "#viec-gi"
    - group "Bước 3/5 Chuyện gì xảy ra":
      - heading "Bước 3/5 Chuyện gì xảy ra" [level=2]
      - text: Mô tả
      - paragraph: Điều gì đang xảy ra, từ lúc nào, bạn mong được giải quyết thế nào. Tối đa 4.000 ký tự.
      - textbox "Mô tả": Đèn trong kiệt tắt.
      - status
      - text: Số trên cột đèn (nếu thấy)?
      - textbox "Số trên cột đèn (nếu thấy)?"
      - group "Tắt mấy bóng?":
        - text: Tắt mấy bóng?
        - radio "1 bóng"
        - text: 1 bóng
        - radio "Vài bóng liền nhau" [checked]
        - text: Vài bóng liền nhau
        - radio "Cả tuyến"
        - text: Cả tuyến
      - group "Tắt hẳn hay sáng ban ngày?":
        - text: Tắt hẳn hay sáng ban ngày?
        - radio "Tắt hẳn"
        - text: Tắt hẳn
        - radio "Chập chờn"
        - text: Chập chờn
        - radio "Sáng cả ngày"
        - text: Sáng cả ngày
      - text: Ảnh (không bắt buộc)
      - paragraph: Tối đa 5 ảnh JPEG, PNG, WebP hoặc AVIF, mỗi ảnh tối đa 15 MB. Vị trí ghi trong ảnh không được công khai.
      - button "Ảnh (không bắt buộc)"
      - list:
        - listitem:
          - img "Ảnh 1"
          - button "Bỏ ảnh 1"
      - status: Đã nhận ảnh 1.
      - paragraph:
        - button "Tiếp tục"
        - link "Quay lại":
          - /url: "#o-dau"
    - group "Bước 4/5 Liên hệ với bạn":
      - heading "Bước 4/5 Liên hệ với bạn" [level=2]
      - paragraph: Tên, số điện thoại và e-mail của bạn chỉ Trung tâm biết; đơn vị xử lý không nhìn thấy.
      - paragraph: Không bắt buộc. Có số điện thoại thì Trung tâm hỏi lại được khi cần.
      - paragraph:
        - text: Đăng nhập để khỏi điền và xem mọi phản ánh ở một nơi.
        - link "Đăng nhập":
          - /url: /dang-nhap
      - text: Họ và tên
      - textbox "Họ và tên": Trần Thị B
      - text: Số điện thoại
      - paragraph: Để Trung tâm gọi lại khi cần hỏi thêm.
      - textbox "Số điện thoại"
      - text: E-mail
      - textbox "E-mail"
      - group "Bạn có đồng ý thêm không":
        - text: Bạn có đồng ý thêm không
        - paragraph: Không bắt buộc, mỗi điều một ô. Bạn rút lại lúc nào cũng được ở trang Dữ liệu của tôi.
        - checkbox "Tôi đồng ý cho Trung tâm công khai ảnh tôi gửi cùng kết quả xử lý, sau khi đã che mặt người, biển số. Không đồng ý thì phản ánh vẫn được xử lý như thường."
        - text: Tôi đồng ý cho Trung tâm công khai ảnh tôi gửi cùng kết quả xử lý, sau khi đã che mặt người, biển số. Không đồng ý thì phản ánh vẫn được xử lý như thường.
        - checkbox "Tôi đồng ý cho Trung tâm liên hệ một lần sau khi có kết quả để hỏi mức độ hài lòng."
        - text: Tôi đồng ý cho Trung tâm liên hệ một lần sau khi có kết quả để hỏi mức độ hài lòng.
      - paragraph:
        - button "Tiếp tục"
        - link "Quay lại":
          - /url: "#chi-tiet"
    - group "Bước 5/5 Kiểm tra trước khi gửi":
      - heading "Bước 5/5 Kiểm tra trước khi gửi" [level=2]
      - term: Lĩnh vực
      - definition: Đèn đường không sáng, chập chờn
      - definition:
        - link "Sửa Lĩnh vực":
          - /url: "#viec-gi"
      - term: Địa điểm
      - definition: kiệt 12 đường Lê Lợi, Phường Thuận Hóa
      - definition:
        - link "Sửa Địa điểm":
          - /url: "#o-dau"
      - term: Mô tả
      - definition: Đèn trong kiệt tắt.
      - definition:
        - link "Sửa Mô tả":
          - /url: "#chi-tiet"
      - term: Tắt mấy bóng?
      - definition: Vài bóng liền nhau
      - definition:
        - link "Sửa Tắt mấy bóng?":
          - /url: "#chi-tiet"
      - term: Ảnh
      - definition: 1 ảnh
      - definition:
        - link "Sửa Ảnh":
          - /url: "#chi-tiet"
      - term: Liên hệ với bạn
      - definition: Trần Thị B
      - definition:
        - link "Sửa Liên hệ với bạn":
          - /url: "#lien-he"
      - term: Bạn có đồng ý thêm không
      - definition: Không có
      - definition:
        - link "Sửa Bạn có đồng ý thêm không":
          - /url: "#lien-he"
      - paragraph:
        - button "Gửi phản ánh"
      - paragraph: Gửi xong, bạn nhận mã theo dõi và hạn trả lời.
      - paragraph:
        - link "Quay lại":
          - /url: "#lien-he""
  `)
  const { rows } = await server.app.database.pool.query<{ answers: unknown[] }>(
    'select answers from cases.cases order by submitted_at desc limit 1',
  )
  expect(rows[0]!.answers).toHaveLength(1)
  await page.context().close()
})

describe('a form with something missing', () => {
  it('says so without JavaScript at once, and loses nothing that was typed', async () => {
    const page = await newPage({ ...phone, javaScriptEnabled: false })
    await page.goto(`${server.url}/gui-phan-anh`)
    await page.getByLabel('Mô tả').fill('Cây đổ chắn đường')
    await page.getByLabel('Số điện thoại').fill('12')
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
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
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
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
  it('makes one report of a sending whose answer was lost and was sent again', async () => {
    const page = await newPage()
    const before = await countReports()
    await loseNextAnswer(page.context())
    await sendReport(page, server.url, 'Đèn chớp tắt liên tục.')
    await page.getByText('Chưa gửi được – nội dung đã lưu trên máy').waitFor()
    expect(await countReports()).toBe(before + 1)
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
    await codeOn(page)
    expect(await countReports()).toBe(before + 1)
    await page.context().close()
  })

  it('keeps what was sent while offline and sends it once there is a network', async () => {
    const page = await newPage()
    await fillReport(page, server.url, 'Tối thui cả kiệt.')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
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

  it('withdraws', async () => {
    const { code } = await submitted(server, 'Đã tự xử lý xong')
    const page = await newPage()
    await follow(page, server.url, code)
    await page.getByText('Không cần xử lý nữa?').click()
    await page.getByRole('button', { name: 'Rút phản ánh' }).click()
    await page.getByText('Bạn đã rút').waitFor()
    await page.getByRole('button', { name: 'Thoát' }).click()
    await page.goto(`${server.url}/tra-cuu/phan-anh`)
    await page.getByRole('heading', { name: 'Tra cứu phản ánh' }).waitFor()
    await page.context().close()
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

it('has no page with a fault in any look', { timeout: 90_000 }, async () => {
  const { number, code } = await submitted(server, 'Đèn trong kiệt tắt')
  await staffAct(server, number, ...toAnswer)
  const waiting = await submitted(server, 'Đường hư')
  await staffAct(
    server,
    waiting.number,
    ['centre', { type: 'accept', input: {} }],
    ['centre', { type: 'ask_citizen', input: { question: 'Chỗ nào?' } }],
  )
  const page = await newPage({ reducedMotion: 'reduce' })
  const check = async (where: string) => {
    expect([where, await findFaults(page)]).toEqual([where, []])
  }
  const paths = ['/', '/tra-cuu', '/phan-anh', `/phan-anh/${number}`, '/da-gui', '/khong-co']
  for (const path of [...paths, '/gui-phan-anh?lang=en', '/?lang=vi']) {
    await page.goto(server.url + path)
    await check(path)
  }
  await page.goto(`${server.url}/gui-phan-anh`)
  await check('the form')
  await page.getByRole('combobox', { name: 'Lĩnh vực' }).click()
  await check('the form with its list open')
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('alert').waitFor()
  await check('the form with errors')
  await page.getByRole('button', { name: 'Hạ tầng giao thông' }).click()
  await page.getByRole('radio', { name: 'Nắp cống' }).check()
  await check('the subjects of a group, one of them urgent')
  await fillReport(page, server.url, 'Đèn tắt')
  await check('the answers to check')
  await follow(page, server.url, code)
  await page.getByText('Việc chưa xong?').click()
  await check('an answered report')
  await page.getByRole('button', { name: 'Gửi đánh giá' }).click()
  await page.getByRole('alert').waitFor()
  await check('an answered report with an error')
  await follow(page, server.url, waiting.code)
  await check('a report with a question')
  // The draft comes back at the step where it was left.
  await page.goto(`${server.url}/gui-phan-anh`)
  await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
  await codeOn(page)
  await check('the confirmation')
  await page.context().close()
})
