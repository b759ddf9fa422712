import type { Ability, CaseView } from '../../../contract/cases.ts'
import type { ActionType } from '../../../contract/case-types.ts'

/**
 * Which live action is the case's next step, and so drawn first and reached by F2. Only a matter of
 * looks: what is possible at all is the state table's to say, and arrives as abilities.
 */
const nextSteps: ActionType[] = [
  'see_urgent',
  'grant_extension',
  'refuse_extension',
  'publish',
  'approve',
  'answer',
  'start',
  'acknowledge',
  'assign',
  'accept',
  'citizen_reply',
  'data_answer',
  'data_start',
  'data_acknowledge',
]

const replies = new Set<ActionType>([
  'see_urgent',
  'call_done',
  'grant_extension',
  'refuse_extension',
])
const isReply = ({ action }: Ability) => replies.has(action)

export type Arranged = {
  primary: Ability | undefined
  others: Ability[]
  /** Disabled for a reason worth reading at once. */
  held: Ability[]
  /** Disabled because it belongs to another step; kept out of the way. */
  later: Ability[]
}

/** The abilities of a case in the order in which they are drawn. */
export function arrange(view: Pick<CaseView, 'abilities' | 'question'>): Arranged {
  // What was just done is taken back where it stands: in the notice and in the log.
  const enabled = view.abilities.filter(({ enabled, action }) => enabled && action !== 'undo')
  const wanted = nextSteps.filter((type) => {
    // To send it elsewhere is possible while an agency works on it (and tells of its progress), but
    // is then no next step.
    return type !== 'assign' || !enabled.some(({ action }) => action === 'note_public')
  })
  // The agency waits for its question to be passed on: that comes before everything.
  const relay = view.question ? enabled.find(({ action }) => action === 'ask_citizen') : undefined
  const primary =
    relay ??
    wanted.map((type) => enabled.find(({ action }) => action === type)).find((found) => found)
  const disabled = view.abilities.filter((ability) => !ability.enabled)
  return {
    primary,
    // What somebody asked for comes before what may be done unasked.
    others: enabled
      .filter((ability) => ability !== primary)
      .toSorted((one, other) => Number(isReply(other)) - Number(isReply(one))),
    held: disabled.filter(({ reason }) => reason !== 'wrong_status'),
    later: disabled.filter(({ reason }) => reason === 'wrong_status'),
  }
}
