import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import { cleanText } from '../../../contract/text.ts'
import { once } from '../../platform/database/idempotency.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import { logChanges } from '../../platform/records/index.ts'
import type { Writer } from '../../platform/records/index.ts'
import type { Attempts } from '../access/attempts.ts'
import { removeSecondFactor } from '../access/second-factor.ts'
import type { Auth } from '../auth.ts'
import type { CheckPassword } from '../forbidden/index.ts'
import { hashOf, insertStaff, prepareStaff, writePassword } from '../commands.ts'
import { checkGrants, writeGrants } from '../grants.ts'
import { readablePassword } from '../passwords.ts'
import { endSessions } from '../sessions.ts'
import type { Sessions } from '../sessions.ts'
import { tables } from '../tables.ts'
import type { Grant, Viewer } from '../viewer.ts'
import { findPerson, listPeople } from './queries.ts'
import type { KeptPerson } from './queries.ts'

export type People = {
  auth: Auth
  checkPassword: CheckPassword
  database: Database
  sessions: Sessions
  attempts: Attempts
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
 * Makes an account with a first password, which is answered once and kept nowhere in
 * clear, not even with the key of the request: a repeat gets the same person and null.
 * @throws Failure invalid_input, conflict (`email_taken`)
 */
export async function addPerson(
  people: People,
  typed: { name: string; email: string; grants: Grant[] },
  command: Command,
): Promise<{ person: KeptPerson; password: string | null }> {
  const { database } = people
  const password = readablePassword()
  const account = await prepareStaff(people, { ...typed, password })
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
): Promise<KeptPerson> {
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
 * Gives somebody a new first password, answered once (a repeat: null), and ends their sessions. A second
 * factor stays: whoever lost both needs {@link resetSecondFactor} as well.
 * @throws Failure not_found
 */
export async function resetPassword(
  people: People,
  id: string,
  command: Command,
): Promise<{ password: string | null }> {
  const { auth, database, sessions, attempts } = people
  const password = readablePassword()
  const hash = await hashOf(auth, password)
  let made = false
  const { email } = await once(database, command.key, async (tx) => {
    const person = await findPerson(tx, id)
    if (!person) throw new Failure('not_found')
    await giveFirstPassword(tx, person, { hash, by: writer(command) })
    made = true
    return { email: person.email }
  })
  sessions.forget()
  // Somebody who tried their forgotten password too often would have to wait with the new one.
  if (made) await attempts.clear(email)
  return { password: made ? password : null }
}

/** Replaces the password of an account by one that its owner replaces, with a line in the log. */
async function giveFirstPassword(
  tx: Executor,
  person: KeptPerson,
  { hash, by }: { hash: string; by: Writer },
): Promise<void> {
  await writePassword(tx, person.id, { hash, isFirst: true })
  await endSessions(tx, person.id)
  await logDone(tx, person, { passwordReset: true }, by)
}

/** Takes the second factor of an account away and ends its sessions, with a line in the log. */
async function takeSecondFactor(tx: Executor, person: KeptPerson, by: Writer): Promise<void> {
  await removeSecondFactor(tx, person.id)
  await endSessions(tx, person.id)
  await logDone(tx, person, { secondFactorReset: true }, by)
}

/**
 * Takes the second factor of somebody away; the next sign-in sets up another.
 * @throws Failure not_found
 */
export async function resetSecondFactor(
  people: People,
  id: string,
  command: Command,
): Promise<KeptPerson> {
  const { database, sessions } = people
  await once(database, command.key, async (tx) => {
    const person = await findPerson(tx, id)
    if (!person) throw new Failure('not_found')
    await takeSecondFactor(tx, person, writer(command))
    return { id }
  })
  sessions.forget()
  return (await findPerson(database.executor, id))!
}

/**
 * Forgets the failed sign-ins of an account, so that its owner may try again at once.
 * @throws Failure not_found
 */
export async function unlockPerson(
  people: People,
  id: string,
  command: Command,
): Promise<KeptPerson> {
  const { database, attempts } = people
  const { email } = await once(database, command.key, async (tx) => {
    const person = await findPerson(tx, id)
    if (!person) throw new Failure('not_found')
    await logDone(tx, person, { unlocked: true }, writer(command))
    return { email: person.email }
  })
  await attempts.clear(email)
  return (await findPerson(database.executor, id))!
}

/** What an account that is shut out lacks. */
export type Rescue = 'password' | 'second_factor' | 'lock'

/**
 * The same three from a command, for an installation whose administrators are all shut out. Answers
 * whether there is such an account, and with its new password.
 */
export async function rescue(
  { auth, database, attempts }: Pick<People, 'auth' | 'database' | 'attempts'>,
  typed: string,
  what: Rescue,
): Promise<{ isFound: boolean; password: string | null }> {
  const email = cleanText(typed).trim().toLowerCase()
  const by = { actor: null, origin: 'command' }
  const password = what === 'password' ? readablePassword() : null
  const hash = password && (await hashOf(auth, password))
  const isFound = await database.transaction(async (tx) => {
    const { people } = await listPeople(tx, { q: email, offset: 0, limit: 100 })
    const person = people.find((each) => each.email === email)
    if (!person) return false
    if (hash) await giveFirstPassword(tx, person, { hash, by })
    else if (what === 'second_factor') await takeSecondFactor(tx, person, by)
    else await logDone(tx, person, { unlocked: true }, by)
    return true
  })
  if (isFound && what !== 'second_factor') await attempts.clear(email)
  return { isFound, password: isFound ? password : null }
}

/** Logs what was done to an account that changes none of its facts. */
export async function logDone(
  tx: Executor,
  person: KeptPerson,
  done: object,
  by: Writer,
): Promise<void> {
  const { id } = person
  const before = factsOf(person)
  await logChanges(tx, 'people', [{ key: id, code: id, before, after: { ...before, ...done } }], by)
}

/** What the log tells of an account. */
function factsOf({ name, email, grants, disabledAt }: KeptPerson) {
  return {
    name,
    email,
    // Without areas as they were told before there were any.
    grants: grants.map(({ role, agency, areas }) => ({ role, agency, ...(areas && { areas }) })),
    disabled: disabledAt !== null,
  }
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
