import { todayInVietnam } from '../administration/day.ts'

/** The periods that go along with the day, in days. */
export const spans = ['1', '7', '30', '90'] as const
export type SpanDays = (typeof spans)[number]

/** What the page's address says: the last so many days, or from one day to another. */
export type OverviewSearch = { ky?: SpanDays; tu?: string; den?: string }

const day = /^\d{4}-\d\d-\d\d$/
const usual: SpanDays = '7'

/** Takes what is known out of an address; the rest is dropped. */
export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const { tu, den } = search
  if (typeof tu === 'string' && typeof den === 'string' && day.test(tu) && day.test(den)) {
    return { tu, den }
  }
  const ky = spans.find((span) => span === String(search.ky))
  return ky ? { ky } : {}
}

/** The days that are asked for; `span` is null where they were chosen one by one. */
export function periodOf({ ky = usual, tu, den }: OverviewSearch): {
  from: string
  to: string
  span: SpanDays | null
} {
  if (tu && den) return { from: tu, to: den, span: null }
  const to = todayInVietnam()
  return { from: daysLater(to, 1 - Number(ky)), to, span: ky }
}

/** A day so many days after another, `YYYY-MM-DD`. */
export function daysLater(from: string, days: number): string {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10)
}
