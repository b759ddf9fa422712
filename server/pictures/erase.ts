import { sql } from 'kysely'
import { pictureSizes } from '../../contract/pictures.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

// Rows only: a row of `leftovers` speaks of each file until the broom has removed it.

/** Without the time that a file in the making is given. */
const atOnce = sql`timestamptz '2000-01-01'`
const sizes = sql`unnest(${[...pictureSizes]}::text[]) as size`

/** Removes what the reporter of a case sent, with every public copy of it. */
export async function erasePictures(tx: Executor, caseId: string): Promise<void> {
  await remove(tx, sql<boolean>`l.case_id = ${caseId} and l.kind = 'report'`)
}

/**
 * Ends the originals of some cases: of what is shown to everybody the covered copy stays, what the
 * reporter sent and nobody published goes whole. What an agency proved its answer with, unpublished,
 * stays with the case. Answers how many originals went.
 */
export async function endOriginals(tx: Executor, caseIds: string[]): Promise<number> {
  const mine = sql<boolean>`l.case_id = any(${caseIds}::uuid[])`
  const { rows } = await sql<{ id: string }>`
    update pictures.pictures p set original_gone_at = now(), sha256 = '', faces = '[]'
    from pictures.links l
    where l.picture_id = p.id and ${mine} and l.approved and p.original_gone_at is null
    returning p.id`.execute(tables(tx))
  await leave(
    tx,
    rows.map(({ id }) => id),
  )
  return (
    rows.length + (await remove(tx, sql<boolean>`${mine} and l.kind = 'report' and not l.approved`))
  )
}

async function remove(tx: Executor, which: ReturnType<typeof sql<boolean>>): Promise<number> {
  const { rows } = await sql<{ id: string; copy: string | null }>`
    select p.id, c.id as copy
    from pictures.links l
    join pictures.pictures p on p.id = l.picture_id
    left join pictures.copies c on c.picture_id = p.id
    where ${which} for update of l, p`.execute(tables(tx))
  const ids = rows.map(({ id }) => id)
  await leave(
    tx,
    rows.flatMap(({ id, copy }) => (copy === null ? [id] : [id, copy])),
  )
  for (const table of ['copies', 'reads', 'links'] as const) {
    await sql`delete from ${sql.table(`pictures.${table}`)} where picture_id = any(${ids}::uuid[])`.execute(
      tables(tx),
    )
  }
  await sql`delete from pictures.pictures where id = any(${ids}::uuid[])`.execute(tables(tx))
  return ids.length
}

async function leave(tx: Executor, ids: string[]): Promise<void> {
  await sql`
    insert into pictures.leftovers (key, at)
    select id || '.' || size, ${atOnce} from unnest(${ids}::text[]) as id, ${sizes}
    on conflict (key) do update set at = excluded.at`.execute(tables(tx))
}

const due = (days: number) => sql<boolean>`
  p.original_gone_at is null and (l.kind = 'report' or l.approved)
  and p.at < now() - make_interval(days => ${days}::int)`

/** Cases after one id, in order, with originals from more than so many days ago. */
export async function casesWithOriginals(
  executor: Executor,
  { days, after, limit }: { days: number; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct l.case_id::text as id
    from pictures.links l join pictures.pictures p on p.id = l.picture_id
    where ${due(days)} and (${after} = '' or l.case_id::text > ${after})
    order by id limit ${limit}`.execute(tables(executor))
  return rows.map(({ id }) => id)
}

/** How many originals are from more than so many days ago. */
export async function countOriginals(executor: Executor, days: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from pictures.links l join pictures.pictures p on p.id = l.picture_id
    where ${due(days)}`.execute(tables(executor))
  return rows[0]!.count
}
