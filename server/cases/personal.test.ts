import { describe, expect, it } from 'vitest'
import { findPersonal, findReporter, mask } from './personal.ts'

const clean = (text: string) => mask(text, findPersonal(text))

describe('what a text tells of a person', () => {
  it.each([
    ['gọi 0900 000 000 nhé', 'gọi [số điện thoại] nhé'],
    ['zalo +84 900.000.000', 'zalo [số điện thoại]'],
    ['biển 75C-000.00, 22h', 'biển [biển số], 22h'],
    ['oto 75A00000 dau chan cong', 'oto [biển số] dau chan cong'],
    ['xe may 75f1 123.45', 'xe may [biển số]'],
    ['thư a.b@example.vn', 'thư [địa chỉ thư]'],
    ['CCCD 046012345678 của tôi', 'CCCD [số giấy tờ] của tôi'],
    ['Mã 000.00.00-261103-0001.', 'Mã [mã hồ sơ].'],
    ['nhà số 12/5 kiệt 5', 'nhà số [số nhà] kiệt 5'],
    ['nhà cạnh số 12 kiệt 5', 'nhà cạnh số [số nhà] kiệt 5'],
    ['Nhà ông T. đầu xóm', 'Nhà ông [tên] đầu xóm'],
    ['chị Nguyễn Thị Hoa nói', 'chị [tên] nói'],
    ['do Trần Văn Bình đứng tên', 'do [tên] đứng tên'],
    ['gọi (0900) 000 012 hay 0900 - 000 - 013', 'gọi [số điện thoại] hay [số điện thoại]'],
    ['so +84 (0)900 000 012, goi 2 lan', 'so [số điện thoại], goi 2 lan'],
    ['gọi 0900000012 3 lần không ai nghe', 'gọi [số điện thoại] 3 lần không ai nghe'],
    ['xe 75 F1 - 123.45 và 75H 1234', 'xe [biển số] và [biển số]'],
    ['toi o so 12/5 kiet 7', 'toi o so [số nhà] kiet 7'],
    ['sát nhà 12/5 kiệt 7', 'sát nhà [số nhà] kiệt 7'],
    ['mệ Tám với bé Na ở đầu xóm', 'mệ [tên] với bé [tên] ở đầu xóm'],
    ['cho vay tại Nguyễn Văn Ba', 'cho vay tại [tên]'],
    ['ở phường Thuận Hóa Nguyễn Văn Ba nói', 'ở phường Thuận Hóa [tên] nói'],
    ['gọi số Trần Văn Bình', 'gọi số [tên]'],
  ])('%s', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it.each([
    'Cột số 12, 13 đường Nguyễn Huệ, sáng 17/11 lúc 7h10',
    'Biên bản số 27/BB-VPHC ngày 18/11, quầy số 3, xe bus tuyến 3',
    'Gọi 19001075 hoặc 0234 3822 000, 113, 114, 115',
    'Quý Ông/Bà thông cảm, Bà con giữ vệ sinh',
    'Trường Trần Quốc Toản cạnh cầu Trường Tiền',
    'Quán để xe kín vỉa hè Nguyễn Huệ, đèn kiệt 18 An Dương Vương tắt',
    'Công trình ở Bà Triệu, gương ở khúc cua Đặng Văn Ngữ, trước trường Hai Bà Trưng',
    'đèn ngã tư Hùng Vương – Bà Triệu tắt',
    'Mấy anh CSGT, anh Công an phường, Anh Chị vui lòng',
    'khoảng 22h 3000 xe đi qua, rộng 60 cm 1200 viên gạch',
    'cột số 12 đường Nguyễn Huệ, tuyến số 3 đường Lê Lợi',
    'bật 17 giờ 45, tắt 5 giờ 15; 4 tô bún 600 nghìn',
  ])('leaves what is nobody’s: %s', (text) => {
    expect(clean(text)).toBe(text)
  })

  it('finds the reporter in their own words, with and without diacritics', () => {
    const reporter = { name: 'Lê Thị Hồng', phone: '0912345678', email: 'hong@example.vn' }
    const text = 'Em là le thi hong, gọi 0912.345.678 hay hong@example.vn. Tờ rơi ghi 0900 000 000.'
    expect(mask(text, findReporter(text, reporter))).toBe(
      'Em là [tên], gọi [số điện thoại] hay [địa chỉ thư]. Tờ rơi ghi 0900 000 000.',
    )
  })

  it.each([
    ['Em tên Hồng, gọi 0912345678', 'Em tên [tên], gọi [số điện thoại]'],
    ['toi la hong, tên em là HỒNG', 'toi la [tên], tên em là [tên]'],
    ['Tôi là LÊ THỊ HỒNG', 'Tôi là [tên]'],
    ['Lê Thị Hồng'.normalize('NFD'), '[tên]'],
    ['em trồng hoa hồng, vườn đẹp', 'em trồng hoa hồng, vườn đẹp'],
  ])('finds them however they write their name: %s', (text, expected) => {
    const reporter = { name: 'Lê Thị Hồng', phone: '0912345678', email: null }
    expect(mask(text, findReporter(text, reporter))).toBe(expected)
  })
})
