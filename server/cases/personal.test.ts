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
  ])('%s', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it.each([
    'Cột số 12, 13 đường Nguyễn Huệ, sáng 17/11 lúc 7h10',
    'Biên bản số 27/BB-VPHC ngày 18/11, quầy số 3, xe bus tuyến 3',
    'Gọi 19001075 hoặc 0234 3822 000, 113, 114, 115',
    'Quý Ông/Bà thông cảm, Bà con giữ vệ sinh',
    'Trường Trần Quốc Toản cạnh cầu Trường Tiền',
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
})
