import { z } from 'zod'
import { pictureIds } from './pictures.ts'
import { words } from './text.ts'

/**
 * The state table of the field report (phản ánh hiện trường), the one place where it is said which
 * action is possible when, and for whom. The server gates with it and the screens draw their
 * buttons from it. Source: the common steps of the provinces' regulations on PAHT and 1022.
 */

export const statuses = [
  'submitted',
  'screening',
  'declined',
  'assigned',
  'acknowledged',
  'in_progress',
  'waiting_citizen',
  'handed_back',
  'awaiting_approval',
  'awaiting_publication',
  'answered',
  'reopened',
  'withdrawn',
  'closed',
] as const
export type Status = (typeof statuses)[number]

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

const code = z.string().trim().min(1, 'required').max(40, 'too_long')

/** With the agency: the time in which the answer is the agency's to give. */
const withAgency = ['assigned', 'acknowledged', 'in_progress'] as const
/** No answer has been published and nobody has ended it: the statuses with a running deadline. */
export const openStatuses = [
  'submitted',
  'screening',
  ...withAgency,
  'waiting_citizen',
  'handed_back',
  'awaiting_approval',
  'awaiting_publication',
  'reopened',
] as const

/** Whether an answer is still owed. */
export function isOpen(status: Status): boolean {
  return (openStatuses as readonly Status[]).includes(status)
}

/**
 * After so many hand-backs agencies are at odds about whose a case is: from then on the shift lead
 * alone decides where it goes. Counted anew when the case is reopened.
 */
export const disputedAfter = 2

/** Where an action leads: a status, `same`, or `back` to the status before the citizen was asked. */
export type Target = Status | 'same' | 'back'

export type ActionRule = {
  /** Who may do it, and from which statuses. */
  by: Partial<Record<ActorRole, readonly Status[]>>
  to: Target
  input: z.ZodObject
  /** Whether the public timeline shows it. */
  public: boolean
}

const rule = <Input extends z.ZodObject>(declared: {
  by: Partial<Record<ActorRole, readonly Status[]>>
  to: Target
  input: Input
  public?: boolean
}) => ({ public: false, ...declared })

