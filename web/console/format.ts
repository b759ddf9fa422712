import { language, translate } from './i18n.ts'

const zone = 'Asia/Ho_Chi_Minh'
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  weekday: 'short',
  hourCycle: 'h23',
})
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const readings = new Map<number, Reading>()
type Reading = ReturnType<typeof readAnew>

/** The Vietnamese clock's reading of an instant; a list asks for the same ones again and again. */
function read(at: string | Date): Reading {
  const instant = new Date(at).getTime()
  const reading = readings.get(instant) ?? readAnew(instant)
  if (readings.size > 5_000) readings.clear()
  readings.set(instant, reading)
  return reading
}

function readAnew(instant: number) {
  const read = Object.fromEntries(
    parts.formatToParts(instant).map(({ type, value }) => [type, value]),
  ) as Record<Intl.DateTimeFormatPartTypes, string>
  return {
    year: read.year,
    day: `${read.day}/${read.month}`,
    time: `${read.hour}:${read.minute}`,
    weekday: weekdays.indexOf(read.weekday),
  }
}

/** `14:30 17/11`, with the year when it is not this one. */
export function dateTime(at: string, now = new Date()): string {
  const then = read(at)
  return `${then.time} ${then.day}${then.year === read(now).year ? '' : `/${then.year}`}`
}

/** `14:30:05 17/11/2026`, where the second matters. */
export function exactTime(at: string): string {
  const then = read(at)
  const second = String(new Date(at).getUTCSeconds()).padStart(2, '0')
  return `${then.time}:${second} ${then.day}/${then.year}`
}

/** `17:00 thứ Tư 25/11` – a deadline as people say it. */
export function deadline(at: string, now = new Date()): string {
  const then = read(at)
  const weekday = translate(`weekday.${then.weekday}`)
  return `${then.time} ${weekday} ${then.day}${then.year === read(now).year ? '' : `/${then.year}`}`
}

/** A day without a time, as an input of type `date` gives it, as `25/11/2026`. */
export function plainDay(day: string): string {
  return day.split('-').reverse().join('/')
}

const hour = 3_600_000
const day = 24 * hour
const lengths = { days: day, hours: hour, minutes: 60_000 }

/** `Còn 2 ngày`, `Quá hạn 3 giờ`: what is left until a deadline the server has set. */
export function timeLeft(dueAt: string, now: Date): { late: boolean; soon: boolean; text: string } {
  const left = new Date(dueAt).getTime() - now.getTime()
  const span = Math.abs(left)
  const late = left < 0
  const unit = span >= day ? 'days' : span >= hour ? 'hours' : 'minutes'
  return {
    late,
    soon: !late && span < day,
    text: translate(late ? `late.${unit}` : `left.${unit}`, {
      count: Math.max(1, Math.floor(span / lengths[unit])),
    }),
  }
}

// Making one takes longer than a hundred uses of it.
const figures = { vi: new Intl.NumberFormat('vi-VN'), en: new Intl.NumberFormat('en-GB') }

/** Figures as Vietnamese (or English) readers group them. */
export function figure(value: number): string {
  return figures[language()].format(value)
}
