import { sql } from 'kysely'
import { actionTypes } from '../../contract/case-types.ts'
import type { CaseTypeCode } from '../../contract/case-types.ts'
import { mostSteps } from '../../contract/records/macros.ts'
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

/** What an undo would take back: the last line of a case's log, with what was done as one with it. */
export async function lastDone(executor: Executor, caseId: string): Promise<ActionRecord[]> {
  const last = await lastAction(executor, caseId)
  if (last.first_seq === null) return [last]
  return tables(executor)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('seq', '>=', last.first_seq)
    .orderBy('seq')
    .execute()
}

/** The same of a log from the beginning. */
export function lastDoneOf(log: ActionRecord[]): ActionRecord[] {
  const last = log.at(-1)!
  return last.first_seq === null ? [last] : log.filter(({ seq }) => seq >= last.first_seq!)
}

/**
 * A case as it was before the last lines of its log: the fold of what came before, and the clock. A
 * note among them changed neither.
 */
export async function before(
  tx: Executor,
  row: CaseRecord,
  lines: number,
): Promise<{ state: CaseState; clock: ClockColumns }> {
  const log = await tables(tx)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', row.id)
    .orderBy('seq')
    .execute()
  const [submission, ...acts] = log.slice(0, -lines)
  const { subject } = submission!.input as { subject: string }
  const first = log.slice(-lines).find((entry) => entry.clock_before !== null)!
  const clock = first.clock_before as unknown as ClockColumns
  return { state: fold(subject, acts.map(actionOf), row.type as CaseTypeCode), clock }
}

/** Of a log from the beginning: what was not taken back, without the taking back. */
export function standing(log: ActionRecord[]): ActionRecord[] {
  return log.filter((entry, index) => !isUndo(entry) && !isUndone(log, index))
}

/** Whether a line takes back what came before it. */
export const isUndo = (entry: Pick<ActionRecord, 'type'> | undefined): boolean =>
  entry !== undefined && entry.type !== 'submit' && ruleOf(entry as never).to === 'before'

/** How many lines of the log a line takes back. */
export const linesOf = (input: unknown): number => (input as { lines?: number }).lines ?? 1

/** The lines that one that takes back took back. */
export function undoneBy(log: ActionRecord[], index: number): ActionRecord[] {
  const from = index - linesOf(log[index]!.input)
  return log.slice(from, index).filter(isUndoable)
}

/** Whether a line of a log was taken back. A note that was written with it is not: it was read. */
export function isUndone(log: ActionRecord[], index: number): boolean {
  if (!isUndoable(log[index]!)) return false
  const later = log.slice(index + 1, index + 1 + mostSteps)
  return later.some((entry, at) => isUndo(entry) && linesOf(entry.input) > at)
}

const isUndoable = ({ type }: Pick<ActionRecord, 'type'>) => undoableTypes.includes(type)
const undoableTypes: string[] = actionTypes.filter((type) => ruleOf({ type }).undoable)

/** The same for a row of a query: whether no later one takes it back. */
export const stands = (alias: string) => sql<boolean>`(
  ${sql.ref(`${alias}.type`)} <> all(${undoableTypes}) or not exists (
    select from cases.actions u where u.case_id = ${sql.ref(`${alias}.case_id`)}
      and u.seq > ${sql.ref(`${alias}.seq`)} and u.seq <= ${sql.ref(`${alias}.seq`)} + ${mostSteps}::int
      and u.type = 'undo'
      and u.seq - coalesce((u.input->>'lines')::int, 1) <= ${sql.ref(`${alias}.seq`)}))`
