import { sql } from 'kysely'
import type { CaseTypeCode } from '../../contract/case-types.ts'
import type { Executor } from '../platform/database/index.ts'
import { actionOf } from './record.ts'
import { fold, ruleOf } from './state.ts'
import type { CaseState } from './state.ts'
import { tables } from './tables.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'

/** The columns of a case's clock: they are no part of the fold, so an action to be undone keeps them. */
export const clockColumns = [
  'class',
  'due_at',
  'hand_back_until',
  'paused_at',
  'answered_at',
] as const
export type ClockColumns = Pick<CaseRecord, (typeof clockColumns)[number]>

/** How the clock of a case stands, as an action keeps it. */
export function clockOf(row: ClockColumns): string {
  return JSON.stringify(Object.fromEntries(clockColumns.map((name) => [name, row[name]])))
}

/** The last line of a case's log. */
export async function lastAction(executor: Executor, caseId: string): Promise<ActionRecord> {
  return tables(executor)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}

/** A case as it was before the last line of its log: the fold of what came before, and the clock. */
export async function before(
  tx: Executor,
  row: CaseRecord,
): Promise<{ state: CaseState; clock: ClockColumns }> {
  const log = await tables(tx)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', row.id)
    .orderBy('seq')
    .execute()
  const [submission, ...acts] = log.slice(0, -1)
  const { subject } = submission!.input as { subject: string }
  const clock = log.at(-1)!.clock_before as unknown as ClockColumns
  return { state: fold(subject, acts.map(actionOf), row.type as CaseTypeCode), clock }
}

/** Of a log from the beginning: what was not taken back, without the taking back. */
export function standing(log: ActionRecord[]): ActionRecord[] {
  return log.filter((entry, index) => !isUndo(entry) && !isUndo(log[index + 1]))
}

/** Whether a line takes back the one before. */
export const isUndo = (entry: Pick<ActionRecord, 'type'> | undefined): boolean =>
  entry !== undefined && entry.type !== 'submit' && ruleOf(entry as never).to === 'before'

/** The same for a row of a query: whether the next one does not take it back. */
export const stands = (alias: string) => sql<boolean>`not exists (
  select from cases.actions u where u.case_id = ${sql.ref(`${alias}.case_id`)}
    and u.seq = ${sql.ref(`${alias}.seq`)} + 1 and u.type = 'undo')`
