import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber, dayText, yearOf } from './day.ts'
import { fromLunar, toLunar } from './lunar.ts'

const solar = (year: number, month: number, day: number, leap = false) => {
  const found = fromLunar({ year, month, day, leap })
  return found && dayText(found)
}

describe('the Vietnamese lunar calendar', () => {
  it.each([
    [2025, '2025-01-29', '2025-04-07'],
    [2026, '2026-02-17', '2026-04-26'],
    [2027, '2027-02-06', '2027-04-16'],
    [2028, '2028-01-26', '2028-04-04'],
    [2029, '2029-02-13', '2029-04-23'],
    [2030, '2030-02-02', '2030-04-12'],
    [2031, '2031-01-23', '2031-04-01'],
    [2032, '2032-02-11', '2032-04-19'],
    [2033, '2033-01-31', '2033-04-09'],
    [2034, '2034-02-19', '2034-04-28'],
    [2035, '2035-02-08', '2035-04-17'],
  ])('has Tết %s on %s and Giỗ Tổ on %s', (year, tet, hungKings) => {
    expect(solar(year, 1, 1)).toBe(tet)
    expect(solar(year, 3, 10)).toBe(hungKings)
  })

  it('is counted at UTC+7: where the new moon is after 23:00, China begins a day later', () => {
    // 1985: Tết a whole month before China's; 2007 and 2030: a day.
    expect(solar(1985, 1, 1)).toBe('1985-01-21')
    expect(solar(2007, 1, 1)).toBe('2007-02-17')
    expect(solar(2030, 1, 1)).toBe('2030-02-02')
  })

  it('knows the leap months', () => {
    const leapMonths = Object.fromEntries(
      [2020, 2021, 2023, 2025, 2028, 2031, 2033, 2036].map((year) => [
        year,
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((month) => solar(year, month, 1, true)),
      ]),
    )
    expect(leapMonths).toEqual({
      2020: [4],
      2021: [],
      2023: [2],
      2025: [6],
      2028: [5],
      2031: [3],
      2033: [11],
      2036: [6],
    })
    // In a leap year the same number comes twice, thirty days or less apart.
    expect(solar(2025, 6, 1)).toBe('2025-06-25')
    expect(solar(2025, 6, 1, true)).toBe('2025-07-25')
    expect(toLunar(dayNumber('2025-08-01'))).toEqual({ year: 2025, month: 6, day: 8, leap: true })
  })

  it('says when there is no such date', () => {
    expect(solar(2026, 6, 1, true)).toBeNull()
    const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    expect(months.map((month) => solar(2026, month, 31))).toEqual(months.map(() => null))
    expect(months.filter((month) => solar(2026, month, 30)).length).toBeLessThan(12)
  })

  it('goes from every day to its lunar date and back', () => {
    const days = fc.integer({ min: dayNumber('1976-01-01'), max: dayNumber('2100-12-31') })
    fc.assert(
      fc.property(days, (day) => {
        const date = toLunar(day)
        expect(fromLunar(date)).toBe(day)
        // The next day is the next of the month, or the first of another.
        const next = toLunar(day + 1)
        expect(next.day === date.day + 1 || (next.day === 1 && date.day >= 29)).toBe(true)
        expect(Math.abs(date.year - yearOf(day))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 5_000 },
    )
  })
})
