import { describe, expect, it } from 'vitest'
import { pack } from '../packs/field-reports/pack.ts'
import { hasSign } from './signs.ts'

const phrasesOf = (code: string) =>
  (pack.choices as { code: string; signs?: { phrases: string[] } }[]).find(
    (choice) => choice.code === code,
  )!.signs!.phrases
const complaint = phrasesOf('TC02')
const denunciation = phrasesOf('TC03')

describe('signs of a complaint or a denunciation', () => {
  it.each([
    ['Tôi không đồng ý mức bồi thường theo quyết định thu hồi đất, hủy quyết định.', complaint],
    ['toi muon khieu nai quyet dinh xu phat', complaint],
    ['ĐƠN KHIẾU NẠI', complaint],
    ['Tôi tố cáo cán bộ nhận hối lộ', denunciation],
    ['can bo voi tien, chung chi', denunciation],
  ])('are seen in "%s"', (text, phrases) => {
    expect(hasSign(text, phrases)).toBe(true)
  })

  it.each([
    ['Tòa nhà to cao che hết nắng, đèn đường tắt', denunciation],
    ['Cây to cao trước trường nghiêng lắm rồi', denunciation],
    ['den duong sang ca ngay lan dem', complaint],
    ['Đã góp ý ở họp tổ dân phố nhưng chưa thấy làm', complaint],
    ['', complaint],
  ])('are not seen in "%s"', (text, phrases) => {
    expect(hasSign(text, phrases)).toBe(false)
  })
})
