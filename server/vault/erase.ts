import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'

const tables = tablesOf('vault')

/**
 * Destroys who reported a case: their row, and with it the only copy of their data key. Who read it
 * and when stays; the reason, which may name the person, goes. The transaction must have said which
 * case it erases (`nhip.erased_case`).
 */
export async function eraseReporter(tx: Executor, caseId: string): Promise<void> {
  await tables(tx).deleteFrom('vault.reporters').where('case_id', '=', caseId).execute()
  await tables(tx)
    .updateTable('vault.reads')
    .set({ reason: '' })
    .where('case_id', '=', caseId)
    .execute()
}
