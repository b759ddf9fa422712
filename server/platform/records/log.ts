import { sql } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'
import { inChunks } from './chunks.ts'

const tables = tablesOf('platform')

/** Who writes, from where (`pack hue`, `import`, `console`), and why, for the log of changes. */
export type Writer = { actor: string | null; origin: string; reason?: string | undefined }

/** One thing as it was and as it is now; `undefined` where there was or is none. */
export type Change = {
  key: string
  code: string
  before: Record<string, unknown> | undefined
  after: Record<string, unknown> | undefined
}

/** One line of the log as readers see it; a geometry is `{type, digest}`. */
export type LoggedChange = {
  id: number
  kind: string
  code: string
  key: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  actor: string | null
  origin: string
  reason: string | null
  at: Date
}

/** Writes changes of one kind into the append-only log, in the transaction that makes them. */
export async function logChanges(
  tx: Executor,
  kind: string,
  changes: Change[],
  writer: Writer,
): Promise<void> {
  const { actor, origin, reason = null } = writer
  for (const some of inChunks(changes)) {
    await sql`insert into platform.changes (kind, key, code, before, after, actor, origin, reason)
      select ${kind}, c.key, c.code, c.before, c.after, ${actor}, ${origin}, ${reason}
      from jsonb_to_recordset(${JSON.stringify(some)}::jsonb)
        as c(key text, code text, before jsonb, after jsonb)`.execute(tables(tx))
  }
}

/** Changes, newest first: of everything, of a kind, or of one code or record of it. */
export async function readChanges(
  executor: Executor,
  which: {
    kind?: string | undefined
    code?: string | undefined
    key?: string | undefined
    /** Only those older than this id. */
    before?: number | undefined
    limit: number
  },
): Promise<LoggedChange[]> {
  const { kind, code, key, before, limit } = which
  const where = [
    sql`true`,
    ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
    ...(code === undefined ? [] : [sql`code = ${code}`]),
    ...(key === undefined ? [] : [sql`key = ${key}`]),
    ...(before === undefined ? [] : [sql`id < ${before}`]),
  ]
  // A boundary has hundreds of kilobytes; a list of changes needs to know that it is another one.
  const slim = (column: string) => sql`case when ${sql.ref(column)} ? 'geometry'
    then jsonb_set(${sql.ref(column)}, '{geometry}', jsonb_build_object(
      'type', ${sql.ref(column)} -> 'geometry' -> 'type',
      'digest', md5(${sql.ref(column)} ->> 'geometry')))
    else ${sql.ref(column)} end`
  const { rows } = await sql<LoggedChange>`
    select id, kind, code, key, ${slim('before')} as before, ${slim('after')} as after,
      actor, origin, reason, at
    from platform.changes where ${sql.join(where, sql` and `)}
    order by id desc limit ${limit}`.execute(tables(executor))
  return rows
}

/**
 * The end that a record had before it was ended on the day `until` (null: it had none), by the last
 * change that did so; undefined when it never had another end.
 */
export async function endBefore(
  executor: Executor,
  kind: string,
  key: string,
  until: string,
): Promise<{ until: string | null } | undefined> {
  const { rows } = await sql<{ until: string | null }>`
    select before ->> 'validTo' as until from platform.changes
    where kind = ${kind} and key = ${key} and after ->> 'validTo' = ${until}
      and before is not null and before ->> 'validTo' is distinct from after ->> 'validTo'
    order by id desc limit 1`.execute(tables(executor))
  return rows[0]
}

/** The keys of a kind's records that something else than a pack changed last, or took out. */
export async function changedSincePacks(executor: Executor, kind: string): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from (
      select distinct on (key) key, origin from platform.changes
      where kind = ${kind} order by key, id desc
    ) as last where origin not like 'pack %'`.execute(tables(executor))
  return new Set(rows.map(({ key }) => key))
}
