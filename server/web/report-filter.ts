import { publicFilter } from '../../contract/public.ts'
import type { PublicFilter } from '../../contract/public.ts'
import type { FieldError } from '../../contract/errors.ts'
import type { Refusal, Typed } from '../../web/citizen/page.ts'

/** Nothing was reported before, and a database knows no year 0. */
const firstYear = 1900

/**
 * A day as people write it – `1/11/2026`, with strokes, dots, hyphens or spaces – or as addresses
 * do, `2026-11-01`; as the latter, or null for what is no day. Never the month before the day.
 */
export function dayIn(typed: string): string | null {
  const text = typed.trim()
  const written = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text)
  const [, date = '', month = '', year = ''] = written ?? []
  const day = written ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` : text
  const read = publicFilter.from.safeParse(day)
  return read.success && read.data && Number(day.slice(0, 4)) >= firstYear ? day : null
}

/**
 * The filter in an address, with the days as they were typed and what is wrong with them. Anything
 * else that cannot be one is left out: people choose it, and a mistyped address still opens.
 */
export function filterIn(query: Record<string, unknown>): {
  filter: PublicFilter
  typed: Typed
  refusal: Refusal | null
} {
  const filter: Record<string, unknown> = {}
  const typed: Typed = {}
  const fields: FieldError[] = []
  for (const [name, schema] of Object.entries(publicFilter)) {
    const value = query[name]
    if (typeof value !== 'string' || value.trim() === '') continue
    const text = value.slice(0, 100)
    const isDay = name === 'from' || name === 'to'
    const read = schema.safeParse(isDay ? (dayIn(text) ?? text) : text)
    const isRead = read.success && read.data !== undefined && !(isDay && dayIn(text) === null)
    if (isRead) filter[name] = read.data
    if (!isDay) continue
    typed[name] = text
    if (!isRead) fields.push({ path: name, code: 'invalid_day' })
  }
  const { from, to } = filter as PublicFilter
  if (from && to && to < from) {
    fields.push({ path: 'to', code: 'before_from' })
    delete filter.to
  }
  return { filter, typed, refusal: fields.length > 0 ? { fields, problem: null } : null }
}
