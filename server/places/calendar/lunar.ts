import { dayOf, yearOf } from './day.ts'
import type { DayNumber } from './day.ts'

/**
 * The Vietnamese lunar calendar: months begin on the day of the new moon at UTC+7, the eleventh
 * holds the winter solstice, and in a year of thirteen the first month without a principal solar
 * term is the leap one. After Hồ Ngọc Đức's method (new moons and the sun's longitude by Meeus,
 * Astronomical Algorithms). At UTC+8, as in China, some years begin on another day.
 */
export type LunarDate = { year: number; month: number; day: number; leap: boolean }

type LunarMonth = { year: number; month: number; leap: boolean; start: DayNumber }

const timeZone = 7 / 24
/** The Julian day number of 1970-01-01. */
const julianOffset = 2_440_588
const synodicMonth = 29.530588853
const sine = (degrees: number) => Math.sin((degrees * Math.PI) / 180)

/** The day in Vietnam of the k-th new moon after that of 1900-01-01. */
function newMoon(k: number): DayNumber {
  const t = k / 1236.85
  const mean =
    2415020.75933 +
    29.53058868 * k +
    0.0001178 * t ** 2 -
    0.000000155 * t ** 3 +
    0.00033 * sine(166.56 + 132.87 * t - 0.009173 * t ** 2)
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t ** 2 - 0.00000347 * t ** 3
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t ** 2 + 0.00001236 * t ** 3
  const latitude = 21.2964 + 390.67050646 * k - 0.0016528 * t ** 2 - 0.00000239 * t ** 3
  const correction =
    (0.1734 - 0.000393 * t) * sine(sun) +
    0.0021 * sine(2 * sun) -
    0.4068 * sine(moon) +
    0.0161 * sine(2 * moon) -
    0.0004 * sine(3 * moon) +
    0.0104 * sine(2 * latitude) -
    0.0051 * sine(sun + moon) -
    0.0074 * sine(sun - moon) +
    0.0004 * sine(2 * latitude + sun) -
    0.0004 * sine(2 * latitude - sun) -
    0.0006 * sine(2 * latitude + moon) +
    0.001 * sine(2 * latitude - moon) +
    0.0005 * sine(2 * moon + sun)
  // From dynamical time to the time of clocks.
  const delta = -0.000278 + 0.000265 * t + 0.000262 * t ** 2
  return Math.floor(mean + correction - delta + 0.5 + timeZone) - julianOffset
}

/** In which twelfth of its way the sun stands as a day begins; 0 begins at the spring equinox. */
function solarTerm(day: DayNumber): number {
  const t = (day + julianOffset - 2451545.5 - timeZone) / 36525
  const anomaly = 357.5291 + 35999.0503 * t - 0.0001559 * t ** 2 - 0.00000048 * t ** 3
  const longitude =
    280.46645 +
    36000.76983 * t +
    0.0003032 * t ** 2 +
    (1.9146 - 0.004817 * t - 0.000014 * t ** 2) * sine(anomaly) +
    (0.019993 - 0.000101 * t) * sine(2 * anomaly) +
    0.00029 * sine(3 * anomaly)
  return Math.floor((((longitude % 360) + 360) % 360) / 30)
}

/** Which new moon begins the eleventh month in a solar year: the last before the winter solstice. */
function eleventhMonth(year: number): number {
  const lastDay = dayOf(year, 12, 31)
  const k = Math.floor((lastDay + julianOffset - 2415021) / synodicMonth)
  return solarTerm(newMoon(k)) >= 9 ? k - 1 : k
}

const known = new Map<number, LunarMonth[]>()

/** The months from the eleventh of the year before to the tenth of a lunar year. */
function monthsOf(year: number): LunarMonth[] {
  const kept = known.get(year)
  if (kept) return kept
  const first = eleventhMonth(year - 1)
  const count = eleventhMonth(year) - first
  const starts = Array.from({ length: count + 1 }, (_, index) => newMoon(first + index))
  const leap =
    count === 13
      ? starts.findIndex(
          (start, index) => index > 0 && solarTerm(start) === solarTerm(starts[index + 1]!),
        )
      : -1
  const months = starts.slice(0, count).map((start, index) => {
    // Counted from 11; the leap month repeats the number of the one before it.
    const number = 11 + index - (leap !== -1 && index >= leap ? 1 : 0)
    return {
      year: number > 12 ? year : year - 1,
      month: number > 12 ? number - 12 : number,
      leap: index === leap,
      start,
    }
  })
  known.set(year, months)
  return months
}

/** The lunar date of a day. */
export function toLunar(day: DayNumber): LunarDate {
  const year = yearOf(day)
  // Late in a solar year the eleventh month has begun: that is the next table's.
  const months = monthsOf(year + 1)[0]!.start <= day ? monthsOf(year + 1) : monthsOf(year)
  const { start, ...month } = months.findLast((candidate) => candidate.start <= day)!
  return { ...month, day: day - start + 1 }
}

/** The day of a lunar date; null when that year has no such month or the month no such day. */
export function fromLunar({ year, month, day, leap }: LunarDate): DayNumber | null {
  const months = monthsOf(month >= 11 ? year + 1 : year)
  const index = months.findIndex(
    (candidate) => candidate.year === year && candidate.month === month && candidate.leap === leap,
  )
  if (index === -1) return null
  const start = months[index]!.start
  const next = months[index + 1]?.start ?? monthsOf(months[0]!.year + 2)[0]!.start
  return day >= 1 && start + day <= next ? start + day - 1 : null
}
