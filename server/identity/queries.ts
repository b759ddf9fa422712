import { sql } from 'kysely'
import type { Me, StaffRole } from '../../contract/identity.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'
import { agenciesOf } from './viewer.ts'
import type { Session } from './sessions.ts'
import type { Viewer } from './viewer.ts'

const byName = new Intl.Collator('vi')
const today = sql<string>`(now() at time zone 'Asia/Ho_Chi_Minh')::date`

/** Names by code: the last one, or the one that an agency had on a day (`YYYY-MM-DD`). */
export type AgencyNames = { get(code: string, day?: string): string | undefined }

/** The names of agencies, past ones included; an unknown code has none. */
export async function agencyNames(executor: Executor, codes: string[]): Promise<AgencyNames> {
  const rows =
    codes.length === 0
      ? []
      : await tables(executor)
          .selectFrom('identity.agencies')
          .select(['code', 'name', sql<string>`valid_from`.as('from')])
          .where('code', 'in', codes)
          .orderBy('valid_from')
          .execute()
  const byCode = Map.groupBy(rows, ({ code }) => code)
  return {
    get(code, day) {
      const periods = byCode.get(code)
      const then = day && periods?.findLast(({ from }) => from <= day)
      return (then || (day ? periods?.[0] : periods?.at(-1)))?.name
    },
  }
}

/** The agencies of today. */
export const inForce = (executor: Executor) =>
  tables(executor)
    .selectFrom('identity.agencies')
    .where('valid_from', '<=', today as never)
    .where((row) => row.or([row('valid_to', 'is', null), row('valid_to', '>', today as never)]))

/** Whether there is such an agency today. */
export async function agencyExists(executor: Executor, code: string): Promise<boolean> {
  const row = await inForce(executor).select('code').where('code', '=', code).executeTakeFirst()
  return row !== undefined
}

/** The agencies of today, in Vietnamese order. */
export async function listAgencies(executor: Executor) {
  const rows = await inForce(executor).select(['code', 'name', 'kind', 'parent', 'areas']).execute()
  return rows
    .map((row) => ({ ...row, areas: row.areas as string[] | null }))
    .sort((a, b) => byName.compare(a.name, b.name))
}

/** Which agency of today stands below which. */
export async function agencyParents(executor: Executor): Promise<Map<string, string | null>> {
  const rows = await inForce(executor).select(['code', 'parent']).execute()
  return new Map(rows.map((row) => [row.code, row.parent]))
}

/** The names of staff by id; an unknown id is absent. */
export async function staffNames(executor: Executor, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(executor)
    .selectFrom('identity.users')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/**
 * Whether cases of the agency in a commune may be given to this person: an officer of it there who
 * can sign in.
 */
export async function isOfficerOf(
  executor: Executor,
  userId: string,
  agency: string,
  commune: string,
): Promise<boolean> {
  const row = await tables(executor)
    .selectFrom('identity.held')
    .innerJoin('identity.users', 'identity.users.id', 'identity.held.user_id')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('agency', '=', agency)
    .where('role', '=', 'officer')
    .where(sql<boolean>`(areas is null or ${commune} = any(areas))`)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The officers of an agency that a case in a commune may be given to, in Vietnamese order. */
export async function officersOf(
  executor: Executor,
  agency: string,
  commune: string,
): Promise<{ id: string; name: string }[]> {
  const rows = await tables(executor)
    .selectFrom('identity.held')
    .innerJoin('identity.users', 'identity.users.id', 'identity.held.user_id')
    .select(['identity.users.id', 'name'])
    .distinct()
    .where('agency', '=', agency)
    .where('role', '=', 'officer')
    .where(sql<boolean>`(areas is null or ${commune} = any(areas))`)
    .where('disabled_at', 'is', null)
    .execute()
  return rows.sort((a, b) => byName.compare(a.name, b.name))
}

/** Everybody in the viewer's own agencies, one line per agency and role, in Vietnamese order. */
export async function listColleagues(executor: Executor, viewer: Viewer) {
  const agencies = agenciesOf(viewer)
  if (agencies.length === 0) return []
  const rows = await tables(executor)
    .selectFrom('identity.grants')
    .innerJoin('identity.users', 'identity.users.id', 'identity.grants.user_id')
    .select(['identity.users.id', 'name', 'agency', 'role'])
    .where('agency', 'in', agencies)
    .where('disabled_at', 'is', null)
    .execute()
  return rows
    .map((row) => ({ ...row, agency: row.agency!, role: row.role as StaffRole }))
    .sort((a, b) => byName.compare(a.name, b.name) || a.role.localeCompare(b.role))
}

/** Who may act at the centre today, in Vietnamese order. */
export async function centreStaff(executor: Executor): Promise<{ id: string; name: string }[]> {
  const rows = await tables(executor)
    .selectFrom('identity.grants')
    .innerJoin('identity.users', 'identity.users.id', 'identity.grants.user_id')
    .select(['identity.users.id', 'name'])
    .distinct()
    .where('role', 'in', ['operator', 'shift_lead'])
    .where('disabled_at', 'is', null)
    .execute()
  return rows.sort((a, b) => byName.compare(a.name, b.name))
}

/** The session as the contract shows it, with the names of the agencies. */
export async function describeSession(executor: Executor, session: Session): Promise<Me> {
  const { viewer } = session
  const names = await agencyNames(executor, agenciesOf(viewer))
  const givers = await staffNames(
    executor,
    viewer.grants.flatMap(({ actingFor }) => actingFor ?? []),
  )
  return {
    id: viewer.id,
    name: viewer.name,
    email: viewer.email,
    roles: viewer.grants.map(({ role, agency, areas, actingFor }) => ({
      role,
      agency: agency === null ? null : { code: agency, name: names.get(agency) ?? agency },
      areas: areas ?? null,
      actingFor: actingFor ? (givers.get(actingFor) ?? '') : null,
    })),
    state: session.state,
    secondFactor: session.hasSecondFactor ? 'on' : session.isDemo ? 'skipped' : 'off',
    lacking: session.lacking,
    hasPasskey: session.hasPasskey,
    lockAfter: session.lockAfter,
  }
}
