import { Failure } from '../../contract/errors.ts'
import type { Clock } from '../../contract/case-type.ts'
import { progressDays } from '../../contract/field-report.ts'
import { actionTypes, isOpen } from '../../contract/case-types.ts'
import type { ActionRequest, Status } from '../../contract/case-types.ts'
import type { DeadlineClass } from '../../contract/records/field-reports.ts'
import {
  dayText,
  deadlineAfter,
  localDay,
  resumedDeadline,
  workingDaysLeft,
} from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Rules } from './catalogue.ts'
import { stateOf } from './record.ts'
import { apply, ruleOf } from './state.ts'
import { tables } from './tables.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'
import { stands } from './undo.ts'

/** What an action changes about a case's clock. */
type Times = Partial<
  Pick<
    CaseRecord,
    'class' | 'due_at' | 'hand_back_until' | 'paused_at' | 'answered_at' | 'progress_due_at'
  >
>

/** The deadline class as it was when a case's clock began to run: later law changes no promise. */
function classAt(rules: Rules, code: string, start: Date): DeadlineClass {
  const found = rules.ever.classes.near(code, dayText(localDay(start)))
  if (!found) throw new Failure('unavailable', { details: { reason: 'no_class', class: code } })
  return found
}

/** When the answer to what came at a moment is due; or, `accept`, the decision to take it up. */
export function dueAfter(
  rules: Rules,
  code: string,
  start: Date,
  step: 'result' | 'accept' = 'result',
): Date {
  return deadlineAfter(rules.calendar, start, classAt(rules, code, start)[step])
}

/** When a promised day is over: when offices close on it, or on the next working day. */
export function promisedTime(rules: Rules, day: string): Date {
  const begin = new Date(`${day}T00:00:00+07:00`)
  return deadlineAfter(rules.calendar, begin, { amount: 0, unit: 'working_days' })
}

const progressTime = (now: Date) => new Date(now.getTime() + progressDays * 86_400_000)

const extendOf = (rules: Rules, row: CaseRecord) =>
  rules.ever.classes.near(row.class, dayText(localDay(row.submitted_at)))?.extend

/** How often the class of a case lets it be extended. */
export function extendTimes(rules: Rules, row: CaseRecord): number {
  return extendOf(rules, row)?.times ?? 0
}

/** The last day that may be asked for, `YYYY-MM-DD`; null where the class foresees no extension. */
export function extendUntil(rules: Rules, row: CaseRecord): string | null {
  const extend = extendOf(rules, row)
  return extend ? dayText(localDay(deadlineAfter(rules.calendar, row.due_at, extend.max))) : null
}

/** Working days left of an open case whose clock runs; see {@link workingDaysLeft}. */
export function daysLeft(rules: Rules, row: CaseRecord, now: Date): number | null {
  if (row.paused_at !== null || !isOpen(row.status as Status)) return null
  return workingDaysLeft(rules.calendar, now, row.due_at)
}

/**
 * The stored times an action moves. An agency hands back in its own office hours; the answer is due
 * in the province's.
 */
export async function timesAfter(
  tx: Executor,
  rules: Rules,
  row: CaseRecord,
  action: ActionRequest,
  now: Date,
): Promise<Times> {
  const { clock } = ruleOf(action)
  const log = clock && readsLog.has(clock) ? await clockLog(tx, row) : []
  return timesOf(rules, row, action, now, log)
}

/** {@link timesAfter} where the log of the case is at hand; what was undone is not in it. */
export function timesOf(
  rules: Rules,
  row: CaseRecord,
  action: ActionRequest,
  now: Date,
  log: readonly LogTime[],
): Times {
  switch (ruleOf(action).clock) {
    case 'recount': {
      const { class: code } = rules.subjects.get(apply(stateOf(row), action).subject)!
      const { start, pauses } = clockIn(row, log)
      const { unit } = classAt(rules, code, start).result
      const dueAt = pauses.reduce(
        (due, pause) => resumedDeadline(rules.calendar, { dueAt: due, unit, ...pause }),
        dueAfter(rules, code, start),
      )
      return { class: code, due_at: dueAt }
    }
    case 'take_up':
      return { due_at: dueAfter(rules, row.class, row.submitted_at) }
    case 'extend': {
      const { extend } = classAt(rules, row.class, row.submitted_at)
      return extend ? { due_at: deadlineAfter(rules.calendar, row.due_at, extend.max) } : {}
    }
    case 'promise': {
      const { promisedOn } = action.input as { promisedOn: string }
      return { due_at: promisedTime(rules, promisedOn), progress_due_at: progressTime(now) }
    }
    case 'progress':
      return row.progress_due_at === null ? {} : { progress_due_at: progressTime(now) }
    case 'hand_back': {
      const { start } = clockIn(row, log)
      const { handBack } = classAt(rules, row.class, start)
      const { agency } = apply(stateOf(row), action)
      return { hand_back_until: deadlineAfter(rules.calendar, now, handBack, agency) }
    }
    case 'pause':
      return { paused_at: now }
    case 'resume': {
      if (row.paused_at === null) return {}
      const { start } = clockIn(row, log)
      const dueAt = resumedDeadline(rules.calendar, {
        dueAt: row.due_at,
        unit: classAt(rules, row.class, start).result.unit,
        pausedAt: row.paused_at,
        resumedAt: now,
      })
      return { due_at: dueAt, paused_at: null }
    }
    case 'restart':
      return { due_at: dueAfter(rules, row.class, now) }
    case 'answer':
      return { answered_at: now }
    default:
      return {}
  }
}

/** A line of a case's log, as far as its clock minds it. */
type LogTime = Pick<ActionRecord, 'type' | 'at'>

const typesWith = (clock: Clock) => actionTypes.filter((type) => ruleOf({ type }).clock === clock)
const [restarts, pauses, resumes] = [
  typesWith('restart'),
  typesWith('pause'),
  typesWith('resume'),
] as string[][] as [string[], string[], string[]]
const clockTypes = [...restarts, ...pauses, ...resumes]

/** What needs the log: when the clock began, and when it stood still. */
const readsLog: ReadonlySet<Clock> = new Set<Clock>(['recount', 'hand_back', 'resume'])

/** The lines of a case's log that started, stopped or went on with its clock. */
async function clockLog(tx: Executor, row: CaseRecord): Promise<LogTime[]> {
  return tables(tx)
    .selectFrom('cases.actions as a')
    .select(['type', 'at'])
    .where('case_id', '=', row.id)
    .where('type', 'in', clockTypes)
    .where(stands('a'))
    .orderBy('seq')
    .execute()
}

/** When a case's clock began to run – it begins anew when it is reopened – and when it stood still. */
function clockIn(
  row: CaseRecord,
  whole: readonly LogTime[],
): { start: Date; pauses: { pausedAt: Date; resumedAt: Date }[] } {
  const log = whole.filter(({ type }) => clockTypes.includes(type))
  const begun = log.findLastIndex(({ type }) => restarts.includes(type))
  const since = log.slice(begun + 1)
  return {
    start: log[begun]?.at ?? row.submitted_at,
    pauses: since.flatMap(({ type, at }, index) => {
      const asked = resumes.includes(type) ? since[index - 1]?.at : undefined
      return asked ? [{ pausedAt: asked, resumedAt: at }] : []
    }),
  }
}
