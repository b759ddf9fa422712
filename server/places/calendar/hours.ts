import type { OfficeHours } from '../../../contract/records/calendar.ts'
import { holdsOn } from '../../../contract/records/shared.ts'
import { dayText, weekdayOf } from './day.ts'
import type { DayNumber } from './day.ts'

/** Minutes after midnight, from inclusive, to exclusive; in order and apart from each other. */
export type Opening = [from: number, to: number]

/** A week's openings, by weekday (1 Monday … 7 Sunday). */
export type Week = Map<number, Opening[]>

/**
 * Finds the hours of an agency on a day: its own, else its parent's and so on up, else the
 * province's; at each step those of the season before those of the rest of the year. Null when
 * there is no record at all.
 */
export function hoursOf(records: OfficeHours[], parents: ReadonlyMap<string, string | null>) {
  const weeks = new Map(records.map((record) => [record, weekOf(record)]))
  const byAgency = Map.groupBy(records, ({ agency }) => agency ?? null)

  return function weekFor(day: DayNumber, agency: string | null): Week | null {
    const text = dayText(day)
    for (const office of [...lineOf(agency, parents), null]) {
      const holding = (byAgency.get(office) ?? []).filter((record) => holdsOn(record, text))
      const found =
        newest(holding.filter(({ season }) => season && isInSeason(season, text))) ??
        newest(holding.filter(({ season }) => !season))
      if (found) return weeks.get(found)!
    }
    return null
  }
}

/** An agency and those above it; a circle in the data ends the line. */
function lineOf(agency: string | null, parents: ReadonlyMap<string, string | null>): string[] {
  const line: string[] = []
  for (let code = agency; code && !line.includes(code); code = parents.get(code) ?? null) {
    line.push(code)
  }
  return line
}

/** Where two records hold on the same day, the later one was meant to. */
function newest(records: OfficeHours[]): OfficeHours | undefined {
  return records.toSorted((one, other) => (one.validFrom < other.validFrom ? 1 : -1))[0]
}

function isInSeason({ from, to }: NonNullable<OfficeHours['season']>, text: string): boolean {
  const date = text.slice(5)
  return from <= to ? from <= date && date < to : from <= date || date < to
}

function weekOf({ week }: OfficeHours): Week {
  return new Map(
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => [
      weekday,
      joined(
        week
          .filter(({ days }) => days.includes(weekday))
          .flatMap(({ open }) => open.map(({ from, to }): Opening => [minutes(from), minutes(to)])),
      ),
    ]),
  )
}

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** In order, overlaps joined, empty ones left out. */
function joined(openings: Opening[]): Opening[] {
  const result: Opening[] = []
  for (const [from, to] of openings.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1)
    if (from >= to) continue
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** What a weekend day that is worked is open: its own hours, else Friday's. */
export function openingsOf(week: Week, day: DayNumber, swapped: boolean): Opening[] {
  const own = week.get(weekdayOf(day))!
  return swapped && own.length === 0 ? week.get(5)! : own
}
