import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import { staffRoles } from '../../contract/identity.ts'
import { words } from '../../contract/text.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { fieldErrors } from '../platform/http/route.ts'
import { logChanges } from '../platform/records/index.ts'
import type { Writer } from '../platform/records/index.ts'
import type { Auth } from './auth.ts'
import type { CheckPassword } from './forbidden/index.ts'
import { checkGrants, writeGrants } from './grants.ts'
import { firstPasswordHours } from './passwords.ts'
import { tables } from './tables.ts'

const staff = z.object({
  name: words(100),
  email: z
    .string()
    .transform((typed) => typed.trim().normalize('NFC').toLowerCase())
    .pipe(z.email('invalid_email').max(200, 'too_long')),
  password: z.string().max(200, 'too_long'),
  grants: z
    .array(
      z.object({
        role: z.enum(staffRoles),
        agency: z.string().nullable(),
        areas: z.array(z.string()).nullish(),
      }),
    )
    .min(1, 'required'),
})
export type NewStaff = z.input<typeof staff> & {
  /** A known account of the demo, whose password everybody knows and which keeps it. */
  isDemo?: boolean
}

/** An account that fits, with its password hashed. */
export type PreparedStaff = Omit<z.output<typeof staff>, 'password'> & { password: KeptPassword }

/** What is kept of a password; `isFirst`: somebody else than its owner made it. */
export type KeptPassword = { hash: string; isFirst: boolean }

/**
 * Checks an account and hashes its password, which takes a tenth of a second and no transaction.
 * @throws Failure invalid_input
 */
export async function prepareStaff(
  { auth, checkPassword }: { auth: Auth; checkPassword: CheckPassword },
  input: NewStaff,
): Promise<PreparedStaff> {
  const parsed = staff.safeParse(input)
  if (!parsed.success) throw new Failure('invalid_input', { fields: fieldErrors(parsed.error) })
  const { password, ...account } = parsed.data
  const isFirst = !input.isDemo
  if (isFirst) await checkPassword(password, { path: 'password', owner: account })
  return { ...account, password: { hash: await hashOf(auth, password), isFirst } }
}

/** What is kept of a password. */
export async function hashOf(auth: Auth, password: string): Promise<string> {
  return (await auth.$context).password.hash(password)
}

/**
 * Writes a new account, its roles and a line in the log of changes; returns its id.
 * @throws Failure invalid_input, or conflict (`email_taken`) when the e-mail address is taken
 */
export async function insertStaff(
  tx: Executor,
  account: PreparedStaff,
  writer: Writer,
): Promise<string> {
  const { name, email, grants, password } = account
  await checkGrants(tx, grants)
  const id = randomUUID()
  const user = await tables(tx)
    .insertInto('identity.users')
    .values({ id, name, email, email_verified: true })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst()
  if (user.numInsertedOrUpdatedRows === 0n) {
    throw new Failure('conflict', { details: { reason: 'email_taken' } })
  }
  await writePassword(tx, id, password)
  await writeGrants(tx, id, grants)
  const after = { name, email, grants, disabled: false }
  await logChanges(tx, 'people', [{ key: id, code: id, before: undefined, after }], writer)
  return id
}

/** Makes this the only password of an account; a first one for so many hours. */
export async function writePassword(
  tx: Executor,
  userId: string,
  { hash, isFirst }: KeptPassword,
): Promise<void> {
  await tables(tx)
    .deleteFrom('identity.credentials')
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .execute()
  await tables(tx)
    .insertInto('identity.credentials')
    .values({
      id: randomUUID(),
      user_id: userId,
      account_id: userId,
      provider_id: 'credential',
      password: hash,
      first_until: isFirst ? sql`now() + make_interval(hours => ${firstPasswordHours})` : null,
    })
    .execute()
}

/**
 * Makes an account that can sign in at once, from a command; returns its id.
 * @throws Failure invalid_input, or conflict when the e-mail address is taken
 */
export async function createStaff(
  parts: { auth: Auth; checkPassword: CheckPassword; database: Database },
  input: NewStaff,
): Promise<string> {
  const { database } = parts
  const account = await prepareStaff(parts, input)
  const writer = { actor: null, origin: 'command' }
  return database.transaction((tx) => insertStaff(tx, account, writer))
}
