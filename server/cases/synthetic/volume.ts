import { dayText, instantOf } from '../../places/index.ts'
import type { Calendar } from '../../places/index.ts'
import type { Random } from './random.ts'

/** How many reports come on which day, and at which hour. */

/** Days of every year on which a storm or a flood begins, with how bad; the coast's season of them. */
const storms: Record<string, number> = {
  '05-24': 0.4,
  '09-18': 0.7,
  '09-27': 1,
  '10-14': 0.8,
  '10-27': 1.6,
  '11-17': 1.3,
  '12-04': 0.5,
}
/** How much of a storm is left on the days from its first one on. */
const aftermath = [0.7, 1, 0.8, 0.5, 0.3, 0.2, 0.1]

/** By month from January: the rains fall from September to December. */
const seasons = [0.95, 0.8, 0.95, 0.95, 1, 1.05, 1, 1, 1.1, 1.25, 1.2, 1.05]
/** From Monday. */
const weekdays = [1.18, 1.1, 1.06, 1.04, 1, 0.86, 0.76]

/** By hour: people write before work and after supper. */
const hours = [
  0.3, 0.15, 0.1, 0.1, 0.15, 0.5, 1.6, 2.2, 1.9, 1.7, 1.5, 1.2, 0.9, 1, 1.2, 1.3, 1.5, 1.8, 2, 2.6,
  2.9, 2.4, 1.3, 0.7,
]
const hourChoices = hours.map((weight, hour) => [hour, weight] as const)

/** How bad the weather is on a day: 0, or up to about 1.6 in the worst flood. */
export function stormOn(day: number): number {
  return Math.max(
    ...aftermath.map((left, after) => left * (storms[dayText(day - after).slice(5)] ?? 0)),
  )
}

/** The days of a history with their share of all that comes; days as the calendar numbers them. */
export type Volume = { first: number; days: number; upTo: Float64Array }

/** @param first the first day @param last the last day, included */
export function volumeOf(calendar: Calendar, first: number, last: number): Volume {
  const days = last - first + 1
  const upTo = new Float64Array(days)
  let sum = 0
  for (let index = 0; index < days; index += 1) {
    sum += weightOf(calendar, first + index, index / days)
    upTo[index] = sum
  }
  return { first, days, upTo }
}

function weightOf(calendar: Calendar, day: number, age: number): number {
  const text = dayText(day)
  const special = calendar.specialDays(Number(text.slice(0, 4))).get(day)
  const isOff = special !== undefined && !special.working
  // Nobody complains in the days of Tết; the people of the centre are at home as well.
  const isTet = isOff && special.name.vi.startsWith('Tết Nguyên đán')
  const quiet = isTet ? 0.22 : isOff ? 0.7 : 1
  const weekday = weekdays[(((day + 3) % 7) + 7) % 7]!
  const season = seasons[Number(text.slice(5, 7)) - 1]!
  // The service becomes known.
  const growth = 0.8 + 0.4 * age
  return (weekday * season * quiet + 2.6 * stormOn(day)) * growth
}

/** A moment at which a report comes. */
export function momentIn({ first, upTo }: Volume, random: Random): number {
  const target = random.next() * upTo.at(-1)!
  let [low, high] = [0, upTo.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (upTo[middle]! > target) high = middle
    else low = middle + 1
  }
  const hour = random.weighted(hourChoices)
  return instantOf(first + low, hour * 60) + random.int(0, 3_599_999)
}
