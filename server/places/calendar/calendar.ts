import { Failure } from '../../../contract/errors.ts'
import type { CalendarDay, HolidayRule, OfficeHours } from '../../../contract/records/calendar.ts'
import type { Executor } from '../../platform/database/index.ts'
import { calendarDayTable, holidayRuleTable, officeHoursTable } from '../records.ts'
import { dayText, isWeekend, yearOf } from './day.ts'
import type { DayNumber } from './day.ts'
import { specialDays } from './holidays.ts'
import type { SpecialDay } from './holidays.ts'
import { hoursOf, openingsOf } from './hours.ts'
import type { Opening } from './hours.ts'

/** What the calendar is made of. `parents`: which agency stands above which. */
export type CalendarData = {
  rules: HolidayRule[]
  days: CalendarDay[]
  hours: OfficeHours[]
  parents: ReadonlyMap<string, string | null>
}

/** Which days are worked, and when offices are open; the province's own where no agency is named. */
export type Calendar = {
  /** Monday to Friday unless off, and the weekend days that are worked instead; with open hours. */
  isWorkingDay(day: DayNumber, agency?: string | null): boolean
  /** When offices are open on a day; a Saturday may be open and yet no working day. */
  openings(day: DayNumber, agency?: string | null): readonly Opening[]
  /** The days of a year that are not as their weekday says, in order. */
  specialDays(year: number): ReadonlyMap<DayNumber, SpecialDay>
}

type Working = { worked: boolean; openings: readonly Opening[] }

/** The calendar of some records, in memory; each year and day is worked out once. */
export function createCalendar({ rules, days, hours, parents }: CalendarData): Calendar {
  const years = new Map<number, Map<DayNumber, SpecialDay>>()
  const seen = new Map<string | null, Map<DayNumber, Working>>()
  const weekFor = hoursOf(hours, parents)

  function specialDaysOf(year: number) {
    const known = years.get(year) ?? specialDays(year, rules, days)
    years.set(year, known)
    return known
  }

  function work(day: DayNumber, agency: string | null): Working {
    const special = specialDaysOf(yearOf(day)).get(day)
    if (special && !special.working) return { worked: false, openings: [] }
    const week = weekFor(day, agency)
    if (!week) {
      throw new Failure('unavailable', {
        details: { reason: 'no_office_hours', day: dayText(day) },
      })
    }
    const weekend = isWeekend(day)
    const openings = openingsOf(week, day, weekend && special !== undefined)
    return { worked: openings.length > 0 && (!weekend || special !== undefined), openings }
  }

  function dayAt(day: DayNumber, agency: string | null): Working {
    const ofAgency = seen.get(agency) ?? new Map<DayNumber, Working>()
    seen.set(agency, ofAgency)
    const known = ofAgency.get(day) ?? work(day, agency)
    ofAgency.set(day, known)
    return known
  }

  return {
    isWorkingDay: (day, agency = null) => dayAt(day, agency).worked,
    openings: (day, agency = null) => dayAt(day, agency).openings,
    specialDays: specialDaysOf,
  }
}

/** The records that a calendar is made of, besides the agencies. */
export const calendarKinds = ['holidayRules', 'calendarDays', 'officeHours'] as const

/** The calendar as recorded. `parents` is the caller's: agencies are another domain's. */
export async function readCalendar(
  executor: Executor,
  parents: ReadonlyMap<string, string | null> = new Map(),
): Promise<Calendar> {
  const [rules, days, hours] = await Promise.all([
    holidayRuleTable.read(executor),
    calendarDayTable.read(executor),
    officeHoursTable.read(executor),
  ])
  return createCalendar({ rules, days, hours, parents })
}