/** Everything that can happen to a field report after it was submitted. */
export const actions = {
  accept: rule({
    by: { operator: ['submitted'] },
    to: 'screening',
    input: z.object({}),
    public: true,
  }),
  decline: rule({
    by: { operator: ['submitted', 'screening', 'waiting_citizen', 'handed_back'] },
    to: 'declined',
    /** The guidance reaches the reporter word for word. */
    input: z.object({ reason: code, guidance: words(2000) }),
    public: true,
  }),
  reclassify: rule({
    by: { operator: ['submitted', 'screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'same',
    input: z.object({ subject: code }),
    public: true,
  }),
  assign: rule({
    by: { operator: ['screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'assigned',
    /** `text` is what the agency reads: the reporter's words without what tells who reported. */
    input: z.object({ agency: code, reason: words(500).optional(), text: words(4000).optional() }),
    public: true,
  }),
  acknowledge: rule({
    by: { coordinator: ['assigned'], officer: ['assigned'] },
    to: 'acknowledged',
    input: z.object({}),
    public: true,
  }),
  assign_inside: rule({
    by: { coordinator: withAgency },
    to: 'same',
    input: z.object({ officer: code }),
  }),
  hand_back: rule({
    by: { coordinator: ['assigned', 'acknowledged'] },
    to: 'handed_back',
    input: z.object({ reason: words(1000), agency: code.optional() }),
    public: true,
  }),
  start: rule({
    by: { coordinator: ['acknowledged'], officer: ['acknowledged'] },
    to: 'in_progress',
    input: z.object({}),
    public: true,
  }),
  /** The agency's question; it goes to the centre, never straight to the reporter. */
  request_question: rule({
    by: { coordinator: ['acknowledged', 'in_progress'], officer: ['acknowledged', 'in_progress'] },
    to: 'same',
    input: z.object({ question: words(1000) }),
  }),
  ask_citizen: rule({
    by: { operator: ['screening', ...withAgency] },
    to: 'waiting_citizen',
    input: z.object({ question: words(1000) }),
    public: true,
  }),
  /** By the reporter, or by the centre for a reporter who answered on the telephone. */
  citizen_reply: rule({
    by: { reporter: ['waiting_citizen'], operator: ['waiting_citizen'] },
    to: 'back',
    input: z.object({ text: words(4000) }),
    public: true,
  }),
  note_internal: rule({
    by: { operator: statuses, coordinator: statuses, officer: statuses, head: statuses },
    to: 'same',
    input: z.object({ text: words(4000) }),
  }),
  note_public: rule({
    by: {
      operator: [...withAgency, 'awaiting_approval', 'awaiting_publication', 'answered'],
      coordinator: [...withAgency, 'awaiting_approval', 'awaiting_publication', 'answered'],
      officer: [...withAgency, 'awaiting_approval', 'awaiting_publication', 'answered'],
    },
    to: 'same',
    input: z.object({ text: words(1000) }),
    public: true,
  }),
  /** Four boxes instead of a letter: what was found and when, what was done, is it finished. */
  answer: rule({
    by: { coordinator: ['in_progress'], officer: ['in_progress'] },
    to: 'awaiting_approval',
    input: z.object({
      checked: words(2000),
      done: words(4000),
      finished: z.boolean(),
      promisedOn: z.iso.date('invalid_date').optional(),
      /** New proofs; those of an answer that was returned stay with the case. */
      pictures: pictureIds.optional(),
    }),
  }),
  return_answer: rule({
    by: { head: ['awaiting_approval'], operator: ['awaiting_publication'] },
    to: 'in_progress',
    input: z.object({ reason: code, text: words(1000).optional() }),
  }),
  approve: rule({
    by: { head: ['awaiting_approval'] },
    to: 'awaiting_publication',
    input: z.object({}),
  }),
  /** The centre publishes an edited title and text; the reporter's own words stay closed. */
  publish: rule({
    by: { operator: ['awaiting_publication'] },
    to: 'answered',
    input: z.object({
      title: words(120),
      text: words(4000),
      answer: words(6000),
      /** Which of the case's pictures everybody sees; none when absent. */
      pictures: z.array(z.uuid()).max(100).optional(),
    }),
    public: true,
  }),
  rate: rule({
    by: { reporter: ['answered', 'closed'] },
    to: 'same',
    input: z.object({ rating: code, comment: words(1000).optional() }),
    public: true,
  }),
  /** By the reporter; by the shift lead where the centre itself finds that it is not settled. */
  reopen: rule({
    by: { reporter: ['answered', 'closed'], shift_lead: ['answered', 'closed'] },
    to: 'reopened',
    input: z.object({ reason: words(2000) }),
    public: true,
  }),
  withdraw: rule({
    by: { reporter: openStatuses },
    to: 'withdrawn',
    input: z.object({ reason: words(1000).optional() }),
    public: true,
  }),
  close: rule({
    by: { operator: ['answered', 'reopened'] },
    to: 'closed',
    input: z.object({ reason: words(1000).optional() }),
    public: true,
  }),
} satisfies Record<string, ActionRule>

export type ActionType = keyof typeof actions
export const actionTypes = Object.keys(actions) as [ActionType, ...ActionType[]]

/** The input of one action, e.g. `ActionInput<'assign'>`. */
export type ActionInput<Type extends ActionType> = z.infer<(typeof actions)[Type]['input']>

/** An action with its input: the body of a request to act. */
export const actionRequest = z.discriminatedUnion(
  'type',
  actionTypes.map((type) =>
    z.object({ type: z.literal(type), input: actions[type].input }),
  ) as unknown as [z.ZodObject<{ type: z.ZodLiteral<ActionType>; input: z.ZodObject }>],
)
export type ActionRequest = {
  [Type in ActionType]: { type: Type; input: ActionInput<Type> }
}[ActionType]

/** Why an action is shown but cannot be used now; `locales` has a sentence for each. */
export const disabledReasons = [
  'wrong_status',
  'already_rated',
  'hand_back_too_late',
  'awaiting_approval',
  'other_officer',
  'disputed',
] as const
export type DisabledReason = (typeof disabledReasons)[number]
