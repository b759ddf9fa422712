import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/** Takes out of the books what was written about a case whose person is erased. */
export async function eraseNotesOf(tx: Executor, caseId: string): Promise<void> {
  await tables(tx).deleteFrom('shifts.notes').where('case_id', '=', caseId).execute()
}
