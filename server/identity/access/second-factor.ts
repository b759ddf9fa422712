import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Executor } from '../../platform/database/index.ts'
import { readableLetters } from '../passwords.ts'
import { tables } from '../tables.ts'
import type { AccountKeys } from './keys.ts'

const recoveryCodes = 10

/** What authenticator apps understand: six digits, SHA-1, 30 seconds. */
function totpOf(secret: Uint8Array, email = ''): TOTP {
  const buffer = new Uint8Array(secret).buffer
  return new TOTP({ issuer: 'Nhịp', label: email, secret: new Secret({ buffer }) })
}

/** A fresh secret, as bytes, as one types it and as the address that a QR code carries. */
export function newSecret(email: string): { bytes: Uint8Array; text: string; uri: string } {
  const totp = totpOf(new Secret({ size: 20 }).bytes, email)
  return { bytes: totp.secret.bytes, text: totp.secret.base32, uri: totp.toString() }
}

/** What was typed without the spaces and hyphens that people read it with. */
const bare = (typed: string) => typed.replace(/[\s-]/g, '').toLowerCase()

/** The time step of a right code (this one, the one before or after), else null. */
async function stepOf(
  executor: Executor,
  secret: Uint8Array,
  code: string,
): Promise<number | null> {
  // The database's clock, which all processes share.
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(tables(executor))
  const timestamp = rows[0]!.ms
  const totp = totpOf(secret)
  const delta = totp.validate({ token: code, timestamp, window: 1 })
  return delta === null ? null : totp.counter({ timestamp }) + delta
}

/** Whether the account has a second factor. */
export async function hasSecondFactor(executor: Executor, userId: string): Promise<boolean> {
  const row = await tables(executor)
    .selectFrom('identity.second_factors')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Whether this is a code of the account's app, or one of its recovery codes; either counts once.
 * Call it outside a transaction that may be undone: a used code must stay used.
 */
export async function useCode(
  executor: Executor,
  keys: AccountKeys,
  userId: string,
  typed: string,
): Promise<boolean> {
  const code = bare(typed)
  if (!/^\d{6}$/.test(code)) {
    const used = await tables(executor)
      .updateTable('identity.recovery_codes')
      .set({ used_at: sql`now()` })
      .where('user_id', '=', userId)
      .where('hash', '=', keys.fingerprint('recovery', `${userId} ${code}`))
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return used.numUpdatedRows === 1n
  }
  const factor = await tables(executor)
    .selectFrom('identity.second_factors')
    .select('secret')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  const step = factor && (await stepOf(executor, keys.open(userId, factor.secret), code))
  if (!step) return false
  // One statement: of two that come at once with the same code only one finds an older step.
  const used = await tables(executor)
    .updateTable('identity.second_factors')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', String(step))
    .executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/**
 * Makes a secret the account's second factor when the code proves that an app has it. Returns fresh
 * recovery codes, which are kept only as hashes, or null for a wrong code.
 */
export async function setSecondFactor(
  tx: Executor,
  keys: AccountKeys,
  userId: string,
  { secret, code }: { secret: Uint8Array; code: string },
): Promise<string[] | null> {
  const step = await stepOf(tx, secret, bare(code))
  if (step === null) return null
  const factor = {
    secret: keys.seal(userId, secret),
    last_step: step,
    created_at: sql<Date>`now()`,
  }
  await tables(tx)
    .insertInto('identity.second_factors')
    .values({ user_id: userId, ...factor })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(factor))
    .execute()
  const codes = Array.from({ length: recoveryCodes }, readableCode)
  await tables(tx).deleteFrom('identity.recovery_codes').where('user_id', '=', userId).execute()
  await tables(tx)
    .insertInto('identity.recovery_codes')
    .values(
      codes.map((each) => ({
        user_id: userId,
        hash: keys.fingerprint('recovery', `${userId} ${bare(each)}`),
      })),
    )
    .execute()
  return codes
}

/** Takes the second factor of an account away: app, recovery codes and passkeys. */
export async function removeSecondFactor(tx: Executor, userId: string): Promise<void> {
  await tables(tx).deleteFrom('identity.second_factors').where('user_id', '=', userId).execute()
  await tables(tx).deleteFrom('identity.recovery_codes').where('user_id', '=', userId).execute()
  await tables(tx).deleteFrom('identity.passkeys').where('user_id', '=', userId).execute()
}

/** Ten letters in two groups, 49 bits; never six digits, which would be taken for the app's. */
function readableCode(): string {
  const group = () =>
    Array.from({ length: 5 }, () => readableLetters[randomInt(readableLetters.length)]).join('')
  return `${group()}-${group()}`
}
