import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Person } from '../../../contract/administration.ts'
import { Failure } from '../../../contract/errors.ts'
import { cleanText } from '../../../contract/text.ts'
import { once } from '../../platform/database/idempotency.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import type { Limits } from '../../platform/http/rate-limit.ts'
import { logChanges } from '../../platform/records/index.ts'
import type { Auth } from '../auth.ts'
import { hashOf, insertStaff, prepareStaff, writePassword } from '../commands.ts'
import { checkGrants, writeGrants } from '../grants.ts'
import type { Grant } from '../grants.ts'
import { readablePassword } from '../passwords.ts'
import type { Sessions } from '../sessions.ts'
import { tables } from '../tables.ts'
import type { Viewer } from '../viewer.ts'
import { findPerson } from './queries.ts'

export type People = {
  auth: Auth
  database: Database
  sessions: Sessions
  limits: Limits
}
type Command = { viewer: Viewer; key: Idempotency }

const writer = ({ viewer }: Command, reason?: string) => ({
  actor: viewer.id,
  origin: 'console',
  reason,
})

/** One at a time: the last administrator is counted among those of this moment. */
const lock = sql`select pg_advisory_xact_lock(8246138)`

/**
 * Makes an account with a password of its own. The password is answered once and kept nowhere in
 * clear, not even with the key of the request: a repeat gets the same person and null.
 * @throws Failure invalid_input, conflict (`email_taken`)
 */
export async function addPerson(
  people: People,
  typed: { name: string; email: string; grants: Grant[] },
  command: Command,
): Promise<{ person: Person; password: string | null }> {
  const { auth, database } = people
  const password = readablePassword()
  const account = await prepareStaff(auth, { ...typed, password })
  let made = false
  const { id } = await once(database, command.key, async (tx) => {
    const inserted = await insertStaff(tx, account, writer(command))
    made = true
    return { id: inserted }
  })
  const person = (await findPerson(database.executor, id))!
  return { person, password: made ? password : null }
}

/**
 * Changes the name and the roles of somebody, or disables their account, which ends their sessions.
 * @throws Failure not_found, invalid_input, conflict (`last_administrator`)
 */
export async function changePerson(
  people: People,
  id: string,
  typed: { name: string; grants: Grant[]; disabled: boolean; reason?: string | undefined },
  command: Command,
): Promise<Person> {
  const { database, sessions } = people
  await once(database, command.key, async (tx) => {
    await lock.execute(tx)
    const person = await findPerson(tx, id)
    if (!person) throw new Failure('not_found')
    const before = factsOf(person)
    // Whoever leaves keeps roles in agencies that have ended: the account must still be closable.
    await checkGrants(tx, typed.grants, typed.disabled ? before.grants : [])
    const name = cleanText(typed.name)
    await tables(tx)
      .updateTable('identity.users')
      .set({
        name,
        updated_at: sql`now()`,
        disabled_at: typed.disabled ? sql`coalesce(disabled_at, now())` : null,
      })
      .where('id', '=', id)
      .execute()
    await writeGrants(tx, id, typed.grants)
    if (typed.disabled) await endSessions(tx, id)
    if ((await administrators(tx)) === 0) {
      throw new Failure('conflict', { details: { reason: 'last_administrator' } })
    }
    const after = factsOf((await findPerson(tx, id))!)
    if (!isDeepStrictEqual(before, after)) {
      const change = { key: id, code: id, before, after }
      await logChanges(tx, 'people', [change], writer(command, typed.reason))
    }
    return { id }
  })
  sessions.forget()
  return (await findPerson(database.executor, id))!
}

/**
 * Gives somebody a new password, answered once (a repeat: null), and ends their sessions.
 * @throws Failure not_found
 */
export async function resetPassword(
  people: People,
  id: string,
  command: Command,
): Promise<{ password: string | null }> {
  const { auth, database, sessions, limits } = people
  const password = readablePassword()
  const hash = await hashOf(auth, password)
  let made = false
  const { email } = await once(database, command.key, async (tx) => {
    const person = await findPerson(tx, id)
    if (!person) throw new Failure('not_found')
    await writePassword(tx, id, hash)
    await endSessions(tx, id)
    const before = factsOf(person)
    const change = { key: id, code: id, before, after: { ...before, passwordReset: true } }
    await logChanges(tx, 'people', [change], writer(command))
    made = true
    return { email: person.email }
  })
  sessions.forget()
  // Somebody who tried their forgotten password too often would have to wait with the new one.
  if (made) await limits.clear('signInAccount', email)
  return { password: made ? password : null }
}

/** What the log tells of an account. */
function factsOf({ name, email, grants, disabledAt }: Person) {
  return {
    name,
    email,
    grants: grants.map(({ role, agency }) => ({ role, agency })),
    disabled: disabledAt !== null,
  }
}

async function endSessions(tx: Executor, id: string): Promise<void> {
  await tables(tx).deleteFrom('identity.sessions').where('user_id', '=', id).execute()
}

/** How many administrators can sign in. */
async function administrators(tx: Executor): Promise<number> {
  const { count } = await tables(tx)
    .selectFrom('identity.grants')
    .innerJoin('identity.users', 'identity.users.id', 'identity.grants.user_id')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
