import { sql } from 'kysely'
import type { AuditActor, AuditKind } from '../../../contract/audit.ts'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'

const tables = tablesOf('audit')

export type ReadEntry = {
  id: number
  seq: number | null
  at: Date
  kind: AuditKind
  actorKind: AuditActor
  actor: string | null
  subject: string | null
  data: Record<string, unknown>
  hash: string | null
  /** Where the next page begins, after this entry. */
  cursor: string
}

/**
 * Entries, newest first: of days in Vietnam (`YYYY-MM-DD`, both included), of a kind, of some
 * accounts, about some subjects.
 */
export async function readEntries(
  executor: Executor,
  which: {
    from?: string | undefined
    to?: string | undefined
    kind?: AuditKind | undefined
    actors?: string[] | undefined
    subjects?: string[] | undefined
    /** A `cursor`; another text finds nothing. */
    after?: string | undefined
    limit: number
  },
): Promise<ReadEntry[]> {
  const { from, to, kind, actors, subjects, after, limit } = which
  const start = (day: string) => sql`(${day}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`
  const [, micros, id] = /^(\d{1,18})\.(\d{1,18})$/.exec(after ?? '') ?? []
  if (after !== undefined && id === undefined) return []
  const where = [
    sql`true`,
    ...(from === undefined ? [] : [sql`at >= ${start(from)}`]),
    ...(to === undefined ? [] : [sql`at < ${start(to)} + interval '1 day'`]),
    ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
    // So that the index of rare kinds is known to fit.
    ...(kind === undefined || kind === 'action' || kind === 'change'
      ? []
      : [sql`kind not in ('action', 'change')`]),
    ...(actors === undefined ? [] : [sql`actor = any(${actors}::text[])`]),
    ...(subjects === undefined ? [] : [sql`subject = any(${subjects}::text[])`]),
    ...(id === undefined
      ? []
      : [
          sql`(at, id) < (timestamptz 'epoch' + ${micros!}::bigint * interval '1 us', ${id}::bigint)`,
        ]),
  ]
  const { rows } = await sql<ReadEntry>`
    select id, seq, at, kind, actor_kind as "actorKind", actor, subject, data,
      encode(hash, 'hex') as hash,
      (extract(epoch from at) * 1000000)::bigint || '.' || id as cursor
    from audit.entries where ${sql.join(where, sql` and `)}
    order by at desc, id desc limit ${limit}`.execute(tables(executor))
  return rows
}

/** The chain's end, what waits behind it, and the newest signed day. */
export async function readEnd(executor: Executor): Promise<{
  sealed: { seq: number; at: Date } | null
  waiting: number
  head: { day: string; seq: number; at: Date } | null
}> {
  const { rows } = await sql<{
    sealed: { seq: number; at: string } | null
    waiting: number
    head: { day: string; seq: number; at: string } | null
  }>`select
    (select jsonb_build_object('seq', seq, 'at', at) from audit.entries
      where seq is not null order by seq desc limit 1) as sealed,
    (select count(*) from audit.entries where seq is null) as waiting,
    (select jsonb_build_object('day', day, 'seq', seq, 'at', at) from audit.heads
      order by day desc limit 1) as head`.execute(tables(executor))
  const { sealed, waiting, head } = rows[0]!
  return {
    sealed: sealed && { ...sealed, at: new Date(sealed.at) },
    waiting,
    head: head && { ...head, at: new Date(head.at) },
  }
}
