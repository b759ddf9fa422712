import { Failure } from '../../../contract/errors.ts'
import type { Duration } from '../../../contract/records/field-reports.ts'
import type { Calendar } from './calendar.ts'
import { instantOf, localDay } from './day.ts'
import type { DayNumber } from './day.ts'

/** Milliseconds of the units that run day and night, and of an hour of work. */
const lengths = { minutes: 60_000, hours: 3_600_000, working_hours: 3_600_000 }
/** No office is closed for so many days: hours that never open are a mistake in the records. */
const longestClosure = 400

/**
 * When a time that begins at a moment is over. `minutes` and `hours` run day and night. In
 * `working_days` the day of the moment is not counted and the last one ends when offices close (0:
 * at the next closing time). `days` are calendar days; the last one, when offices are shut, moves to
 * the next working day (BLDS 2015 Đ148.5), and ends when they close. `working_hours` run while
 * offices are open and end at the earliest moment: when offices close, not when they open again.
 * By the hours of `agency`, else the province's.
 * @throws Failure unavailable when no office hours are recorded
 */
export function deadlineAfter(
  calendar: Calendar,
  moment: Date,
  { amount, unit }: Duration,
  agency: string | null = null,
): Date {
  const today = localDay(moment)
  switch (unit) {
    case 'minutes':
    case 'hours':
      return new Date(moment.getTime() + amount * lengths[unit])
    case 'working_hours':
      return afterOpenTime(calendar, moment, amount * lengths.working_hours, agency)
    case 'days':
      return closingFrom(calendar, today + amount, moment, agency)
    case 'working_days': {
      let day = today
      for (let left = amount; left > 0; left -= 1) day = nextWorkingDay(calendar, day + 1, agency)
      return closingFrom(calendar, day, moment, agency)
    }
  }
}

/**
 * A deadline after its clock stood still: later by the working days (for `days`: the days) from the
 * day of the pause to that of the resumption, by the open time, or by the time that passed.
 */
export function resumedDeadline(
  calendar: Calendar,
  {
    dueAt,
    unit,
    pausedAt,
    resumedAt,
  }: {
    dueAt: Date
    unit: Duration['unit']
    pausedAt: Date
    resumedAt: Date
  },
): Date {
  const [from, to] = [localDay(pausedAt), localDay(resumedAt)]
  switch (unit) {
    case 'minutes':
    case 'hours':
      return new Date(dueAt.getTime() + resumedAt.getTime() - pausedAt.getTime())
    case 'working_hours': {
      const stood = openTime(calendar, pausedAt, resumedAt)
      return stood === 0 ? dueAt : afterOpenTime(calendar, dueAt, stood, null)
    }
    case 'days':
      return to === from ? dueAt : deadlineAfter(calendar, dueAt, { amount: to - from, unit })
    case 'working_days': {
      const amount = workingDaysBetween(calendar, from, to)
      return amount === 0 ? dueAt : deadlineAfter(calendar, dueAt, { amount, unit })
    }
  }
}

/**
 * How many working days are left until a deadline, today not counted: 0 on its last day, negative
 * by the working days since it passed.
 */
export function workingDaysLeft(calendar: Calendar, now: Date, dueAt: Date): number {
  const [today, last] = [localDay(now), localDay(dueAt)]
  return last >= today
    ? workingDaysBetween(calendar, today, last)
    : // Not −0, which JSON writes as 0 and comparisons in tests do not.
      0 - workingDaysBetween(calendar, last, today)
}

/** Whether an agency, else the province's offices, are open at a moment. */
export function isOpenAt(calendar: Calendar, moment: Date, agency: string | null = null): boolean {
  const day = localDay(moment)
  return calendar
    .openings(day, agency)
    .some(
      ([from, to]) =>
        instantOf(day, from) <= moment.getTime() && moment.getTime() < instantOf(day, to),
    )
}

/** The working days after one day up to and including another. */
function workingDaysBetween(calendar: Calendar, after: DayNumber, upTo: DayNumber): number {
  let count = 0
  for (let day = after + 1; day <= upTo; day += 1) if (calendar.isWorkingDay(day)) count += 1
  return count
}

function nextWorkingDay(calendar: Calendar, from: DayNumber, agency: string | null): DayNumber {
  for (let day = from; day < from + longestClosure; day += 1) {
    if (calendar.isWorkingDay(day, agency)) return day
  }
  throw new Failure('unavailable', { details: { reason: 'no_office_hours', agency } })
}

/** The first closing time of a working day, from a day on, that is not before the moment. */
function closingFrom(
  calendar: Calendar,
  from: DayNumber,
  moment: Date,
  agency: string | null,
): Date {
  const day = nextWorkingDay(calendar, from, agency)
  const closing = instantOf(day, calendar.openings(day, agency).at(-1)![1])
  return closing < moment.getTime()
    ? closingFrom(calendar, day + 1, moment, agency)
    : new Date(closing)
}

/** When offices will have been open for so many milliseconds since a moment. */
function afterOpenTime(
  calendar: Calendar,
  moment: Date,
  milliseconds: number,
  agency: string | null,
): Date {
  let left = milliseconds
  let lastOpen = localDay(moment)
  for (let day = lastOpen; day < lastOpen + longestClosure; day += 1) {
    for (const [from, to] of calendar.openings(day, agency)) {
      const start = Math.max(instantOf(day, from), moment.getTime())
      const end = instantOf(day, to)
      if (start > end) continue
      if (start + left <= end) return new Date(start + left)
      left -= end - start
      lastOpen = day
    }
  }
  throw new Failure('unavailable', { details: { reason: 'no_office_hours', agency } })
}

/** How many milliseconds the province's offices were open between two moments. */
function openTime(calendar: Calendar, from: Date, to: Date): number {
  let sum = 0
  for (let day = localDay(from); day <= localDay(to); day += 1) {
    for (const [opens, closes] of calendar.openings(day)) {
      const start = Math.max(instantOf(day, opens), from.getTime())
      const end = Math.min(instantOf(day, closes), to.getTime())
      sum += Math.max(0, end - start)
    }
  }
  return sum
}
