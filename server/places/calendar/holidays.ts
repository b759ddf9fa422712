import type { CalendarDay, HolidayRule } from '../../../contract/records/calendar.ts'
import type { Bilingual } from '../../../contract/records/shared.ts'
import { holdsOn } from '../../../contract/records/shared.ts'
import { dayNumber, dayOf, dayText, isWeekend, yearOf } from './day.ts'
import type { DayNumber } from './day.ts'
import { fromLunar } from './lunar.ts'

/** A day that is not as its weekday says, and why. */
export type SpecialDay = {
  working: boolean
  name: Bilingual
  source: string
  /** Decided by a notice; else computed from a rule. */
  announced: boolean
}

type Computed = { day: DayNumber; rule: HolidayRule; name: Bilingual }

/**
 * The days off and the worked weekend days of a year. A day off in the notice for a holiday
 * (`holiday`) takes the place of all days computed for it in that solar year, days in lieu included;
 * every other announced day stands above what is computed for the same day.
 */
export function specialDays(
  year: number,
  rules: HolidayRule[],
  announced: CalendarDay[],
): Map<DayNumber, SpecialDay> {
  const noticed = new Set(
    announced.flatMap(({ day, working, holiday }) =>
      holiday && !working ? [`${holiday} ${day.slice(0, 4)}`] : [],
    ),
  )
  // The neighbours too: a holiday at the turn of the year is made up for in the next one.
  const computed = [year - 1, year, year + 1].flatMap((solarYear) =>
    rules
      .filter((rule) => !noticed.has(`${rule.code} ${solarYear}`))
      .flatMap((rule) => daysOfRule(rule, solarYear)),
  )
  const days = new Map<DayNumber, SpecialDay>()
  const add = ({ day, rule, name }: Computed) => {
    if (!days.has(day))
      days.set(day, { working: false, name, source: rule.source, announced: false })
  }
  computed.forEach(add)
  for (const { day, working, name, source } of announced) {
    days.set(dayNumber(day), { working, name, source, announced: true })
  }
  inLieu(computed, new Set(days.keys())).forEach(add)
  return new Map(
    [...days].filter(([day]) => yearOf(day) === year).sort(([one], [other]) => one - other),
  )
}

/** A rule's days off around its date in a solar year, weekends among them. */
function daysOfRule(rule: HolidayRule, year: number): Computed[] {
  const dates = (
    rule.calendar === 'solar'
      ? [dayOf(year, rule.month, rule.day)]
      : // A lunar year ends in the next solar one.
        [year - 1, year].map((lunarYear) =>
          fromLunar({ year: lunarYear, month: rule.month, day: rule.day, leap: false }),
        )
  ).filter(
    (date) => date !== null && yearOf(date) === year && holdsOn(rule, dayText(date)),
  ) as DayNumber[]
  return dates.flatMap((date) => {
    const days = rule.days.map((distance) => ({ day: date + distance, rule, name: rule.name }))
    return rule.adjacent ? [...days, adjacent(rule, days)] : days
  })
}

/** The day before, unless that is a weekend; then the day after. */
function adjacent(rule: HolidayRule, days: Computed[]): Computed {
  const numbers = days.map(({ day }) => day)
  const before = Math.min(...numbers) - 1
  const day = isWeekend(before) ? Math.max(...numbers) + 1 : before
  const { vi, en } = rule.name
  return { day, rule, name: { vi: `${vi} (ngày liền kề)`, en: `${en} (adjacent day)` } }
}

/** For each weekend day of a holiday the next weekday that is not taken, in the order of days. */
function inLieu(computed: Computed[], taken: Set<DayNumber>): Computed[] {
  return computed
    .filter(({ day, rule }) => rule.makeUp && isWeekend(day))
    .sort((one, other) => one.day - other.day)
    .map(({ day, rule }) => {
      let next = day + 1
      while (isWeekend(next) || taken.has(next)) next += 1
      taken.add(next)
      const { vi, en } = rule.name
      return { day: next, rule, name: { vi: `Nghỉ bù ${vi}`, en: `${en} (day in lieu)` } }
    })
}
