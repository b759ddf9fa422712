import { z } from 'zod'

/**
 * What a case type is. A type is one file of this folder: its statuses, and for each action who may
 * do it when, what it needs, what it does to the case and to its clock. The engine (server/cases)
 * knows no type by name; it reads these tables. Types are listed in case-types.ts.
 */
export type CaseType = {
  code: string
  /** The status of a new case. */
  first: string
  /** What its deadline is at first: the answer's, or that of the decision to take it up. */
  firstDue: 'result' | 'accept'
  /** What `subject` names: a subject of field reports, or a choice. */
  kinds: 'subjects' | 'choices'
  statuses: readonly string[]
  /** Those in which an answer is still owed: the deadline runs. */
  openStatuses: readonly string[]
  actions: Record<string, ActionRule>
}

/**
 * Who acts. Operator and shift lead belong to the centre, and a shift lead may all that an operator
 * may; coordinator, officer and head belong to the agency that has the case; the reporter is whoever
 * holds the case's code.
 */
export const actorRoles = [
  'reporter',
  'operator',
  'shift_lead',
  'coordinator',
  'officer',
  'head',
] as const
export type ActorRole = (typeof actorRoles)[number]

/**
 * Where an action leads: a status, `same`, `back` to the status before a question or a merge, or
 * `before`: everything is as it was before the last action.
 */
export type Target = string

/** What a case is, as far as its actions decide it: the fold of its log. */
export type CaseState = {
  status: string
  /** Where a waiting case goes on once the citizen has answered; a merged one, when it is split off. */
  returnTo: string | null
  subject: string
  agency: string | null
  agencyText: string | null
  officer: string | null
  /** Asked by the agency and not yet relayed, or asked of the citizen and not yet answered. */
  question: string | null
  answer: string | null
  published: { title: string; text: string; answer: string } | null
  rating: string | null
  ratingComment: string | null
  /** What a declined reporter was told. */
  guidance: string | null
  reopenings: number
  /** How often agencies have handed it back since it came, or was reopened. */
  handBacks: number
  /** The number of the case it was merged into: one matter, one answer. */
  mergedInto: string | null
  /** The day asked for and not yet decided; how often it was asked since it came or was reopened. */
  extension: string | null
  extensions: number
  /** How often the agency was urged on. */
  reminders: number
  /** What the province's leaders were told of it. */
  escalation: string | null
  /** Why its reporter says it is urgent now; until the shift lead has seen it. */
  urgent: string | null
  /** Why its reporter asks to be called; until somebody has called. */
  callback: string | null
}

/**
 * What an action does to the clock: `pause` and `resume` it, `recount` the deadline by the class of
 * the new subject, `take_up` by the class from the submission on, `extend` it as the class allows,
 * `promise` ends it on the input's `promisedOn`, `progress` sets by when a long-term case is told of
 * again, `restart` it from now, `hand_back` sets the agency's time to return the case, `answer` ends it.
 */
export type Clock =
  | 'pause'
  | 'resume'
  | 'recount'
  | 'take_up'
  | 'extend'
  | 'promise'
  | 'progress'
  | 'restart'
  | 'hand_back'
  | 'answer'

/** Where the code in an input must exist today. */
export type CodeList =
  | 'subjects'
  | 'refusals'
  | 'returnReasons'
  | 'ratings'
  | 'dataRefusals'
  | 'agencies'
  | 'officers'
  /** Numbers of open reports that this one may be merged into. */
  | 'reports'

export type ActionRule = {
  /** Who may do it, and from which statuses. */
  by: Partial<Record<ActorRole, readonly string[]>>
  to: Target
  input: z.ZodObject
  /** Whether the public timeline shows it. */
  public: boolean
  clock?: Clock
  codes?: Partial<Record<string, CodeList>>
  /** Texts that everybody will read: they carry nothing that tells of a person. */
  clean?: readonly string[]
  /**
   * Whether it may change which cases are merged: `joins` or leaves others itself; `ends` also for
   * those merged into it, which go on by themselves.
   */
  together?: 'joins' | 'ends'
  /** Whoever did it may take it back for a while, as long as nobody did anything after. */
  undoable?: boolean
  /** Whether it grants what was asked for; the case's kind says what that does. */
  grants?: boolean
  /** Ends the consent for the input's `purpose`. */
  consent?: 'withdraw'
  /** What changes besides the status. Pure. */
  effect?(state: CaseState, input: never): Partial<CaseState>
}

/** Declares an action with an effect typed by its input. */
export const rule = <Input extends z.ZodObject, const By>(
  declared: Omit<ActionRule, 'by' | 'input' | 'effect' | 'public'> & {
    by: By
    input: Input
    public?: boolean
    effect?: (state: CaseState, input: z.output<Input>) => Partial<CaseState>
  },
) => ({ public: false, ...declared })

/** A code from a list, as an input carries it. */
export const code = z.string().trim().min(1, 'required').max(40, 'too_long')

/** The four boxes of an answer as one text; the letter around it is the publication's. */
export function composeAnswer(input: {
  checked: string
  done: string
  finished: boolean
  promisedOn?: string | undefined
}): string {
  const promise =
    !input.finished && input.promisedOn
      ? `Dự kiến hoàn thành ngày ${input.promisedOn.split('-').reverse().join('/')}.`
      : null
  return [input.checked, input.done, promise].filter(Boolean).join('\n')
}
