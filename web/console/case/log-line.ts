import type { Translate } from '../i18n.ts'
import type { LogEntry } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { plainDay } from '../format.ts'

const textOf = (input: LogEntry['input'], name: string) => {
  const value = input[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Who did it, as staff name each other; an agency sees the centre's people only as the centre. */
function whoOf({ actor }: LogEntry, t: Translate<'console'>): string {
  if (actor.kind === 'reporter') return t('reporter')
  const who = actor.name ?? actor.agency ?? t('centre')
  return actor.actingFor ? t('actingFor', { who, giver: actor.actingFor }) : who
}

/** Which reports were split off. */
function partNumbers({ parts }: LogEntry['input']): string {
  const made = Array.isArray(parts) ? (parts as { number?: string }[]) : []
  return made.map(({ number }) => inGroups(number ?? '')).join(', ')
}

/** What a line took back, each by the name of its button. */
export function undoneWords({ actions }: LogEntry['input'], t: Translate): string {
  const types = Array.isArray(actions) ? (actions as 'undo'[]) : []
  return types.map((type) => t(`common:action.${type}.button`)).join(', ')
}

/** The sentence of one entry of the log. The server adds the names behind the codes. */
export function lineOf(entry: LogEntry, t: Translate<'console'>): string {
  const { type, input, actor } = entry
  const named = (name: string) => textOf(input, `${name}Name`) ?? textOf(input, name) ?? ''
  const values = {
    who: whoOf(entry, t),
    // In an acknowledgement the agency speaks; in an assignment it is spoken to.
    agency: type === 'assign' ? named('agency') : (actor.agency ?? whoOf(entry, t)),
    reason: named('reason'),
    subject: named('subject'),
    officer: named('officer'),
    rating: named('rating'),
    better: named('agency'),
    number: inGroups(named('number')),
    times: String(input.times ?? ''),
    day: textOf(input, 'promisedOn') ? plainDay(textOf(input, 'promisedOn')!) : '',
    numbers: partNumbers(input),
    undone: type === 'undo' ? undoneWords(input, t) : '',
  }
  const variant =
    type === 'hand_back' && values.better
      ? ('hand_back_better' as const)
      : (type === 'citizen_reply' || type === 'reopen' || type === 'unmerge') &&
          actor.kind === 'staff'
        ? (`${type}_staff` as const)
        : type
  return t(`common:line.${variant}`, values)
}

/** What was written with it, worth reading below the sentence. */
export function bodyOf({ type, input }: LogEntry, t: Translate<'console'>): string[] {
  const parts: Partial<Record<LogEntry['type'], (string | undefined)[]>> = {
    decline: [textOf(input, 'guidance')],
    assign: [textOf(input, 'reason')],
    request_question: [textOf(input, 'question')],
    ask_citizen: [textOf(input, 'question')],
    citizen_reply: [textOf(input, 'text')],
    note_internal: [textOf(input, 'text')],
    note_public: [textOf(input, 'text')],
    return_answer: [textOf(input, 'text')],
    rate: [textOf(input, 'comment')],
    reopen: [textOf(input, 'reason')],
    withdraw: [textOf(input, 'reason')],
    unmerge: [textOf(input, 'reason')],
    extend: [textOf(input, 'done')],
    remind: [textOf(input, 'text')],
    call_done: [textOf(input, 'text')],
    escalate: [textOf(input, 'summary')],
    long_term: [textOf(input, 'plan')],
    close: [textOf(input, 'reason')],
    data_extend: [textOf(input, 'reason')],
    data_answer: [textOf(input, 'answer')],
    data_refuse: [textOf(input, 'answer')],
    data_note: [textOf(input, 'text')],
    answer: [
      textOf(input, 'checked'),
      textOf(input, 'done'),
      input.finished === false
        ? textOf(input, 'promisedOn')
          ? t('case.promised', { day: plainDay(textOf(input, 'promisedOn')!) })
          : t('act.finishedNo')
        : undefined,
    ],
  }
  return (parts[type] ?? []).filter((part) => part !== undefined)
}
