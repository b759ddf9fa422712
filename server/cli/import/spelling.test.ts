import { expect, it } from 'vitest'
import { officialSpelling } from './spelling.ts'

it.each([
  ['Thuận Hoá', 'Thuận Hóa'],
  ['Hoá Châu', 'Hóa Châu'],
  ['Thuỷ Xuân', 'Thủy Xuân'],
  ['THUỶ XUÂN', 'THỦY XUÂN'],
  ['Uỷ ban', 'Ủy ban'],
  ['Quý Sơn', 'Quý Sơn'],
  ['Quỳ Hoá', 'Quỳ Hóa'],
  ['Hoàng Hoàn, Thuỳnh', 'Hoàng Hoàn, Thuỳnh'],
  ['Thuận Hóa', 'Thuận Hóa'],
])('%s is spelled %s', (written, official) => {
  expect(officialSpelling(written)).toBe(official)
  expect(officialSpelling(written.normalize('NFD'))).toBe(official)
})
