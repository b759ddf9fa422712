import { sql } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'
import type { NewEntry } from './entry.ts'

const tables = tablesOf('audit')

/**
 * Tells the audit log of something, in the transaction that does it. Actions on cases and logged
 * changes are told by the database itself. It waits for nobody: the chain is closed afterwards.
 */
export async function appendAudit(tx: Executor, entry: NewEntry): Promise<void> {
  const { kind, actorKind, actor, subject = null, data = {} } = entry
  await tables(tx)
    .insertInto('audit.entries')
    .values({
      kind,
      actor_kind: actorKind,
      actor,
      subject,
      data: sql`${JSON.stringify(data)}::jsonb`,
    })
    .execute()
}

/**
 * Tells that a subject's rows were erased by law, in the transaction that erases them: what entries
 * told of them before may from now on differ or be gone. The entries stay, and the chain with them.
 */
export async function appendErasure(
  tx: Executor,
  erasure: Pick<NewEntry, 'actorKind' | 'actor' | 'data'> & { subject: string },
): Promise<void> {
  await appendAudit(tx, { kind: 'erasure', ...erasure })
}
