import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { csvFile, readCell, safeCell } from './csv.ts'

/** Texts of the letters that matter to spreadsheets, and any others. */
const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(...`=+-@＝;,'" \t\r\n\0ắ0`.split('')) }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
)
const begins = /^[\s'"]*[=+\-@＝＋－＠]/

it('begins with the mark by which spreadsheets know Vietnamese letters', () => {
  expect(csvFile(['Địa bàn', 'Đã nhận'], [['Phường Thuận Hóa, cũ', 12]])).toBe(
    '\ufeffĐịa bàn,Đã nhận\r\n"Phường Thuận Hóa, cũ",12\r\n',
  )
})

it.each([
  ['=1+1', "'=1+1"],
  ["=cmd|' /C calc'!A0\nx", "'=cmd|' /C calc'!A0\nx"],
  ['+84 912', "'+84 912"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2', "'-2"],
  ['\t=1', "'\t'=1"],
  ['\r1', "'\r1"],
  ['\0=1', "'\0=1"],
  [' =1', "' =1"],
  ['＝1', "'＝1"],
  ['a;=1', "a;'=1"],
  ["'=1", "''=1"],
  ['a=b - c', 'a=b - c'],
  ['', ''],
])('writes %j as %j', (plain, cell) => {
  expect(safeCell(plain)).toBe(cell)
  expect(readCell(cell)).toBe(plain)
})

it('holds no cell that is a formula, whatever separator it is opened with, and reads back equal', () => {
  const rows = fc.array(fc.tuple(text, fc.integer(), text), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(rows, text, (table, title) => {
      const file = csvFile([title, 'b', 'c'], table).slice(1)
      const [header, ...read] = Papa.parse<string[]>(file, { delimiter: ',' }).data
      expect(readCell(header![0]!)).toBe(title)
      const back = read.slice(0, -1).map(([a, b, c]) => [readCell(a!), Number(b), readCell(c!)])
      expect(back).toEqual(table.map(([a, b, c]) => [a, b, c]))
      for (const [a, , c] of [header!, ...read]) {
        for (const cell of [a, c]) {
          for (const part of (cell ?? '').split(/[;\t\r\n]/)) {
            if (begins.test(part)) expect(part).toMatch(/^'/)
          }
          expect(cell ?? '').not.toMatch(/^[=+\-@\t\r\0]/)
        }
      }
    }),
    { numRuns: 300 },
  )
})

it('leaves numbers negative, truth true and nothing empty', () => {
  expect(csvFile(['a', 'b', 'c', 'd'], [[-1.5, true, null, undefined]])).toBe(
    '\ufeffa,b,c,d\r\n-1.5,true,,\r\n',
  )
})
