import { describe, expect, it } from 'vitest'
import { communeIn } from './place.ts'

const at = { lat: 16.4, lon: 107.5 }
const communes = [
  { code: '1', name: 'Phường Thuận Hóa', position: at },
  { code: '2', name: 'Phường Phú Xuân', position: at },
  { code: '3', name: 'Xã Phú Vinh', position: at },
  { code: '4', name: 'Xã Chân Mây - Lăng Cô', position: at },
  { code: '5', name: 'Đặc khu Lý Sơn', position: at },
  { code: '6', name: 'Xã A Lưới 1', position: at },
  { code: '7', name: 'Xã A Lưới 2', position: at },
  { code: '8', name: 'Xã An Lộc', position: at },
  { code: '9', name: 'Phường An Lộc', position: at },
]

describe('the commune an address names', () => {
  it.each([
    ['5 Lê Lợi, Phường Thuận Hóa, Huế', '1'],
    ['5 le loi thuan hoa', '1'],
    ['P.THUẬN HOÁ', '1'],
    ['5 Lê Lợi,phường Thuận Hóa', '1'],
    ['đường Phú Xuân, P. Thuận Hóa', '1'],
    ['đường Thuận Hóa, Phú Xuân', '2'],
    ['chợ Lăng Cô, xã Chân Mây – Lăng Cô', '4'],
    ['bến tàu, đặc khu Lý Sơn', '5'],
    ['xã A Lưới 2', '7'],
    ['phường An Lộc', '9'],
  ])('in "%s" is %s', (address, code) => {
    expect(communeIn(address, communes)).toBe(code)
  })

  it.each(['1 Tràng Tiền', 'Phú Vinhh', 'xã A Lưới', ''])('is not guessed from "%s"', (address) => {
    expect(() => communeIn(address, communes)).toThrow('names no commune')
  })

  it('is not guessed where two have the name', () => {
    expect(() => communeIn('chợ An Lộc', communes)).toThrow('several communes')
  })
})
