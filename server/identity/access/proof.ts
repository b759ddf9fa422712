import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import type { PasskeyAssertion } from '../../../contract/passkey-shapes.ts'
import { cleanText } from '../../../contract/text.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Auth } from '../auth.ts'
import type { Session } from '../sessions.ts'
import { tables } from '../tables.ts'
import type { Attempts } from './attempts.ts'
import type { AccountKeys } from './keys.ts'
import type { Passkeys } from './passkeys.ts'
import { tellRefusal } from '../trail.ts'
import { useCode } from './second-factor.ts'

/** An account as sign-in needs it. */
type Account = {
  id: string
  email: string
  hash: string
  /** Until when it may be used, where somebody else made the password; null: the owner's own. */
  firstUntil: Date | null
  isExpired: boolean
  hasSecondFactor: boolean
  /** By which of them it may be shown. */
  ways: ('code' | 'passkey')[]
  grants: { role: StaffRole }[]
}

export type Proof = {
  /**
   * What is asked of somebody whom another party has named: nothing more where it asked twice, else
   * the account's own second factor.
   * @throws Failure account_locked, wrong_credentials, second_factor_needed, wrong_code
   */
  named(email: string, shown: { provedTwice: boolean; code?: string | undefined }): Promise<Account>
  /**
   * All that the account asks for: the password, and a code where there is a second factor.
   * @throws Failure account_locked, wrong_credentials, password_expired, second_factor_needed,
   * wrong_code
   */
  everything(typed: {
    email: string
    password: string
    code?: string | undefined
  }): Promise<Account>
  /**
   * The password again, of somebody who is signed in.
   * @throws Failure account_locked, wrong_credentials, password_expired
   */
  password(typed: { email: string; password: string }): Promise<Account>
  /**
   * A passkey, which stands for everything: of anybody, or of somebody who is signed in.
   * @throws Failure account_locked, wrong_credentials
   */
  passkey(shown: PasskeyAssertion, session: Pick<Session, 'id' | 'viewer'> | null): Promise<Account>
}

/** The one place where passwords, codes and passkeys are looked at; every failure is counted. */
export function createProof(options: {
  auth: Auth
  executor: Executor
  attempts: Attempts
  keys: AccountKeys
  passkeys: Passkeys
}): Proof {
  const { auth, executor, attempts, keys, passkeys } = options

  async function byPassword(email: string, password: string): Promise<Account> {
    const context = await auth.$context
    const account = await findAccount(executor, email)
    // The same amount of work for an unknown account, which would show in the time it takes.
    const isRight = account
      ? await context.password.verify({ hash: account.hash, password })
      : (await context.password.hash(password)) && false
    if (!account || !isRight || account.grants.length === 0) throw new Failure('wrong_credentials')
    // Told only to whoever knows it.
    if (account.isExpired) throw new Failure('password_expired')
    return account
  }

  return {
    named: (typed, { provedTwice, code }) =>
      told(executor, asKept(typed), async (email) => {
        await attempts.take(email)
        const account = await findAccount(executor, email)
        if (!account || account.grants.length === 0) throw new Failure('wrong_credentials')
        if (account.hasSecondFactor && !provedTwice) {
          if (!code) {
            await attempts.refund(email)
            throw new Failure('second_factor_needed', { details: { ways: account.ways } })
          }
          if (!(await useCode(executor, keys, account.id, code))) throw new Failure('wrong_code')
        }
        await attempts.clear(email)
        return account
      }),

    everything: (typed) =>
      told(executor, asKept(typed.email), async (email) => {
        await attempts.take(email)
        const account = await byPassword(email, typed.password)
        if (account.hasSecondFactor) {
          if (!typed.code) {
            await attempts.refund(email)
            throw new Failure('second_factor_needed', { details: { ways: account.ways } })
          }
          if (!(await useCode(executor, keys, account.id, typed.code))) {
            throw new Failure('wrong_code')
          }
        }
        await attempts.clear(email)
        return account
      }),

    password: (typed) =>
      told(executor, asKept(typed.email), async (email) => {
        await attempts.take(email)
        const account = await byPassword(email, typed.password)
        // Half a proof must not give back the tries at the other half.
        await (account.hasSecondFactor ? attempts.refund(email) : attempts.clear(email))
        return account
      }),

    async passkey(shown, session) {
      const owner = await passkeys.emailOf(shown.id)
      return told(executor, owner ?? '', async (email) => {
        if (!owner) throw new Failure('wrong_credentials')
        await attempts.take(email)
        const account = await findAccount(executor, email)
        const isRight =
          account !== null &&
          account.grants.length > 0 &&
          (!session || session.viewer.id === account.id) &&
          (await passkeys.isShown(shown, account.id, session ? `prove ${session.id}` : 'sign in'))
        if (!isRight) throw new Failure('wrong_credentials')
        await attempts.clear(email)
        return account
      })
    },
  }
}

/** Tells the audit log of whoever was refused; the address itself is told nobody. */
async function told<Result>(
  executor: Executor,
  email: string,
  prove: (email: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await prove(email)
  } catch (error) {
    if (error instanceof Failure && error.code !== 'second_factor_needed') {
      await tellRefusal(
        executor,
        error.code === 'account_locked' ? 'locked' : 'sign_in_failed',
        email,
      )
    }
    throw error
  }
}

/** An address as accounts have it. */
const asKept = (typed: string) => cleanText(typed).trim().toLowerCase()

/** An account that is not disabled; one without roles has no grants. */
async function findAccount(executor: Executor, email: string): Promise<Account | null> {
  const row = await tables(executor)
    .selectFrom('identity.users')
    .innerJoin('identity.credentials', 'identity.credentials.user_id', 'identity.users.id')
    .select(['identity.users.id', 'email', 'password as hash', 'first_until as firstUntil'])
    .select(sql<boolean>`coalesce(first_until < now(), false)`.as('isExpired'))
    .select(
      sql<Account['ways']>`array_remove(array[
        case when exists (select from identity.second_factors f where f.user_id = users.id)
          then 'code' end,
        case when exists (select from identity.passkeys p where p.user_id = users.id)
          then 'passkey' end], null)`.as('ways'),
    )
    .select(
      sql<Account['grants']>`coalesce((select jsonb_agg(jsonb_build_object('role', g.role))
        from identity.grants g where g.user_id = users.id), '[]')`.as('grants'),
    )
    .where('email', '=', email)
    .where('provider_id', '=', 'credential')
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row?.hash ? { ...row, hash: row.hash, hasSecondFactor: row.ways.length > 0 } : null
}
