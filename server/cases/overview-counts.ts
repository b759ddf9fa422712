import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Executor } from '../platform/database/index.ts'
import { became } from './filters.ts'
import { tables } from './tables.ts'

/** Moments from the first on, before the second. */
export type Span = { start: Date; end: Date }
/** Which communes' reports count, by the codes of the reports' own time; null: all. */
export type Scope = { communes: string[] | null }

const ours = ({ communes }: Scope) => sql<boolean>`type = 'field_report'
  and ${communes === null ? sql`true` : sql`commune = any(${communes})`}`
const within = ({ start, end }: Span) => sql<boolean>`submitted_at >= ${start}
  and submitted_at < ${end}`
const { answered: isAnswered, on_time: isOnTime, overdue: isLate } = became
const localDay = sql<string>`(submitted_at at time zone 'Asia/Ho_Chi_Minh')::date`

async function rowsOf<Row>(executor: Executor, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(tables(executor))).rows
}

/** When the first report came: before it nothing is known. */
export async function firstReport(executor: Executor, scope: Scope): Promise<Date | null> {
  const [row] = await rowsOf(
    executor,
    sql<{ first: Date | null }>`
      select submitted_at as first from cases.cases where ${ours(scope)}
      order by submitted_at limit 1`,
  )
  return row?.first ?? null
}

export type DayCounts = { day: string; received: number; answered: number; onTime: number }

/** What came on each day of a span, and what became of it. */
export function countDays(executor: Executor, scope: Scope, span: Span): Promise<DayCounts[]> {
  return rowsOf(
    executor,
    sql<DayCounts>`
      select ${localDay} as day, count(*) as received,
        count(*) filter (where ${isAnswered}) as answered,
        count(*) filter (where ${isOnTime}) as "onTime"
      from cases.cases where ${ours(scope)} and ${within(span)} group by 1`,
  )
}

export type RatingCounts = { rating: string; count: number }

export function countRatings(
  executor: Executor,
  scope: Scope,
  span: Span,
): Promise<RatingCounts[]> {
  return rowsOf(
    executor,
    sql<RatingCounts>`
      select rating, count(*) as count from cases.cases
      where ${ours(scope)} and ${within(span)} and rating is not null group by 1`,
  )
}

export type Late = {
  agency: string | null
  count: number
  days: number
  id: string
  number: string
}

/** What is past its deadline now, by who has it; with the one that has waited longest. */
export function countLate(executor: Executor, scope: Scope): Promise<Late[]> {
  return rowsOf(
    executor,
    sql<Late>`
      select agency, count(*) as count,
        floor(extract(epoch from now() - min(due_at)) / 86400)::int as days,
        (array_agg(id order by due_at, id))[1] as id,
        (array_agg(number order by due_at, id))[1] as number
      from cases.cases where ${ours(scope)} and ${isLate}
      group by agency order by min(due_at)`,
  )
}

export type AgencyCounts = { agency: string; received: number; answered: number; onTime: number }

/** By the agency that has it, or answered it. */
export function countAgencies(
  executor: Executor,
  scope: Scope,
  span: Span,
): Promise<AgencyCounts[]> {
  return rowsOf(
    executor,
    sql<AgencyCounts>`
      select agency, count(*) as received,
        count(*) filter (where ${isAnswered}) as answered,
        count(*) filter (where ${isOnTime}) as "onTime"
      from cases.cases where ${ours(scope)} and ${within(span)} and agency is not null group by 1`,
  )
}

/** The first day tells which unit a code meant; what came in the usual time counts in `base`. */
export type PlaceCounts = {
  subject: string
  commune: string
  day: string
  count: number
  base: number
}

/** By subject and commune: of a span, and of the usual time before it. */
export function countPlaces(
  executor: Executor,
  scope: Scope,
  span: Span,
  base: Span,
): Promise<PlaceCounts[]> {
  return rowsOf(
    executor,
    sql<PlaceCounts>`
      select subject, commune, min(${localDay}) as day,
        count(*) filter (where ${within(span)}) as count,
        count(*) filter (where ${within(base)}) as base
      from cases.cases
      where ${ours(scope)} and ${within({ start: base.start, end: span.end })}
      group by subject, commune`,
  )
}
