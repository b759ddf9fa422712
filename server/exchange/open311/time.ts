import { z } from 'zod'
import { badRequest } from './errors.ts'

/** Viet Nam has one zone and no summer time. */
const offset = '+07:00'
const day = 24 * 60 * 60 * 1000

/** `2026-11-23T17:00:00+07:00`. */
export function w3(instant: Date): string {
  const local = new Date(instant.getTime() + 7 * 60 * 60 * 1000)
  return local.toISOString().replace(/\.\d+Z$/, offset)
}

/** `17:00 23/11/2026`, as people in Viet Nam write it. */
export function spoken(instant: Date): string {
  const [date, time] = w3(instant).split('T') as [string, string]
  return `${time.slice(0, 5)} ${date.split('-').reverse().join('/')}`
}

const w3Date = z.iso.date()
const w3Instant = z.iso.datetime({ offset: true, local: true })

/** Reads a W3C date or instant; without a zone it is taken in Viet Nam's. */
function readInstant(name: string, typed: string): Date {
  // A "+" that was not encoded in an address arrives as a space.
  const text = typed.trim().replace(/ (?=\d\d:\d\d$)/, '+')
  if (w3Date.safeParse(text).success) return new Date(`${text}T00:00:00${offset}`)
  if (!w3Instant.safeParse(text).success) {
    throw badRequest(`${name} is not a W3C date and time such as 2026-11-21T08:00:00+07:00`)
  }
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : text + offset
  return new Date(zoned)
}

/** The widest range of time one request may ask for. */
export const maxRange = 90 * day

/** A half-open range from `start_date` and `end_date`: 90 days at most, the latest 90 by default. */
export function readRange(start: string | undefined, end: string | undefined) {
  const from = start === undefined ? null : readInstant('start_date', start)
  const last = end === undefined ? null : readInstant('end_date', end)
  if (from && last) {
    if (last < from) throw badRequest('end_date is before start_date')
    if (last.getTime() - from.getTime() > maxRange) {
      throw badRequest('start_date and end_date may not span more than 90 days')
    }
  }
  // Our own answers name whole seconds, and end_date counts as in the range: its second does.
  if (last) {
    const until = new Date(last.getTime() + 1_000)
    return { from: from ?? new Date(last.getTime() - maxRange), to: until }
  }
  // A day more than now: the database's clock stamps reports, not this process's.
  if (!from) return { from: new Date(Date.now() - maxRange), to: new Date(Date.now() + day) }
  return { from, to: new Date(from.getTime() + maxRange) }
}
