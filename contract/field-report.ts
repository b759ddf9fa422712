import { z } from 'zod'
import { code, composeAnswer, rule } from './case-type.ts'
import type { ActionRule, CaseType } from './case-type.ts'
import { normalizeDigits } from './codes.ts'
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
  'long_term',
  'answered',
  'reopened',
  'merged',
  'withdrawn',
  'closed',
] as const
export type Status = (typeof statuses)[number]

/** With the agency: the time in which the answer is the agency's to give. */
const withAgency = ['assigned', 'acknowledged', 'in_progress'] as const
/** Whoever works on it may tell everybody how it goes. */
const progressing = [
  ...withAgency,
  'awaiting_approval',
  'awaiting_publication',
  'long_term',
  'answered',
] as const
/** No answer has been published and nobody has ended it: the statuses with a running deadline. */
export const openStatuses = [
  'submitted',
  'screening',
  ...withAgency,
  'waiting_citizen',
  'handed_back',
  'awaiting_approval',
  'awaiting_publication',
  'long_term',
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

/** Within so many days everybody hears how a long-term case goes on. */
export const progressDays = 30

/** So long an action may be taken back, in minutes. */
export const undoMinutes = 10

/** As it is printed or typed, in groups. */
const reportNumber = words(30).transform(normalizeDigits)
const day = z.iso.date('invalid_date')
/** What is only noted: the number of the other case. */
const noted = { input: z.object({ number: reportNumber }), codes: { number: 'reports' } } as const

/** Everything that can happen to a field report after it was submitted. */
export const actions = {
  accept: rule({
    by: { operator: ['submitted'] },
    to: 'screening',
    input: z.object({}),
    public: true,
    undoable: true,
  }),
  decline: rule({
    by: { operator: ['submitted', 'screening', 'waiting_citizen', 'handed_back'] },
    to: 'declined',
    /** The guidance reaches the reporter word for word. */
    input: z.object({ reason: code, guidance: words(2000) }),
    public: true,
    codes: { reason: 'refusals' },
    clock: 'resume',
    undoable: true,
    effect: (_, { guidance }) => ({ guidance }),
  }),
  reclassify: rule({
    by: { operator: ['submitted', 'screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'same',
    input: z.object({ subject: code }),
    public: true,
    codes: { subject: 'subjects' },
    clock: 'recount',
    undoable: true,
    effect: (_, { subject }) => ({ subject }),
  }),
  assign: rule({
    by: { operator: ['screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'assigned',
    /** `text` is what the agency reads: the reporter's words without what tells who reported. */
    input: z.object({ agency: code, reason: words(500).optional(), text: words(4000).optional() }),
    public: true,
    codes: { agency: 'agencies' },
    clock: 'hand_back',
    undoable: true,
    effect: (state, { agency, text }) => ({
      agency,
      agencyText: text ?? state.agencyText,
      officer: null,
      question: null,
      extension: null,
    }),
  }),
  acknowledge: rule({
    by: { coordinator: ['assigned'], officer: ['assigned'] },
    to: 'acknowledged',
    input: z.object({}),
    public: true,
    undoable: true,
  }),
  assign_inside: rule({
    by: { coordinator: withAgency },
    to: 'same',
    input: z.object({ officer: code }),
    codes: { officer: 'officers' },
    undoable: true,
    effect: (_, { officer }) => ({ officer }),
  }),
  hand_back: rule({
    by: { coordinator: ['assigned', 'acknowledged'] },
    to: 'handed_back',
    input: z.object({ reason: words(1000), agency: code.optional() }),
    public: true,
    codes: { agency: 'agencies' },
    undoable: true,
    effect: ({ handBacks }) => ({
      officer: null,
      question: null,
      extension: null,
      handBacks: handBacks + 1,
    }),
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
    effect: (_, { question }) => ({ question }),
  }),
  ask_citizen: rule({
    by: { operator: ['screening', ...withAgency] },
    to: 'waiting_citizen',
    input: z.object({ question: words(1000) }),
    public: true,
    clock: 'pause',
    effect: (state, { question }) => ({ question, returnTo: state.status }),
  }),
  /** By the reporter, or by the centre for a reporter who answered on the telephone. */
  citizen_reply: rule({
    by: { reporter: ['waiting_citizen'], operator: ['waiting_citizen'] },
    to: 'back',
    input: z.object({ text: words(4000) }),
    public: true,
    clock: 'resume',
    effect: () => ({ question: null, returnTo: null }),
  }),
  note_internal: rule({
    by: { operator: statuses, coordinator: statuses, officer: statuses, head: statuses },
    to: 'same',
    input: z.object({ text: words(4000) }),
  }),
  note_public: rule({
    by: {
      operator: progressing,
      coordinator: progressing,
      officer: progressing,
    },
    clock: 'progress',
    to: 'same',
    /** Pictures are for staff, as an answer's are, until the centre publishes copies. */
    input: z.object({ text: words(1000), pictures: pictureIds.optional() }),
    public: true,
    clean: ['text'],
  }),
  /** Four boxes instead of a letter: what was found and when, what was done, is it finished. */
  answer: rule({
    by: {
      coordinator: ['in_progress', 'long_term'],
      officer: ['in_progress', 'long_term'],
    },
    to: 'awaiting_approval',
    input: z.object({
      checked: words(2000),
      done: words(4000),
      finished: z.boolean(),
      promisedOn: z.iso.date('invalid_date').optional(),
      /** New proofs; those of an answer that was returned stay with the case. */
      pictures: pictureIds.optional(),
      /** How it looked before the work, where the agency took pictures of that too. */
      before: pictureIds.optional(),
    }),
    effect: (_, input) => ({ answer: composeAnswer(input), question: null, extension: null }),
  }),
  return_answer: rule({
    by: { head: ['awaiting_approval'], operator: ['awaiting_publication'] },
    to: 'in_progress',
    input: z.object({ reason: code, text: words(1000).optional() }),
    codes: { reason: 'returnReasons' },
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
    clean: ['title', 'text', 'answer'],
    clock: 'answer',
    effect: (_, { title, text, answer }) => ({ published: { title, text, answer } }),
  }),
  /** From `merged`: of the answer of the case it was merged into. */
  rate: rule({
    by: { reporter: ['answered', 'closed', 'merged'] },
    to: 'same',
    input: z.object({ rating: code, comment: words(1000).optional() }),
    public: true,
    codes: { rating: 'ratings' },
    effect: (_, { rating, comment }) => ({ rating, ratingComment: comment ?? null }),
  }),
  /** By the reporter; by the shift lead where the centre itself finds that it is not settled. */
  reopen: rule({
    by: { reporter: ['answered', 'closed', 'merged'], shift_lead: ['answered', 'closed'] },
    to: 'reopened',
    input: z.object({ reason: words(2000) }),
    public: true,
    clock: 'restart',
    together: 'joins',
    effect: (state) => ({
      mergedInto: null,
      returnTo: null,
      rating: null,
      ratingComment: null,
      reopenings: state.reopenings + 1,
      handBacks: 0,
      extensions: 0,
    }),
  }),
  withdraw: rule({
    by: { reporter: [...openStatuses, 'merged'] },
    to: 'withdrawn',
    input: z.object({ reason: words(1000).optional() }),
    public: true,
    clock: 'resume',
    together: 'ends',
    effect: () => ({ mergedInto: null }),
  }),
  /** Several reports of one matter: this one waits for the answer of the other, which is open. */
  merge: rule({
    by: { operator: ['submitted', 'screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'merged',
    input: z.object({ number: reportNumber }),
    public: true,
    codes: { number: 'reports' },
    together: 'joins',
    undoable: true,
    effect: ({ status }, { number }) => ({ mergedInto: number, returnTo: status }),
  }),
  /** It was another matter after all; by the reporter too, while there is no answer. */
  unmerge: rule({
    by: { operator: ['merged'], reporter: ['merged'] },
    to: 'back',
    input: z.object({ reason: words(1000).optional() }),
    public: true,
    together: 'joins',
    effect: () => ({ mergedInto: null, returnTo: null }),
  }),
  /** Nobody's to ask for: what the actions above leave in the log of the other case. */
  take_in: rule({ by: {}, to: 'same', ...noted }),
  let_go: rule({ by: {}, to: 'same', ...noted }),
  /** The same: the case it was merged into was withdrawn, so it goes on by itself. */
  release: rule({
    by: {},
    to: 'back',
    ...noted,
    public: true,
    effect: () => ({ mergedInto: null, returnTo: null }),
  }),
  /** A consent given with the report ends; what rests on it stops. */
  withdraw_consent: rule({
    by: { reporter: statuses },
    to: 'same',
    input: z.object({ purpose: code }),
    consent: 'withdraw',
  }),
  close: rule({
    by: { operator: ['answered', 'reopened'] },
    to: 'closed',
    input: z.object({ reason: words(1000).optional() }),
    public: true,
    undoable: true,
  }),
  /** The agency asks for more time, once: why, what was done so far, until when. */
  extend: rule({
    by: {
      coordinator: ['acknowledged', 'in_progress'],
      officer: ['acknowledged', 'in_progress'],
    },
    to: 'same',
    input: z.object({ reason: words(1000), done: words(2000), promisedOn: day }),
    public: true,
    effect: ({ extensions }, { promisedOn }) => ({
      extension: promisedOn,
      extensions: extensions + 1,
    }),
  }),
  /** The day is the one that was asked for; the log keeps it. */
  grant_extension: rule({
    by: { operator: withAgency },
    to: 'same',
    input: z.object({ promisedOn: day.optional() }),
    public: true,
    clock: 'promise',
    effect: () => ({ extension: null }),
  }),
  refuse_extension: rule({
    by: { operator: withAgency },
    to: 'same',
    input: z.object({ reason: words(1000) }),
    public: true,
    effect: () => ({ extension: null }),
  }),
  remind: rule({
    by: { operator: [...withAgency, 'awaiting_approval', 'long_term'] },
    to: 'same',
    input: z.object({ text: words(1000).optional() }),
    effect: ({ reminders }) => ({ reminders: reminders + 1 }),
  }),
  /** To the province's leaders, who find it among theirs. */
  escalate: rule({
    by: { shift_lead: openStatuses },
    to: 'same',
    input: z.object({ summary: words(4000) }),
    effect: (_, { summary }) => ({ escalation: summary }),
  }),
  /** More dangerous than when it was sent. */
  urgent: rule({
    by: { reporter: openStatuses },
    to: 'same',
    input: z.object({ reason: words(1000) }),
    effect: (_, { reason }) => ({ urgent: reason }),
  }),
  see_urgent: rule({
    by: { shift_lead: statuses },
    to: 'same',
    input: z.object({}),
    effect: () => ({ urgent: null }),
  }),
  /** The reporter wants to be called: the telephone that the report was sent with. */
  ask_call: rule({
    by: { reporter: statuses },
    to: 'same',
    input: z.object({ reason: words(500) }),
    effect: (_, { reason }) => ({ callback: reason }),
  }),
  call_done: rule({
    by: { operator: statuses },
    to: 'same',
    input: z.object({ text: words(1000) }),
    effect: () => ({ callback: null }),
  }),
  /** Beyond what a deadline allows: a plan and a day, and word of it every {@link progressDays}. */
  long_term: rule({
    by: { operator: [...withAgency, 'long_term'] },
    to: 'long_term',
    input: z.object({ promisedOn: day, plan: words(4000) }),
    public: true,
    clock: 'promise',
    effect: () => ({ extension: null }),
  }),
  /**
   * Several matters in one report: this one keeps the first, each other one becomes a report of its
   * own, in the words for it. Its reporter has a code for each.
   */
  split: rule({
    by: { operator: ['submitted', 'screening', ...withAgency, 'handed_back', 'reopened'] },
    to: 'same',
    input: z.object({
      parts: z
        .array(z.object({ subject: code, text: words(4000) }), 'required')
        .min(1, 'required')
        .max(8, 'too_many'),
    }),
    public: true,
  }),
  /**
   * Takes back the last action: its own, of a moment ago, when nobody did anything after. Of what was
   * done as one, all of it; `lines` is how many lines of the log that are, and the server's to say.
   */
  undo: rule({
    by: { operator: statuses, coordinator: statuses, officer: statuses },
    to: 'before',
    input: z.object({ lines: z.int().min(1).max(100).optional() }),
    together: 'joins',
  }),
} satisfies Record<string, ActionRule>

export type ActionType = keyof typeof actions
export const actionTypes = Object.keys(actions) as [ActionType, ...ActionType[]]

/** The field report as the engine takes it; see {@link CaseType}. */
export const fieldReport = {
  code: 'field_report',
  first: 'submitted',
  firstDue: 'result',
  kinds: 'subjects',
  statuses,
  openStatuses,
  actions,
} as const satisfies CaseType

/** Why an action is shown but cannot be used now; `locales` has a sentence for each. */
export const disabledReasons = [
  'wrong_status',
  'already_rated',
  'hand_back_too_late',
  'awaiting_approval',
  'other_officer',
  'disputed',
  'report_open',
  'main_answered',
  'undo_over',
  'no_extension',
  'extended_already',
  'urgent_already',
  'call_asked_already',
] as const
export type DisabledReason = (typeof disabledReasons)[number]
