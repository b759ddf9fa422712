import { sql } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'

const tables = tablesOf('platform')
const checkEvery = 1_000

/** What changes when records, settings or the day in Vietnam do. */
async function readVersion(executor: Executor): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select concat_ws(' ', (select max(id) from platform.changes),
      (select md5(string_agg(key || value::text, ' ' order by key)) from platform.settings),
      (now() at time zone 'Asia/Ho_Chi_Minh')::date) as version`.execute(tables(executor))
  return rows[0]!.version
}

/**
 * A reader of something made from records that loads it again only when a record, a setting or the
 * day has changed; it asks once a second at most. A failed load is not kept.
 */
export function whenChanged<Value>(
  executor: Executor,
  load: (executor: Executor) => Promise<Value>,
): () => Promise<Value> {
  let kept: { version: string; value: Promise<Value> } | null = null
  let asked: { version: Promise<string>; until: number } | null = null

  const version = () => {
    const now = performance.now()
    if (!asked || now > asked.until) {
      asked = { version: readVersion(executor), until: now + checkEvery }
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
