import { appendAudit } from '../platform/audit/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/** What the audit log is told of sign-ins: accounts by their id, never an address that was typed. */
export const personSubject = (id: string) => `people:${id}`

/** Somebody came in, went, or changed how they come in. */
export async function tellSession(
  executor: Executor,
  kind:
    | 'sign_in'
    | 'sign_out'
    | 'password_change'
    | 'second_factor_set'
    | 'passkey_added'
    | 'passkey_removed',
  userId: string,
  data: Record<string, boolean> = {},
): Promise<void> {
  await appendAudit(executor, {
    kind,
    actorKind: 'staff',
    actor: userId,
    subject: personSubject(userId),
    data,
  })
}

/**
 * Somebody was not let in, with an address (in lower case) that may have an account or not; `locked`
 * is a refusal because of too many failures before.
 */
export async function tellRefusal(
  executor: Executor,
  kind: 'sign_in_failed' | 'locked',
  email: string,
): Promise<void> {
  const account = await tables(executor)
    .selectFrom('identity.users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst()
  await appendAudit(executor, {
    kind,
    actorKind: 'unknown',
    actor: null,
    subject: account ? personSubject(account.id) : null,
  })
}
