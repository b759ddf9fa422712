import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'

const tables = tablesOf('vault')

/** One reading of who reported a case. */
export type Read = { actor: string; reason: string; at: Date }

/** Notes that `actor` reads who reported; in the transaction that reads it. */
export async function recordRead(
  tx: Executor,
  read: { caseId: string; actor: string; reason: string },
): Promise<void> {
  await tables(tx)
    .insertInto('vault.reads')
    .values({ case_id: read.caseId, actor: read.actor, reason: read.reason })
    .execute()
}

/** Every reading of who reported a case, the latest first. */
export async function readsOf(executor: Executor, caseId: string): Promise<Read[]> {
  return tables(executor)
    .selectFrom('vault.reads')
    .select(['actor', 'reason', 'at'])
    .where('case_id', '=', caseId)
    .orderBy('id', 'desc')
    .execute()
}
