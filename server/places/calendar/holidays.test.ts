import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import type { CalendarDay } from '../../../contract/records/calendar.ts'
import { packs } from '../../../packs/index.ts'
import { createCalendar } from './calendar.ts'
import { dayNumber, dayText, isWeekend } from './day.ts'
import { specialDays } from './holidays.ts'
import { fromLunar } from './lunar.ts'

const { holidayRules: rules = [], calendarDays = [], officeHours = [] } = packs.vietnam
const none: CalendarDay[] = []

/** The days off of a year by rule alone, as `MM-DD`; of one holiday when its English name is given. */
function off(year: number, name = '', announced = none) {
  return [...specialDays(year, rules, announced)]
    .filter(([, special]) => !special.working && special.name.en.includes(name))
    .map(([day]) => dayText(day).slice(5))
}

describe('the days off of a year by rule', () => {
  it('make up for weekends on the following working days', () => {
    // Mùng 1 is Saturday 06/02/2027: the Saturday and the Sunday of Tết come after it.
    expect(off(2027, 'Lunar New Year')).toEqual([
      '02-05',
      '02-06',
      '02-07',
      '02-08',
      '02-09',
      '02-10',
      '02-11',
    ])
    expect(off(2027, 'Labour')).toEqual(['05-01', '05-03'])
    expect(off(2028, 'New Year')).toContain('01-03')
  })

  it('never make up on another holiday', () => {
    // Giỗ Tổ on Saturday 29/04/2023, 30/04 on Sunday, 01/05 on Monday: 2 and 3 May are off.
    expect(off(2023).filter((day) => '04-28' < day && day < '05-05')).toEqual([
      '04-29',
      '04-30',
      '05-01',
      '05-02',
      '05-03',
    ])
  })

  it('put the second day of 2 September before it, or after where that is a weekend', () => {
    expect(off(2027, 'National')).toEqual(['09-01', '09-02'])
    // Monday: the day before is a Sunday.
    expect(off(2030, 'National')).toEqual(['09-02', '09-03'])
    // Sunday: Monday is the second day, Tuesday in lieu of the Sunday.
    expect(off(2029, 'National')).toEqual(['09-02', '09-03', '09-04'])
    // Saturday: Friday, and Monday in lieu.
    expect(off(2028, 'National')).toEqual(['09-01', '09-02', '09-04'])
  })

  it('have 24 November from 2026 on and do not make up for it', () => {
    expect(off(2025)).not.toContain('11-24')
    expect(off(2026)).toContain('11-24')
    expect(off(2029, 'Culture')).toEqual(['11-24'])
    expect(isWeekend(dayNumber('2029-11-24'))).toBe(true)
  })

  it('carry over the turn of a year', () => {
    const silvester = { ...rules[0]!, code: 'silvester', month: 12, day: 31 }
    // 31/12/2028 is a Sunday, 01/01/2029 the holiday of the new year.
    const days = [...specialDays(2029, [...rules, silvester], none).keys()].map(dayText)
    expect(days.slice(0, 2)).toEqual(['2029-01-01', '2029-01-02'])
  })

  it('fall on the first of the two months in a leap year', () => {
    // 2031 has two third months: Giỗ Tổ is once, in the one before the leap month.
    expect(fromLunar({ year: 2031, month: 3, day: 10, leap: true })).not.toBeNull()
    expect(off(2031, 'Hung Kings')).toEqual(['04-01'])
  })
})

describe('a notice', () => {
  const day = (text: string, more: Partial<CalendarDay> = {}): CalendarDay => ({
    day: text,
    working: false,
    name: { vi: 'Theo thông báo', en: 'By notice' },
    source: 'Thông báo thử',
    ...more,
  })

  it('takes the place of everything computed for its holiday in that year, and of no other', () => {
    const announced = ['2027-02-04', '2027-02-05', '2027-02-08'].map((text) =>
      day(text, { holiday: 'tet' }),
    )
    expect(off(2027, '', announced).filter((text) => text.startsWith('02'))).toEqual([
      '02-04',
      '02-05',
      '02-08',
    ])
    expect(off(2028, '', announced)).toEqual(off(2028))
    expect(off(2027, '', announced)).toContain('04-16')
  })

  it('stands above a rule on its own day only, when it is for no holiday', () => {
    const special = specialDays(2027, rules, [day('2027-04-16', { working: true })])
    expect(special.get(dayNumber('2027-04-16'))).toMatchObject({ working: true, announced: true })
    expect(special.has(dayNumber('2027-04-30'))).toBe(true)
  })

  it('that makes a weekend day worked does not take the holiday away', () => {
    const swap = day('2027-08-28', { working: true, holiday: 'national' })
    expect(off(2027, 'National', [swap])).toEqual(['09-01', '09-02'])
  })

  it('says that it is one', () => {
    const days = specialDays(2026, rules, calendarDays)
    expect(days.get(dayNumber('2026-02-16'))).toMatchObject({ announced: true })
    expect(days.get(dayNumber('2026-11-24'))).toMatchObject({
      announced: false,
      source: 'NQ 28/2026/QH16',
    })
  })
})

const root = new URL('../../../', import.meta.url)
const shared = process.env.NHIP_SHARED ? `${process.env.NHIP_SHARED}/` : new URL('../shared/', root)
const listed = new URL('data/reference/holidays_vn.json', new URL(shared, root))

describe.skipIf(!existsSync(listed))('the official lists', () => {
  type Lists = {
    lunarAnchors: { year: number; tetMung1: string; gioTo: string }[]
    years: Record<string, { off: string[]; workingSaturdays: string[] }>
  }
  const lists = existsSync(listed) ? (JSON.parse(readFileSync(listed, 'utf8')) as Lists) : null
  const calendar = createCalendar({
    rules,
    days: calendarDays,
    hours: officeHours,
    parents: new Map(),
  })

  test.each([2025, 2026])('of %s are what is computed and announced, day by day', (year) => {
    const { off: ranges, workingSaturdays } = lists!.years[year]!
    const free = new Set(
      ranges.flatMap((range) => {
        const [from, to = from] = range.split('..').map(dayNumber) as [number, number?]
        return Array.from({ length: to - from + 1 }, (_, index) => from + index)
      }),
    )
    const worked = new Set(workingSaturdays.map(dayNumber))
    const wrong: string[] = []
    for (let day = dayNumber(`${year}-01-01`); day <= dayNumber(`${year}-12-31`); day += 1) {
      const expected = worked.has(day) || (!isWeekend(day) && !free.has(day))
      if (calendar.isWorkingDay(day) !== expected) wrong.push(dayText(day))
    }
    expect(wrong).toEqual([])
  })

  test('agree on Tết and Giỗ Tổ', () => {
    for (const { year, tetMung1, gioTo } of lists!.lunarAnchors) {
      expect(dayText(fromLunar({ year, month: 1, day: 1, leap: false })!)).toBe(tetMung1)
      expect(dayText(fromLunar({ year, month: 3, day: 10, leap: false })!)).toBe(gioTo)
    }
  })
})
