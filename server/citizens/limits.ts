import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { addressKey } from '../platform/http/rate-limit.ts'
import type { Vault } from '../vault/index.ts'

const tables = tablesOf('citizens')

/**
 * How many codes one contact, and one address, may have sent in an hour. Many telephones share one
 * address of their network, so its limit is wide.
 */
const most = { contact: 5, address: 60 } as const
const window = sql`interval '1 hour'`

export type CodeLimits = {
  /** @throws Failure too_many_requests, `details.retryAfter` in seconds */
  take(by: keyof typeof most, key: string): Promise<void>
  /** Forgets yesterday's. */
  prune(): Promise<void>
}

/** Counted in the database, so that every process counts the same and a restart forgets nothing. */
export function createCodeLimits(
  executor: Executor,
  vault: Pick<Vault, 'print'>,
  config: { rateLimits: boolean },
): CodeLimits {
  return {
    async take(by, key) {
      if (!config.rateLimits) return
      const counted = by === 'address' ? addressKey(key) : key
      const print = await vault.print(`codes by ${by}`, counted)
      const { rows } = await sql<{ used: number; seconds: number }>`
        insert into citizens.limits as l (key, used) values (${print}, 1)
        on conflict (key) do update set
          used = case when l.since <= now() - ${window} then 1 else l.used + 1 end,
          since = case when l.since <= now() - ${window} then now() else l.since end
        returning used, ceil(extract(epoch from since + ${window} - now()))::int as seconds`.execute(
        tables(executor),
      )
      const { used, seconds } = rows[0]!
      if (used <= most[by]) return
      throw new Failure('too_many_requests', { details: { retryAfter: Math.max(1, seconds) } })
    },
    async prune() {
      await tables(executor)
        .deleteFrom('citizens.limits')
        .where('since', '<', sql<Date>`now() - interval '1 day'`)
        .execute()
    },
  }
}
