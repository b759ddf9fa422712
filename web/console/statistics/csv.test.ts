import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it('begins with the mark by which spreadsheets know Vietnamese letters', () => {
  expect(csvOf(['Địa bàn', 'Đã nhận'], [['Phường Thuận Hóa, cũ', 12]])).toBe(
    '\ufeffĐịa bàn,Đã nhận\r\n"Phường Thuận Hóa, cũ",12',
  )
})

it('holds no cell that is a formula, whatever a name is', () => {
  const dangerous = fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string())
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(dangerous, fc.string()), fc.nat()), { minLength: 1 }),
      (rows) => {
        const [, ...read] = Papa.parse<string[]>(csvOf(['a', 'b'], rows).slice(1)).data
        expect(read.map(([, figure]) => Number(figure))).toEqual(rows.map(([, figure]) => figure))
        for (const [name] of read) expect(name).not.toMatch(/^[=+\-@\t\r]/)
      },
    ),
  )
})
