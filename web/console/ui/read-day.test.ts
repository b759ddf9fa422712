import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDay } from './read-day.ts'

test('a day is read as it is written in Viet Nam, day first', () => {
  expect(readDay('3/12/2026')).toBe('2026-12-03')
  expect(readDay(' 03-12-2026 ')).toBe('2026-12-03')
  expect(readDay('03122026')).toBe('2026-12-03')
})

test('what is no day, or not yet a whole one, is none', () => {
  for (const text of ['', '3/12', '3/12/20', '30/2/2026', '29/2/2027', '1/13/2026', '0/1/2026']) {
    expect(readDay(text)).toBeNull()
  }
})

test('every day can be written and is read again', () => {
  const days = fc.date({
    min: new Date('1900-01-01'),
    max: new Date('2199-12-31'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(days, fc.constantFrom('/', '-', '.', ' '), (date, between) => {
      const iso = date.toISOString().slice(0, 10)
      const [year, month, day] = iso.split('-').map(Number)
      expect(readDay([day, month, year].join(between))).toBe(iso)
    }),
  )
})
