import type { Language } from './page.ts'

const zone = 'Asia/Ho_Chi_Minh'
const weekdays = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
}
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const reader = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function partsOf(instant: string) {
  const parts = reader.formatToParts(new Date(instant))
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((part) => part.type === type)!.value
  return {
    year: Number(read('year')),
    month: Number(read('month')),
    day: Number(read('day')),
    time: `${read('hour')}:${read('minute')}`,
  }
}

/** The day in Việt Nam as a count of days, to subtract. */
function dayNumber(instant: string): number {
  const { year, month, day } = partsOf(instant)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/**
 * An instant as people say it: `17:00 thứ Hai 30/11`, `17:00 Monday 30 November`; the year only
 * when it is not the present one. Always Việt Nam's time.
 */
export function sayWhen(instant: string, now: string, language: Language): string {
  const { year, month, day, time } = partsOf(instant)
  const weekday = weekdays[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!
  const otherYear = year !== partsOf(now).year
  if (language === 'vi') return `${time} ${weekday} ${day}/${month}${otherYear ? `/${year}` : ''}`
  return `${time} ${weekday} ${day} ${months[month - 1]}${otherYear ? ` ${year}` : ''}`
}

/** A day `YYYY-MM-DD` as people say it, the year too: `1/11/2026`, `1 November 2026`. */
export function sayDay(day: string, language: Language): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return language === 'vi' ? `${date}/${month}/${year}` : `${date} ${months[month - 1]} ${year}`
}

/** A day `YYYY-MM-DD` as it is typed into a box, in either language: `01/11/2026`. */
export function writeDay(day: string): string {
  return day.split('-').reverse().join('/')
}

const numbers = {
  vi: new Intl.NumberFormat('vi', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 1 }),
}

/** A number as people write it: `1.234,5`, `1,234.5`. */
export function sayNumber(value: number, language: Language): string {
  return numbers[language].format(value)
}

/** Whole days between an instant and now, counted by the calendar in Việt Nam. */
export function daysSince(instant: string, now: string): number {
  return dayNumber(now) - dayNumber(instant)
}
