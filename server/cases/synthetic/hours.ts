import { deadlineAfter, instantOf, localDay } from '../../places/index.ts'
import type { Calendar } from '../../places/index.ts'
import type { Random } from './random.ts'

/** When people get round to something. */

const minute = 60_000

/** The moment by which an office will have worked so many hours since another. */
export function workedAfter(
  calendar: Calendar,
  since: Date,
  hours: number,
  agency: string | null,
): Date {
  const unit = 'working_hours' as const
  return deadlineAfter(calendar, since, { amount: Math.max(hours, 0.02), unit }, agency)
}

/** The centre is staffed from 7 to 21 every day; for what is urgent day and night. */
export function centreAfter(since: Date, minutes: number, isUrgent: boolean): Date {
  const at = new Date(since.getTime() + minutes * minute)
  if (isUrgent) return at
  const day = localDay(at)
  const [opens, closes] = [instantOf(day, 7 * 60), instantOf(day, 21 * 60)]
  if (at.getTime() < opens) return new Date(opens + minutes * minute)
  if (at.getTime() < closes) return at
  return new Date(instantOf(day + 1, 7 * 60) + minutes * minute)
}

/** When a citizen looks at it: some hours later, never in the night. */
export function citizenAfter(since: Date, hours: number, random: Random): Date {
  const at = new Date(since.getTime() + hours * 60 * minute)
  const day = localDay(at)
  const wakes = instantOf(day, 6 * 60) + random.int(0, 110) * minute
  const sleeps = instantOf(day, 22 * 60 + 40)
  if (at.getTime() < wakes) return new Date(Math.max(wakes, since.getTime() + minute))
  if (at.getTime() < sleeps) return at
  return new Date(wakes + 24 * 60 * minute)
}
