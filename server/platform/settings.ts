import { sql } from 'kysely'
import { tablesOf } from './database/index.ts'
import type { Executor } from './database/index.ts'

const tables = tablesOf('platform')

/** A fact about this installation, or null. */
export async function readSetting(executor: Executor, key: string): Promise<unknown> {
  const row = await tables(executor)
    .selectFrom('platform.settings')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.value ?? null
}

/** Keeps a fact about this installation. */
export async function writeSetting(
  executor: Executor,
  key: string,
  value: string | number | boolean,
): Promise<void> {
  const json = sql<string>`${JSON.stringify(value)}::jsonb`
  await tables(executor)
    .insertInto('platform.settings')
    .values({ key, value: json })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json }))
    .execute()
}
