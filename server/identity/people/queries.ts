import { sql } from 'kysely'
import type { Person } from '../../../contract/administration.ts'
import { foldText } from '../../../contract/fold.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import type { Executor } from '../../platform/database/index.ts'
import { agencyNames } from '../queries.ts'
import { tables } from '../tables.ts'

const byName = new Intl.Collator('vi')

/** An account as it is kept; whether failed sign-ins lock it is kept apart. */
export type KeptPerson = Omit<Person, 'lockedUntil'>

type Row = {
  id: string
  name: string
  email: string
  disabledAt: Date | null
  lastSeenAt: Date | null
  hasSecondFactor: boolean
  grants: { role: StaffRole; agency: string | null; areas: string[] | null }[]
}

/** Accounts with their roles, all or some. A province has a few thousand at most. */
async function readPeople(executor: Executor, ids?: string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select u.id, u.name, u.email, u.disabled_at as "disabledAt", u.last_seen_at as "lastSeenAt",
      exists (select from identity.protected f where f.user_id = u.id) as "hasSecondFactor",
      coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'agency', g.agency,
        'areas', g.areas)
        order by g.role, g.agency) filter (where g.role is not null), '[]') as grants
    from identity.users u left join identity.grants g on g.user_id = u.id
    ${ids ? sql`where u.id = any(${ids})` : sql``}
    group by u.id`.execute(tables(executor))
  return rows
}

async function present(executor: Executor, rows: Row[]): Promise<KeptPerson[]> {
  const agencies = rows.flatMap(({ grants }) => grants.flatMap(({ agency }) => agency ?? []))
  const names = await agencyNames(executor, [...new Set(agencies)])
  return rows.map(({ disabledAt, lastSeenAt, grants, ...row }) => ({
    ...row,
    grants: grants.map(({ role, agency, areas }) => ({
      role,
      agency,
      areas,
      agencyName: agency === null ? null : (names.get(agency) ?? agency),
    })),
    disabledAt: disabledAt?.toISOString() ?? null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }))
}

/** One account, or null. */
export async function findPerson(executor: Executor, id: string): Promise<KeptPerson | null> {
  const [person] = await present(executor, await readPeople(executor, [id]))
  return person ?? null
}

/** The staff in Vietnamese order of names, those whose name or e-mail contains every word of `q`. */
export async function listPeople(
  executor: Executor,
  query: {
    q?: string | undefined
    agency?: string | undefined
    role?: StaffRole | undefined
    offset: number
    limit: number
  },
): Promise<{ people: KeptPerson[]; total: number }> {
  const words = foldText(query.q ?? '').split(' ')
  const fits = ({ name, email, grants }: Row) => {
    const text = foldText(`${name} ${email}`)
    return (
      words.every((word) => text.includes(word)) &&
      (grants.length === 0
        ? !query.agency && !query.role
        : grants.some(
            ({ agency, role }) =>
              (!query.agency || agency === query.agency) && (!query.role || role === query.role),
          ))
    )
  }
  const found = (await readPeople(executor))
    .filter(fits)
    .sort((a, b) => byName.compare(a.name, b.name) || byName.compare(a.email, b.email))
  const page = found.slice(query.offset, query.offset + query.limit)
  return { people: await present(executor, page), total: found.length }
}
