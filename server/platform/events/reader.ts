import { sql } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'
import type { NumberedEvent } from './index.ts'

const tables = tablesOf('platform')

/**
 * The events after a position, oldest first, at most `limit`; with `audience`, only those that
 * carry one of its tags. A reader that goes on from the last position it saw misses nothing:
 * positions become visible in their order. There may be holes between them.
 */
export async function readEvents(
  executor: Executor,
  options: { after: number; audience?: string[]; limit: number },
): Promise<NumberedEvent[]> {
  let query = tables(executor)
    .selectFrom('platform.events')
    .select(['position', 'type', 'subject', 'audience', 'data', 'at'])
    .where(sql<boolean>`position > ${options.after}`)
  if (options.audience) {
    query = query.where(sql<boolean>`audience && ${options.audience}::text[]`)
  }
  const rows = await query.orderBy('position').limit(options.limit).execute()
  return rows.map((row) => ({
    ...row,
    position: Number(row.position),
    data: row.data as NonNullable<NumberedEvent['data']>,
  }))
}

/** The last position that readers can see; 0 before the first event. */
export async function lastPosition(executor: Executor): Promise<number> {
  const row = await tables(executor)
    .selectFrom('platform.events')
    .select((select) => select.fn.max('position').as('last'))
    .executeTakeFirstOrThrow()
  return Number(row.last ?? 0)
}

/**
 * Whether a reader at `after` should start anew rather than catch up: more than `limit` events came
 * since, or the position lies in a future that this database (restored from a backup) never had.
 */
export async function isTooFarBehind(
  executor: Executor,
  options: { after: number; limit: number },
): Promise<boolean> {
  if (options.after > (await lastPosition(executor))) return true
  const row = await tables(executor)
    .selectFrom('platform.events')
    .select('position')
    .where(sql<boolean>`position > ${options.after}`)
    .orderBy('position')
    .offset(options.limit)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
