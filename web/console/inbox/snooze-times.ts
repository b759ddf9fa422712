const day = 86_400_000
const zone = 7 * 3_600_000

/** A moment of Viet Nam's clock, some days from the day of `now`. */
function at(now: Date, days: number, hours: number, minutes: number): Date {
  const today = Math.floor((now.getTime() + zone) / day) * day
  return new Date(today + days * day + (hours * 60 + minutes) * 60_000 - zone)
}

export type SnoozeTime = { name: 'afternoon' | 'tomorrow' | 'nextWeek'; until: Date }

/** Until when things are put off, as people say it: this afternoon while it is not here yet. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const afternoon = at(now, 0, 13, 30)
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor((now.getTime() + zone) / day) + 3) % 7
  return [
    ...(now < at(now, 0, 13, 0) ? [{ name: 'afternoon' as const, until: afternoon }] : []),
    { name: 'tomorrow', until: at(now, 1, 7, 30) },
    { name: 'nextWeek', until: at(now, 7 - weekday, 7, 30) },
  ]
}

/** The morning of a day (`YYYY-MM-DD`) in Viet Nam, at the hour of the others; null without one. */
export function morningOf(text: string): Date | null {
  const read = new Date(`${text}T07:30:00+07:00`)
  return Number.isNaN(read.getTime()) ? null : read
}
