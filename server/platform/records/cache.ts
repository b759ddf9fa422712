import { sql } from 'kysely'
import type { KindName } from '../../../contract/records/shared.ts'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'

const tables = tablesOf('platform')
const checkEvery = 1_000

/** What changes when records of these kinds, settings or the day in Vietnam do. */
async function readVersion(executor: Executor, kinds: readonly KindName[]): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select concat_ws(' ',
      (select max(last.id) from unnest(${kinds}::text[]) as wanted(kind),
        lateral (select max(id) as id from platform.changes c where c.kind = wanted.kind) as last),
      (select md5(string_agg(key || value::text, ' ' order by key)) from platform.settings),
      (now() at time zone 'Asia/Ho_Chi_Minh')::date) as version`.execute(tables(executor))
  return rows[0]!.version
}

/**
 * A reader of something made from records of some kinds that loads it again only when one of them, a
 * setting or the day has changed; it asks once a second at most. A failed load is not kept.
 */
export function whenChanged<Value>(
  executor: Executor,
  kinds: readonly KindName[],
  load: (executor: Executor) => Promise<Value>,
): () => Promise<Value> {
  let kept: { version: string; value: Promise<Value> } | null = null
  let asked: { version: Promise<string>; until: number } | null = null

  const version = () => {
    const now = performance.now()
    if (!asked || now > asked.until) {
      asked = { version: readVersion(executor, kinds), until: now + checkEvery }
      asked.version.catch(() => (asked = null))
    }
    return asked.version
  }
  return async () => {
    const current = await version()
    if (kept?.version !== current) {
      const value = load(executor)
      const mine = { version: current, value }
      kept = mine
      value.catch(() => {
        if (kept === mine) kept = null
      })
    }
    return kept.value
  }
}
