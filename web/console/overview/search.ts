import { todayInVietnam } from '../day.ts'

/** The periods that go along with the day, in days. */
export const spans = ['1', '7', '30', '90'] as const
export type SpanDays = (typeof spans)[number]

/** What the page's address says: the last so many days, or from one day to another. */
export type OverviewSearch = { days?: SpanDays; from?: string; to?: string }

const day = /^\d{4}-\d\d-\d\d$/
const usual: SpanDays = '7'

/** Takes what is known out of an address; the rest is dropped. */
export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const { from, to } = search
  if (typeof from === 'string' && typeof to === 'string' && day.test(from) && day.test(to)) {
    return { from, to }
  }
  const days = spans.find((span) => span === String(search.days))
  return days ? { days } : {}
}

/** The days that are asked for; `span` is null where they were chosen one by one. */
export function periodOf({ days = usual, from, to }: OverviewSearch): {
  from: string
  to: string
  span: SpanDays | null
} {
  if (from && to) return { from, to, span: null }
  const today = todayInVietnam()
  return { from: daysLater(today, 1 - Number(days)), to: today, span: days }
}

/** A day so many days after another, `YYYY-MM-DD`. */
export function daysLater(from: string, days: number): string {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10)
}
