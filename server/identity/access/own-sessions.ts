import { sql } from 'kysely'
import type { Browser, System } from '../../../contract/account.ts'
import { Failure } from '../../../contract/errors.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import type { Session } from '../sessions.ts'
import { tables } from '../tables.ts'
import { tellSession } from '../trail.ts'

/** The sessions of one's own account, this one first, then the last used. */
export async function listOwnSessions(executor: Executor, { id, viewer }: Session) {
  const rows = await tables(executor)
    .selectFrom('identity.sessions')
    .select(['id', 'browser', 'system', 'created_at', 'used_at'])
    .where('user_id', '=', viewer.id)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy(sql`id = ${id}`, 'desc')
    .orderBy('used_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    browser: row.browser as Browser | null,
    system: row.system as System | null,
    signedInAt: row.created_at.toISOString(),
    usedAt: row.used_at.toISOString(),
    isThis: row.id === id,
  }))
}

/**
 * Ends another session of one's own account.
 * @throws Failure not_found; also for the session that asks, whose end is to sign out
 */
export async function endOwnSession(
  database: Database,
  { id: own, viewer }: Session,
  id: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { numDeletedRows } = await tables(tx)
      .deleteFrom('identity.sessions')
      .where('id', '=', id)
      .where('id', '!=', own)
      .where('user_id', '=', viewer.id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new Failure('not_found')
    await tellSession(tx, 'sign_out', viewer.id, { other: true })
  })
}
