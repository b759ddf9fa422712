import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import type { Executor } from '../../platform/database/index.ts'
import { tables } from '../tables.ts'
import type { AccountKeys } from './keys.ts'

/** So many failures within {@link lockMinutes} lock an account for as long. */
export const maxFailures = 5
export const lockMinutes = 15

export type Attempts = {
  /**
   * Counts a try as a failure before it is looked at, so that guesses sent at once are counted too.
   * @throws Failure account_locked, `details.retryAfter` in seconds
   */
  take(email: string): Promise<void>
  /** Takes one try back: it was no failure, but no full proof either. */
  refund(email: string): Promise<void>
  /** Forgets all failures: the person has shown everything, or an administrator says so. */
  clear(email: string): Promise<void>
  /** Forgets the failures of yesterday. */
  prune(): Promise<void>
  /** Until when which of these addresses are locked. */
  lockedUntil(emails: string[]): Promise<Map<string, Date>>
}

/**
 * Failures to prove who one is, in the database: every process counts the same. An address is kept
 * as a keyed hash, for it may be anybody's, or a password typed into the wrong box; one without an
 * account is counted and locked alike, so that a lock does not tell which exist.
 */
export function createAttempts(executor: Executor, keys: AccountKeys): Attempts {
  const account = (email: string) => keys.fingerprint('attempts', email)
  const span = sql`make_interval(mins => ${lockMinutes})`
  return {
    async take(email) {
      const anew = sql`(a.since <= now() - ${span} or coalesce(a.locked_until <= now(), false))`
      const counted = await sql`
        insert into identity.attempts as a (account, failures) values (${account(email)}, 1)
        on conflict (account) do update set
          failures = case when ${anew} then 1 else a.failures + 1 end,
          since = case when ${anew} then now() else a.since end,
          locked_until =
            case when not ${anew} and a.failures + 1 >= ${maxFailures} then now() + ${span} end
        where a.locked_until is null or a.locked_until <= now()
        returning 1`.execute(tables(executor))
      if (counted.rows.length > 0) return
      const { rows } = await sql<{ seconds: number }>`
        select ceil(extract(epoch from locked_until - now()))::int as seconds
        from identity.attempts where account = ${account(email)}`.execute(tables(executor))
      const retryAfter = Math.max(1, rows[0]?.seconds ?? 1)
      throw new Failure('account_locked', { details: { retryAfter } })
    },

    async refund(email) {
      await tables(executor)
        .updateTable('identity.attempts')
        .set({ failures: sql`greatest(failures - 1, 0)`, locked_until: null })
        .where('account', '=', account(email))
        .execute()
    },

    async clear(email) {
      await tables(executor)
        .deleteFrom('identity.attempts')
        .where('account', '=', account(email))
        .execute()
    },

    async prune() {
      await tables(executor)
        .deleteFrom('identity.attempts')
        .where('since', '<', sql<Date>`now() - interval '1 day'`)
        .execute()
    },

    async lockedUntil(emails) {
      const byAccount = new Map(emails.map((email) => [account(email).toString('hex'), email]))
      const rows = await tables(executor)
        .selectFrom('identity.attempts')
        .select(['account', 'locked_until'])
        .where('locked_until', '>', sql<Date>`now()`)
        .execute()
      return new Map(
        rows.flatMap(({ account: hash, locked_until: until }) => {
          const email = byAccount.get(hash.toString('hex'))
          return email && until ? [[email, until]] : []
        }),
      )
    },
  }
}
