import { appendAudit } from '../platform/audit/index.ts'
import type { Database } from '../platform/database/index.ts'

/**
 * Tells the audit log that a command which writes was run, before it does: which one, and the names
 * of its options. Their values may be a person's name or address; what it changed tells the rest.
 */
export async function tellCommand(
  database: Pick<Database, 'executor'>,
  command: string,
  options: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(database.executor, {
    kind: 'command',
    actorKind: 'command',
    actor: null,
    data: { command, options: Object.keys(options).sort() },
  })
}
