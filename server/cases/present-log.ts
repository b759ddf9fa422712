import type { LogEntry } from '../../contract/cases.ts'
import { dayText, localDay } from '../places/index.ts'
import type { Reporter } from '../vault/index.ts'
import { findReporter, mask } from './personal.ts'
import type { Context } from './present.ts'
import type { ActionRecord } from './tables.ts'
import { isUndo, isUndone, undoneBy } from './undo.ts'

/** The day of a moment in Vietnam, by which names are looked up. */
export const dayIn = (moment: Date) => dayText(localDay(moment))

/** The name that a choice had at a moment. */
export const choiceName = (code: string, at: Date, { rules, language }: Context) =>
  rules.ever.choices.near(code, dayIn(at))?.name[language]

/** The log as a viewer may read it. */
export function presentLog(
  log: ActionRecord[],
  centre: boolean,
  reporter: Reporter,
  context: Context,
): LogEntry[] {
  return log.flatMap((entry, index) => {
    const byCentre = entry.actor_kind === 'staff' && entry.actor_agency === null
    // The centre's own notes may speak of the reporter: they stay in the centre.
    if (!centre && byCentre && entry.type === 'note_internal') return []
    const input = entry.input as Record<string, unknown>
    return [
      {
        seq: entry.seq,
        type: entry.type as LogEntry['type'],
        at: entry.at.toISOString(),
        actor: {
          kind: entry.actor_kind as 'reporter' | 'staff',
          name: nameOf(entry.actor_id, byCentre && !centre, context),
          actingFor: nameOf(entry.acting_for, byCentre && !centre, context),
          agency:
            entry.actor_agency &&
            (context.agencies.get(entry.actor_agency, dayIn(entry.at)) ?? null),
        },
        input: {
          ...readable(input, entry.at, context),
          ...(centre ? {} : withoutReporter(input, reporter)),
          // What it took back, for the sentence.
          ...(entry.type === 'remind' && { times: timesOf('remind', log, index) }),
          ...(isUndo(entry) && { actions: undoneBy(log, index).map(({ type }) => type) }),
        },
        undone: isUndone(log, index),
      },
    ]
  })
}

/** Which one of its kind an entry is. */
const timesOf = (type: string, log: ActionRecord[], index: number) =>
  log.slice(0, index + 1).filter((entry) => entry.type === type).length

/** An agency is not told the names of the centre's people. */
const nameOf = (id: string | null, isHidden: boolean, { staff }: Context) =>
  id === null || isHidden ? null : (staff.get(id) ?? null)

/** Adds the names behind the codes, so that a screen need not look them up. */
function readable(
  input: Record<string, unknown>,
  at: Date,
  context: Context,
): Record<string, unknown> {
  const { rules, language, agencies, staff } = context
  const name = (key: string, value: string | undefined) => (value ? { [`${key}Name`]: value } : {})
  const code = (key: string) => String(input[key] ?? '')
  return {
    ...input,
    ...name('agency', agencies.get(code('agency'), dayIn(at))),
    ...name('officer', staff.get(code('officer'))),
    ...name('subject', rules.ever.subjects.near(code('subject'), dayIn(at))?.name[language]),
    ...name('rating', choiceName(code('rating'), at, context)),
    ...name('reason', choiceName(code('reason'), at, context)),
  }
}

/** Every text of an action with the reporter's traces masked. */
function withoutReporter(
  input: Record<string, unknown>,
  reporter: Reporter,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, mask(value, findReporter(value, reporter))]] : [],
    ),
  )
}
