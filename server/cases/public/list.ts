import { sql } from 'kysely'
import { normalizeDigits } from '../../../contract/codes.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Rules } from '../catalogue.ts'
import { readCursor, writeCursor } from '../queries.ts'
import { tables } from '../tables.ts'
import type { CaseRecord } from '../tables.ts'
import { isShown, matches } from './filter.ts'
import type { ShownQuery } from './filter.ts'

/** Where a page begins: after (older than) or before (newer than) a report; the newest when absent. */
export type PageQuery = {
  before?: string | undefined
  after?: string | undefined
  limit: number
}

/** One page of what a filter finds; `newer` and `older` are where the pages beside it begin. */
export type ShownPage = {
  rows: CaseRecord[]
  total: number
  newer: string | null
  older: string | null
}

/**
 * What of a row may be shown: a text of before, when the subject was closed, is none.
 */
export const asShown = (row: CaseRecord): CaseRecord =>
  row.public
    ? row
    : { ...row, published_title: null, published_text: null, published_answer: null, rating: null }

/** Reports that anybody may see: the newest first, by their answer where only answered ones are asked for. */
export async function listShown(
  executor: Executor,
  rules: Rules,
  query: ShownQuery & PageQuery,
): Promise<ShownPage> {
  const { state, limit } = query
  const byAnswer = state !== undefined && state !== 'open' && state !== 'overdue'
  const column = byAnswer ? 'answered_at' : 'submitted_at'
  const found = matches(rules, query)
  const backwards = query.after !== undefined
  const direction = backwards ? 'asc' : 'desc'
  let select = tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    // To the microsecond: a cursor of milliseconds would meet the row it was made of again.
    .select(
      sql<string>`to_char(${sql.ref(column)} at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('cursor'),
    )
    .where(found)
    .where(column, 'is not', null)
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(limit + 1)
  const from = query.after ?? query.before
  if (from !== undefined) {
    const [at, id] = readCursor(from, backwards ? 'after' : 'before')
    const side = backwards ? sql`>` : sql`<`
    select = select.where(
      sql<boolean>`(${sql.ref(column)}, id) ${side} (${at}::timestamptz, ${id}::uuid)`,
    )
  }
  const counted = sql<{ total: number }>`
    select count(*)::int as total from cases.cases
    where ${found} and ${sql.ref(column)} is not null`
  const [rows, { rows: counts }] = await Promise.all([
    select.execute(),
    counted.execute(tables(executor)),
  ])
  const hasMore = rows.length > limit
  const page = rows.slice(0, limit)
  if (backwards) page.reverse()
  const cursor = (row: (typeof page)[number] | undefined) =>
    row ? writeCursor([row.cursor, row.id]) : null
  return {
    rows: page.map((row) => asShown(row)),
    total: counts[0]!.total,
    newer: (backwards ? hasMore : from !== undefined) ? cursor(page[0]) : null,
    older: (backwards ? from !== undefined : hasMore) ? cursor(page.at(-1)) : null,
  }
}

/** A report that anybody may see, by its number, or null. */
export async function findShown(
  executor: Executor,
  rules: Rules,
  number: string,
): Promise<CaseRecord | null> {
  const row = await tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('number', '=', normalizeDigits(number))
    .where(isShown(rules))
    .executeTakeFirst()
  return row ? asShown(row) : null
}

/** The agencies that have a report anybody may see. */
export async function shownAgencies(executor: Executor, rules: Rules): Promise<string[]> {
  // One look into the index for each agency, however many reports it has.
  const { rows } = await sql<{ agency: string }>`
    with recursive found as (
      (select agency from cases.cases where agency > '' and ${isShown(rules)}
        order by agency limit 1)
      union all
      select (select agency from cases.cases where agency > found.agency and ${isShown(rules)}
        order by agency limit 1)
      from found where found.agency is not null
    )
    select agency from found where agency is not null`.execute(tables(executor))
  return rows.map(({ agency }) => agency)
}
