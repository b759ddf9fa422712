import { sql } from 'kysely'
import qrcode from 'qrcode'
import { Failure } from '../../../contract/errors.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Auth } from '../auth.ts'
import { hashOf, writePassword } from '../commands.ts'
import { endSessions } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { tables } from '../tables.ts'
import { tellSession } from '../trail.ts'
import type { AccountKeys } from './keys.ts'
import { endOwnSession, listOwnSessions } from './own-sessions.ts'
import { newSecret, setSecondFactor } from './second-factor.ts'

export type Account = ReturnType<typeof createAccount>

/** What people do about their own account; who asks has been made sure of before. */
export function createAccount(options: { auth: Auth; database: Database; keys: AccountKeys }) {
  const { auth, database, keys } = options
  const { executor } = database

  return {
    /** How the account is protected. */
    async describe(session: Session) {
      const { rows } = await sql<{ since: Date | null; codes: number }>`
        select
          (select created_at from identity.second_factors where user_id = ${session.viewer.id}) since,
          (select count(*)::int from identity.recovery_codes
            where user_id = ${session.viewer.id} and used_at is null) codes`.execute(
        tables(executor),
      )
      const { since, codes } = rows[0]!
      const passkeys = await tables(executor)
        .selectFrom('identity.passkeys')
        .select(['id', 'name', 'created_at', 'used_at'])
        .where('user_id', '=', session.viewer.id)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return {
        secondFactorSince: since?.toISOString() ?? null,
        recoveryCodesLeft: codes,
        passkeys: passkeys.map(({ id, name, created_at: made, used_at: used }) => ({
          id,
          name,
          createdAt: made.toISOString(),
          usedAt: used?.toISOString() ?? null,
        })),
        sessions: await listOwnSessions(executor, session),
      }
    },

    /** A new secret, which waits in the session for a code that proves it has arrived. */
    async beginSecondFactor({ id, viewer }: Session) {
      const { bytes, text, uri } = newSecret(viewer.email)
      await tables(executor)
        .updateTable('identity.sessions')
        .set({ new_secret: keys.seal(viewer.id, bytes) })
        .where('id', '=', id)
        .execute()
      return { secret: text, uri, qr: qrOf(uri) }
    },

    /**
     * Makes the waiting secret the second factor; the account's other sessions end. Returns the
     * recovery codes.
     * @throws Failure wrong_code, conflict when nothing waits
     */
    async confirmSecondFactor({ id, viewer }: Session, code: string): Promise<string[]> {
      return database.transaction(async (tx) => {
        const row = await tables(tx)
          .selectFrom('identity.sessions')
          .select('new_secret')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!row?.new_secret) throw new Failure('conflict', { details: { reason: 'not_begun' } })
        const secret = keys.open(viewer.id, row.new_secret)
        const codes = await setSecondFactor(tx, keys, viewer.id, { secret, code })
        if (!codes) throw new Failure('wrong_code')
        await tables(tx)
          .updateTable('identity.sessions')
          .set({ new_secret: null })
          .where('id', '=', id)
          .execute()
        await endSessions(tx, viewer.id, id)
        await tellSession(tx, 'second_factor_set', viewer.id)
        return codes
      })
    },

    /** Writes the new password; the account's other sessions end. */
    async changePassword({ id, viewer }: Session, next: string): Promise<void> {
      const hash = await hashOf(auth, next)
      await database.transaction(async (tx) => {
        await writePassword(tx, viewer.id, { hash, isFirst: false })
        await tellSession(tx, 'password_change', viewer.id)
        await endSessions(tx, viewer.id, id)
        await tables(tx)
          .updateTable('identity.sessions')
          .set({ first_password: false })
          .where('id', '=', id)
          .execute()
      })
    },

    endSession: (session: Session, id: string) => endOwnSession(database, session, id),

    async signOutEverywhere({ viewer }: Session): Promise<void> {
      await database.transaction(async (tx) => {
        await endSessions(tx, viewer.id)
        await tellSession(tx, 'sign_out', viewer.id, { everywhere: true })
      })
    },
  }
}

/** A QR code as one SVG path, so that the browser needs no library and the page no image. */
function qrOf(text: string): { size: number; path: string } {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (data[y * size + x]) path += `M${x} ${y}h1v1h-1z`
    }
  }
  return { size, path }
}
