import { randomUUID } from 'node:crypto'
import type { StaffRole } from '../../contract/identity.ts'
import type { Executor } from '../platform/database/index.ts'
import { logChanges } from '../platform/records/index.ts'
import { tables } from './tables.ts'
import type { Viewer } from './viewer.ts'

/** Somebody who does not exist: an account with a role and no password, so nobody can sign in. */
export type InventedPerson = { name: string; email: string; role: StaffRole; agency: string | null }

/** Makes the accounts that are missing; answers with all of them, by e-mail address. */
export async function inventStaff(
  tx: Executor,
  people: InventedPerson[],
): Promise<Map<string, Viewer>> {
  const found = await viewersOf(tx, people)
  const missing = people.filter(({ email }) => !found.has(email))
  if (missing.length === 0) return found
  const made = missing.map(({ role, agency, ...person }) => {
    return { ...person, id: randomUUID(), grants: [{ role, agency }] }
  })
  await tables(tx)
    .insertInto('identity.users')
    .values(made.map(({ id, name, email }) => ({ id, name, email, email_verified: true })))
    .execute()
  await tables(tx)
    .insertInto('identity.grants')
    .values(made.flatMap(({ id, grants }) => grants.map((grant) => ({ user_id: id, ...grant }))))
    .execute()
  const changes = made.map(({ id, name, email, grants }) => {
    const after = { name, email, grants, disabled: false }
    return { key: id, code: id, before: undefined, after }
  })
  await logChanges(tx, 'people', changes, { actor: null, origin: 'command' })
  for (const person of made) found.set(person.email, person)
  return found
}

/** Those of them who are there, with the role they are asked for. */
async function viewersOf(tx: Executor, people: InventedPerson[]): Promise<Map<string, Viewer>> {
  if (people.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('identity.users')
    .select(['id', 'name', 'email'])
    .where(
      'email',
      'in',
      people.map(({ email }) => email),
    )
    .execute()
  const wanted = new Map(people.map((person) => [person.email, person]))
  return new Map(
    rows.map((row) => {
      const { role, agency } = wanted.get(row.email)!
      return [row.email, { ...row, grants: [{ role, agency }] }]
    }),
  )
}
