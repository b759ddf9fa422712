/**
 * Days in Vietnam as whole numbers (days since 1970-01-01), so that they can be counted. Vietnam has
 * been at UTC+7 without summer time since 1975: a moment's day needs no table of zones.
 */
export type DayNumber = number

const dayLength = 86_400_000
const offset = 7 * 3_600_000

/** `2026-02-17` as a number; also from year, month (1–12) and day. */
export function dayNumber(text: string): DayNumber {
  return Date.parse(`${text}T00:00:00Z`) / dayLength
}
export function dayOf(year: number, month: number, day: number): DayNumber {
  return Date.UTC(year, month - 1, day) / dayLength
}

/** A day as records write it, `YYYY-MM-DD`. */
export function dayText(day: DayNumber): string {
  return new Date(day * dayLength).toISOString().slice(0, 10)
}

export function yearOf(day: DayNumber): number {
  return new Date(day * dayLength).getUTCFullYear()
}

/** 1 is Monday, 7 Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

export function isWeekend(day: DayNumber): boolean {
  return weekdayOf(day) > 5
}

/** The day a moment falls on in Vietnam. */
export function localDay(moment: Date): DayNumber {
  return Math.floor((moment.getTime() + offset) / dayLength)
}

/** The instant, in milliseconds, of so many minutes after a day's midnight in Vietnam. */
export function instantOf(day: DayNumber, minutes: number): number {
  return day * dayLength - offset + minutes * 60_000
}
