import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OfficeHours } from '../../../contract/records/calendar.ts'
import type { Duration } from '../../../contract/records/field-reports.ts'
import { packs } from '../../../packs/index.ts'
import { createCalendar } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import { instantOf, localDay } from './day.ts'
import { deadlineAfter, isOpenAt, resumedDeadline, workingDaysLeft } from './deadline.ts'

const { holidayRules: rules = [], calendarDays: days = [], officeHours = [] } = packs.vietnam
const source = 'thử'
const validFrom = '2021-01-01'
const weekdays = [1, 2, 3, 4, 5]

/** An agency with a Saturday desk, one with summer hours, one that never opens in the afternoon. */
const hours: OfficeHours[] = [
  ...officeHours,
  {
    code: 'desk',
    agency: 'DESK',
    week: [
      { days: weekdays, open: [{ from: '07:00', to: '17:30' }] },
      { days: [6], open: [{ from: '07:30', to: '11:00' }] },
    ],
    source,
    validFrom,
  },
  {
    code: 'summer',
    agency: 'SEASON',
    season: { from: '04-16', to: '10-16' },
    week: [
      {
        days: weekdays,
        open: [
          { from: '07:00', to: '11:30' },
          { from: '13:30', to: '16:30' },
        ],
      },
    ],
    source,
    validFrom,
  },
  {
    code: 'winter',
    agency: 'SEASON',
    week: [
      {
        days: weekdays,
        open: [
          { from: '07:30', to: '11:30' },
          { from: '13:00', to: '17:00' },
        ],
      },
    ],
    source,
    validFrom,
  },
  {
    code: 'mornings',
    agency: 'MORNINGS',
    week: [{ days: [1, 3, 5], open: [{ from: '08:00', to: '11:00' }] }],
    source,
    validFrom,
  },
]
const parents = new Map([
  ['SEASON.OFFICE', 'SEASON'],
  ['SEASON', 'TOP'],
  ['CIRCLE', 'CIRCLE'],
])
const calendar = createCalendar({ rules, days, hours, parents })

