import { expect, it } from 'vitest'
import { periodsOf } from './periods.ts'

const first = { code: 'A', validFrom: '2025-07-01', validTo: '2026-01-01' }
const second = { code: 'A', validFrom: '2026-06-01' }
const other = { code: 'B', validFrom: '2025-01-01', validTo: '2025-07-01' }
const periods = periodsOf([second, other, first])

it('finds what held on a day: the first day counts, the last does not', () => {
  expect(periods.on('A', '2025-07-01')).toBe(first)
  expect(periods.on('A', '2026-01-01')).toBeUndefined()
  expect(periods.on('A', '2030-01-01')).toBe(second)
  expect(periods.on('C', '2030-01-01')).toBeUndefined()
})

it('names what was in use, though no period holds', () => {
  expect(periods.near('A', '2026-03-01')).toBe(first)
  expect(periods.near('A', '2020-01-01')).toBe(first)
  expect(periods.near('B', '2030-01-01')).toBe(other)
  expect(periods.near('C', '2030-01-01')).toBeUndefined()
})

it('lists a day in the order of the records', () => {
  expect(periods.allOn('2025-07-01')).toEqual([first])
  expect(periods.allOn('2025-06-30')).toEqual([other])
})
