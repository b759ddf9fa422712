import { expect, it } from 'vitest'
import { findNamed } from './find.ts'
import { isKey } from './keys.ts'

const boxes = ['Chờ tiếp nhận', 'Chờ chuyển xử lý', 'Đang ở đơn vị', 'Đơn vị trả lại'].map(
  (label) => ({ label }),
)
const found = (typed: string) => findNamed(boxes, typed).map(({ label }) => label)

it('finds without diacritics, by words in any order and by first letters, the beginning first', () => {
  expect(found('don vi')).toEqual(['Đơn vị trả lại', 'Đang ở đơn vị'])
  expect(found('nhan cho')).toEqual(['Chờ tiếp nhận'])
  expect(found('ctn')).toEqual(['Chờ tiếp nhận'])
  expect(found('khong co')).toEqual([])
  expect(found('')).toEqual(boxes.map(({ label }) => label))
})

it('knows a key by where it is and not by the letter that Telex makes of it', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  expect(isKey({ ...none, code: 'KeyK', ctrlKey: true }, 'commands')).toBe(true)
  expect(isKey({ ...none, code: 'KeyK', metaKey: true }, 'commands')).toBe(true)
  expect(isKey({ ...none, code: 'KeyK' }, 'commands')).toBe(false)
  expect(isKey({ ...none, code: 'F2', shiftKey: true }, 'act')).toBe(false)
})