/** `2026-11-24 17:00`, or a moment of that form. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}+07:00`)
const shown = (moment: Date) =>
  new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const due = (from: string, amount: number, unit: Duration['unit'], agency?: string) =>
  shown(deadlineAfter(calendar, at(from), { amount, unit }, agency))

describe('a deadline in working days', () => {
  it.each([
    [7, '2026-11-18 15:40', '2026-11-30 17:00', 'over 24/11 and weekends'],
    [3, '2026-11-20 23:30', '2026-11-26 17:00', 'from late on a Friday'],
    [1, '2026-11-23 09:00', '2026-11-25 17:00', 'Tuesday 24/11/2026 is off'],
    [1, '2029-11-23 09:00', '2029-11-26 17:00', '24/11 on a Saturday is not made up for'],
    [1, '2026-08-21 10:00', '2026-08-22 17:00', 'onto a Saturday that is worked'],
    [2, '2026-08-21 10:00', '2026-08-24 17:00', 'past a Saturday that is worked'],
    [1, '2026-08-28 10:00', '2026-09-03 17:00', 'over the swapped Monday and 2 September'],
    [1, '2026-02-13 16:00', '2026-02-23 17:00', 'over Tết 2026 (14–22/02)'],
    [5, '2026-02-11 08:00', '2026-02-25 17:00', 'two days before Tết 2026 and three after'],
    [1, '2026-02-17 00:00', '2026-02-23 17:00', 'from the first of Tết'],
    [1, '2027-02-04 08:00', '2027-02-12 17:00', 'over Tết 2027, made up for until 11/02'],
    [3, '2026-04-29 16:59', '2026-05-06 17:00', 'over 30/4 and 1/5 to Sunday 3/5'],
    [1, '2026-04-24 10:00', '2026-04-28 17:00', 'Giỗ Tổ on a Sunday is made up for on Monday'],
    [0, '2026-11-25 10:00', '2026-11-25 17:00', 'none: until offices close'],
    [0, '2026-11-25 17:01', '2026-11-26 17:00', 'none, after closing'],
    [0, '2026-11-28 09:00', '2026-11-30 17:00', 'none, on a Saturday'],
  ])('of %s from %s is %s: %s', (amount, from, expected) => {
    expect(due(from, amount, 'working_days')).toBe(expected)
  })

  it('ends by the hours of the agency, of its parent, of the season, else of the province', () => {
    expect(due('2026-11-25 10:00', 1, 'working_days', 'DESK')).toBe('2026-11-26 17:30')
    expect(due('2026-10-14 10:00', 1, 'working_days', 'SEASON.OFFICE')).toBe('2026-10-15 16:30')
    expect(due('2026-10-15 10:00', 1, 'working_days', 'SEASON.OFFICE')).toBe('2026-10-16 17:00')
    expect(due('2026-11-25 10:00', 1, 'working_days', 'CIRCLE')).toBe('2026-11-26 17:00')
    expect(due('2026-11-25 10:00', 1, 'working_days', 'MORNINGS')).toBe('2026-11-27 11:00')
  })
})

describe('a deadline in days', () => {
  it.each([
    [5, '2026-11-25 10:00', '2026-11-30 17:00', 'that ends on a Monday'],
    [3, '2026-11-25 10:00', '2026-11-30 17:00', 'that ends on a Saturday moves to Monday'],
    [5, '2026-02-11 10:00', '2026-02-23 17:00', 'that ends in Tết moves behind it'],
    [0, '2026-11-25 18:00', '2026-11-26 17:00', 'of none, after closing'],
  ])('%s from %s is %s: %s', (amount, from, expected) => {
    expect(due(from, amount, 'days')).toBe(expected)
  })
})

describe('a deadline in working hours', () => {
  it.each([
    [4, '2026-11-25 07:30', '2026-11-25 11:30', 'ends when offices close, not when they open'],
    [2, '2026-11-25 10:30', '2026-11-25 14:30', 'over noon'],
    [4, '2026-11-25 15:00', '2026-11-26 09:30', 'over night'],
    [2, '2026-11-27 16:00', '2026-11-30 08:30', 'over a weekend'],
    [1, '2026-11-24 09:00', '2026-11-25 08:30', 'from a day off'],
    [0, '2026-11-24 09:00', '2026-11-25 07:30', 'of none, from a day off'],
    [0, '2026-11-25 09:15', '2026-11-25 09:15', 'of none, at once'],
  ])('%s from %s is %s: %s', (amount, from, expected) => {
    expect(due(from, amount, 'working_hours')).toBe(expected)
  })

  it('counts a Saturday desk, which makes no working day', () => {
    expect(due('2026-11-27 16:30', 3, 'working_hours', 'DESK')).toBe('2026-11-28 09:30')
    expect(due('2026-11-27 16:30', 1, 'working_days', 'DESK')).toBe('2026-11-30 17:30')
    // Saturday 30/08/2025 is no holiday; Saturday 01/05/2027 is.
    expect(due('2025-08-29 17:00', 1, 'working_hours', 'DESK')).toBe('2025-08-30 08:00')
    expect(due('2027-04-29 17:00', 1, 'working_hours', 'DESK')).toBe('2027-05-04 07:30')
  })

  it('follows the change of the season', () => {
    expect(due('2026-10-15 16:00', 1, 'working_hours', 'SEASON')).toBe('2026-10-16 08:00')
    expect(due('2026-04-15 16:30', 1, 'working_hours', 'SEASON')).toBe('2026-04-16 07:30')
  })
})

it('runs day and night in hours and minutes', () => {
  expect(due('2026-02-16 23:30', 24, 'hours')).toBe('2026-02-17 23:30')
  expect(due('2026-11-28 23:50', 15, 'minutes')).toBe('2026-11-29 00:05')
})

it('is refused, not guessed, where no office hours are recorded', () => {
  const empty = createCalendar({ rules, days, hours: [], parents })
  expect(() => deadlineAfter(empty, new Date(), { amount: 1, unit: 'working_days' })).toThrow(
    'unavailable',
  )
})

describe('a deadline after a pause', () => {
  const resumed = (unit: Duration['unit'], dueAt: string, pausedAt: string, resumedAt: string) =>
    shown(
      resumedDeadline(calendar, {
        dueAt: at(dueAt),
        unit,
        pausedAt: at(pausedAt),
        resumedAt: at(resumedAt),
      }),
    )

  it('is later by the working days that passed, to that day’s closing time', () => {
    const [dueAt, asked] = ['2026-11-26 17:00', '2026-11-20 16:00'] as const
    expect(resumed('working_days', dueAt, asked, '2026-11-20 16:45')).toBe(dueAt)
    // A weekend is no working day: nothing was lost, nothing is given.
    expect(resumed('working_days', dueAt, asked, '2026-11-22 23:00')).toBe(dueAt)
    // Monday and, 24/11 being off, Wednesday.
    expect(resumed('working_days', dueAt, asked, '2026-11-25 08:00')).toBe('2026-11-30 17:00')
  })

  it('is later by days, open time or time, as the class counts', () => {
    expect(resumed('days', '2026-11-25 17:00', '2026-11-20 16:00', '2026-11-22 08:00')).toBe(
      '2026-11-27 17:00',
    )
    expect(
      resumed('working_hours', '2026-11-25 16:00', '2026-11-25 11:00', '2026-11-25 14:00'),
    ).toBe('2026-11-25 17:00')
    expect(
      resumed('working_hours', '2026-11-25 16:00', '2026-11-25 12:00', '2026-11-25 13:00'),
    ).toBe('2026-11-25 16:00')
    expect(resumed('hours', '2026-11-28 20:00', '2026-11-28 01:00', '2026-11-28 03:30')).toBe(
      '2026-11-28 22:30',
    )
  })
})

it('says how many working days are left', () => {
  const left = (now: string, dueAt: string) => workingDaysLeft(calendar, at(now), at(dueAt))
  expect(left('2026-11-20 08:00', '2026-11-25 17:00')).toBe(2)
  expect(left('2026-11-25 23:00', '2026-11-25 17:00')).toBe(0)
  expect(left('2026-11-22 08:00', '2026-11-20 17:00')).toBe(0)
  expect(left('2026-11-25 08:00', '2026-11-20 17:00')).toBe(-2)
})

it('says whether an agency is open', () => {
  expect(isOpenAt(calendar, at('2026-11-28 09:00'), 'DESK')).toBe(true)
  expect(isOpenAt(calendar, at('2026-11-28 09:00'))).toBe(false)
  expect(isOpenAt(calendar, at('2026-11-25 11:30'))).toBe(false)
  expect(isOpenAt(calendar, at('2026-11-25 13:30'))).toBe(true)
})

describe('every deadline', () => {
  const moment = fc
    .integer({ min: at('2025-01-01 00:00').getTime(), max: at('2035-01-01 00:00').getTime() })
    .map((time) => new Date(time))
  const amount = fc.integer({ min: 0, max: 40 })
  const agency = fc.constantFrom(null, 'DESK', 'SEASON', 'MORNINGS')
  const unit = fc.constantFrom<Duration['unit'][]>(
    'minutes',
    'hours',
    'days',
    'working_hours',
    'working_days',
  )
  const runs = { numRuns: 2_000 }

  it('is monotone in the moment and in the amount, and never before the moment', () => {
    fc.assert(
      fc.property(moment, fc.nat(10 * 86_400_000), amount, amount, unit, agency, (...given) => {
        const [from, wait, one, more, of, office] = given
        const first = deadlineAfter(calendar, from, { amount: one, unit: of }, office)
        const later = new Date(from.getTime() + wait)
        const next = deadlineAfter(calendar, later, { amount: one, unit: of }, office)
        const longer = deadlineAfter(calendar, from, { amount: one + more, unit: of }, office)
        expect(first >= from).toBe(true)
        expect(next >= first).toBe(true)
        expect(longer >= first).toBe(true)
      }),
      runs,
    )
  })

  it('is additive in working hours and working days', () => {
    fc.assert(
      fc.property(moment, amount, amount, agency, (from, one, more, office) => {
        for (const of of ['working_hours', 'working_days'] as const) {
          // No working day is the rest of this one, which a closed day does not have.
          const first = of === 'working_days' ? one + 1 : one
          const half = deadlineAfter(calendar, from, { amount: first, unit: of }, office)
          expect(deadlineAfter(calendar, half, { amount: more, unit: of }, office)).toEqual(
            deadlineAfter(calendar, from, { amount: first + more, unit: of }, office),
          )
        }
      }),
      runs,
    )
  })

  it('is never on closed time, and in days always when offices close on a working day', () => {
    fc.assert(
      fc.property(moment, amount, agency, (from, many, office) => {
        for (const of of ['days', 'working_days', 'working_hours'] as const) {
          const end = deadlineAfter(calendar, from, { amount: many, unit: of }, office)
          const blocks = blocksOf(calendar, end, office)
          expect(blocks.some(([opens, closes]) => opens <= +end && +end <= closes)).toBe(true)
          if (of === 'working_hours') continue
          expect(+end).toBe(blocks.at(-1)![1])
          expect(calendar.isWorkingDay(localDay(end), office)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('counts as many working days as were given', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 40 }), (from, many) => {
        const end = deadlineAfter(calendar, from, { amount: many, unit: 'working_days' })
        expect(workingDaysLeft(calendar, from, end)).toBe(many)
      }),
      runs,
    )
  })

  it('is never sooner for a pause, and a longer pause never makes it sooner', () => {
    const length = fc.nat(20 * 86_400_000)
    fc.assert(
      fc.property(moment, length, length, length, amount, unit, (...given) => {
        const [from, wait, pause, more, many, of] = given
        const dueAt = deadlineAfter(calendar, from, { amount: many, unit: of })
        const pausedAt = new Date(from.getTime() + wait)
        const resume = (milliseconds: number) =>
          resumedDeadline(calendar, {
            dueAt,
            unit: of,
            pausedAt,
            resumedAt: new Date(pausedAt.getTime() + milliseconds),
          })
        expect(resume(0)).toEqual(dueAt)
        expect(resume(pause) >= dueAt).toBe(true)
        expect(resume(pause + more) >= resume(pause)).toBe(true)
      }),
      runs,
    )
  })
})

function blocksOf(of: Calendar, moment: Date, agency: string | null): [number, number][] {
  const day = localDay(moment)
  return of.openings(day, agency).map(([from, to]) => [instantOf(day, from), instantOf(day, to)])
}
