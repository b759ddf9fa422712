import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inGroups, isValidNumber, normalizeDigits, withCheckDigit } from './codes.ts'

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''))

describe('a number people read aloud', () => {
  it('is wrong with any one digit misheard', () => {
    fc.assert(
      fc.property(digits(11), fc.nat(11), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const code = withCheckDigit(body)
        const misheard = (Number(code[at]) + shift) % 10
        const wrong = code.slice(0, at) + misheard + code.slice(at + 1)
        expect(isValidNumber(code, 12)).toBe(true)
        expect(isValidNumber(wrong, 12)).toBe(false)
      }),
    )
  })

  it('is wrong with two neighbours swapped', () => {
    fc.assert(
      fc.property(digits(9), fc.nat(8), (body, at) => {
        const code = withCheckDigit(body)
        fc.pre(code[at] !== code[at + 1])
        const swapped = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
        expect(isValidNumber(swapped, 10)).toBe(false)
      }),
    )
  })

  it('is the same however it was typed', () => {
    const code = withCheckDigit('47183025114')
    for (const typed of [inGroups(code), inGroups(code).replaceAll(' ', '-'), ` ${code} `]) {
      expect(normalizeDigits(typed)).toBe(code)
    }
  })
})
