import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from '../../platform/database/index.ts'
import { tables } from '../tables.ts'
import type { AccountKeys } from './keys.ts'

/** How long a person may take to find their key, seconds. */
export const challengeSeconds = 5 * 60

/** What a challenge is for: signing in, or one of two things within a session. */
export type ChallengeUse = 'sign in' | `prove ${string}` | `add ${string}`

export type Challenges = {
  /** A challenge, base64url, that counts once, for this use, within {@link challengeSeconds}. */
  make(use: ChallengeUse): string
  /** Whether this is one of ours for this use, in time and not spent before; it is spent now. */
  spend(challenge: string, use: ChallengeUse): Promise<boolean>
  /** Forgets the spent ones whose time is over. */
  prune(): Promise<void>
}

/**
 * Challenges are sealed words about their own use and end, so that asking for one, which anybody
 * may, writes nothing; only an answered one is kept, to be refused a second time.
 */
export function createChallenges(executor: Executor, keys: AccountKeys): Challenges {
  /** Whom the sealed text is for: no account has such an id. */
  const context = (use: ChallengeUse) => `passkey ${use}`

  function endOf(challenge: string, use: ChallengeUse): number {
    try {
      const text = keys.open(context(use), Buffer.from(challenge, 'base64url'))
      return text.readDoubleBE(0)
    } catch {
      // Not one of ours, or for something else.
      return 0
    }
  }

  return {
    make(use) {
      const content = Buffer.alloc(24)
      content.writeDoubleBE(Date.now() + challengeSeconds * 1000)
      randomBytes(16).copy(content, 8)
      return keys.seal(context(use), content).toString('base64url')
    },

    async spend(challenge, use) {
      const end = endOf(challenge, use)
      if (end <= Date.now()) return false
      const bytes = Buffer.from(challenge, 'base64url')
      const spent = await tables(executor)
        .insertInto('identity.spent_challenges')
        .values({ hash: createHash('sha256').update(bytes).digest(), expires_at: new Date(end) })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .executeTakeFirst()
      return spent.numInsertedOrUpdatedRows === 1n
    },

    async prune() {
      await tables(executor)
        .deleteFrom('identity.spent_challenges')
        // Clocks of processes differ by seconds, not by an hour.
        .where('expires_at', '<', sql<Date>`now() - interval '1 hour'`)
        .execute()
    },
  }
}
