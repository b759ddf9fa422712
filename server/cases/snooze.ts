import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import type { Viewer } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { visible } from './filters.ts'
import { tables } from './tables.ts'

/** Whether the viewer has put a row of `cases.cases` off and nobody has acted on it since. */
export function putOff({ id }: Viewer) {
  return sql<boolean>`exists (select from cases.snoozes s
    where s.person = ${id} and s.case_id = cases.cases.id and s.until > now()
      and s.version = cases.cases.version)`
}

/** The same for a query of many rows that ends with `from cases.cases`: joined once, asked often. */
export const withSnoozes = ({ id }: Viewer) => sql`left join cases.snoozes s
  on s.person = ${id} and s.case_id = cases.cases.id and s.until > now()
  and s.version = cases.cases.version`
export const isJoined = sql<boolean>`s.case_id is not null`

/** Until when the viewer has put off each of these cases; the others are absent. */
export async function snoozesOf(
  executor: Executor,
  viewer: Viewer,
  ids: string[],
): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; until: Date }>`
    select s.case_id as id, s.until from cases.snoozes s join cases.cases c on c.id = s.case_id
    where s.person = ${viewer.id} and s.case_id = any(${ids}::uuid[]) and s.until > now()
      and s.version = c.version`.execute(tables(executor))
  return new Map(rows.map(({ id, until }) => [id, until]))
}

/** Longer is forgetting. */
const longest = sql`interval '90 days'`

/**
 * Puts cases that the viewer sees off for them alone, or (null) back. Answers with how many.
 * @throws Failure invalid_input for a time that is past or too far
 */
export async function snooze(
  tx: Executor,
  viewer: Viewer,
  { ids, until }: { ids: string[]; until: string | null },
): Promise<number> {
  if (until === null) {
    const gone = await tables(tx)
      .deleteFrom('cases.snoozes')
      .where('person', '=', viewer.id)
      .where('case_id', 'in', ids)
      .executeTakeFirst()
    return Number(gone.numDeletedRows)
  }
  const { rows } = await sql<{ fits: boolean }>`
    select ${until}::timestamptz > now() and ${until}::timestamptz < now() + ${longest} as fits
  `.execute(tables(tx))
  if (!rows[0]!.fits) {
    throw new Failure('invalid_input', { fields: [{ path: 'until', code: 'out_of_range' }] })
  }
  // What has come back by itself is kept no longer.
  await tables(tx)
    .deleteFrom('cases.snoozes')
    .where('person', '=', viewer.id)
    .where('until', '<', sql<Date>`now()`)
    .execute()
  const written = await sql`
    insert into cases.snoozes (person, case_id, until, version)
    select ${viewer.id}, id, ${until}::timestamptz, version from cases.cases
    where id = any(${ids}::uuid[]) and ${visible(viewer)}
    on conflict (person, case_id) do update
      set until = excluded.until, version = excluded.version, at = now()`.execute(tables(tx))
  return Number(written.numAffectedRows ?? 0)
}
