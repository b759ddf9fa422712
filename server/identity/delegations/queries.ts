import { sql } from 'kysely'
import type { Delegation } from '../../../contract/delegations.ts'
import { ownDelegable } from '../../../contract/delegations.ts'
import { caseRoles } from '../../../contract/identity.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import type { Executor } from '../../platform/database/index.ts'
import { agencyNames } from '../queries.ts'
import { tables } from '../tables.ts'
import { isAdministrator } from '../viewer.ts'
import type { Viewer } from '../viewer.ts'

type Row = Omit<Delegation, 'agency' | 'begins' | 'ends'> & {
  agency: string | null
  begins: Date
  ends: Date
}

async function present(executor: Executor, rows: Row[]): Promise<Delegation[]> {
  const names = await agencyNames(executor, [...new Set(rows.flatMap((row) => row.agency ?? []))])
  return rows.map((row) => ({
    ...row,
    agency: row.agency && { code: row.agency, name: names.get(row.agency) ?? row.agency },
    begins: row.begins.toISOString(),
    ends: row.ends.toISOString(),
  })) as Delegation[]
}

const select = sql`
  select d.id, d.role, d.agency, d.begins_at as begins, d.ends_at as ends,
    jsonb_build_object('id', f.id, 'name', f.name) as "from",
    jsonb_build_object('id', t.id, 'name', t.name) as "to",
    case when d.withdrawn_at is not null then 'withdrawn'
      when d.ends_at <= now() then 'over'
      when f.disabled_at is not null or not exists (select from identity.grants g
        where g.user_id = d.from_id and g.role = d.role and g.agency is not distinct from d.agency)
        then 'lost'
      when d.begins_at > now() then 'later'
      else 'now' end as state
  from identity.delegations d
  join identity.users f on f.id = d.from_id
  join identity.users t on t.id = d.to_id`

/** What was handed over to or by somebody, newest first. */
export async function delegationsOf(executor: Executor, id: string): Promise<Delegation[]> {
  const { rows } = await sql<Row>`${select}
    where d.from_id = ${id} or d.to_id = ${id}
    order by d.begins_at desc, d.id limit 200`.execute(tables(executor))
  return present(executor, rows)
}

/** One delegation, or null. */
export async function findDelegation(executor: Executor, id: string): Promise<Delegation | null> {
  const { rows } = await sql<Row>`${select} where d.id = ${id}`.execute(tables(executor))
  return (await present(executor, rows))[0] ?? null
}

/** The roles that `viewer` may hand over for the holder `id`. */
export function delegableBy(viewer: Viewer, id: string): readonly StaffRole[] {
  if (isAdministrator(viewer)) return caseRoles
  return viewer.id === id ? ownDelegable : []
}

/** What may be handed over for somebody: their own roles of some kinds, each with who may take it. */
export async function possibleFor(executor: Executor, id: string, roles: readonly StaffRole[]) {
  const { rows } = await sql<{
    role: StaffRole
    agency: string | null
    people: { id: string; name: string }[]
  }>`
    select g.role, g.agency, coalesce((
      select jsonb_agg(distinct jsonb_build_object('id', u.id, 'name', u.name))
      from identity.grants o join identity.users u on u.id = o.user_id and u.disabled_at is null
      where o.user_id <> g.user_id and o.agency is not distinct from g.agency
        and o.role = any(${caseRoles})), '[]') as people
    from identity.grants g
    where g.user_id = ${id} and g.role = any(${roles})
    order by g.role, g.agency`.execute(tables(executor))
  const names = await agencyNames(executor, [...new Set(rows.flatMap((row) => row.agency ?? []))])
  const byName = new Intl.Collator('vi')
  return rows.map(({ role, agency, people }) => ({
    role,
    agency: agency === null ? null : { code: agency, name: names.get(agency) ?? agency },
    people: people.sort((a, b) => byName.compare(a.name, b.name)),
  }))
}
