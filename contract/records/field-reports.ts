import { z } from 'zod'
import { bilingual, code, period, reference, text } from './shared.ts'

const sort = z.int().min(0)

export const subjectGroup = z.strictObject({ code, name: bilingual, icon: z.string().min(1), sort })
export type SubjectGroup = z.infer<typeof subjectGroup>

/** What the reporter is asked about a subject; every question may be left unanswered. */
export const question = z.strictObject({
  text: bilingual,
  type: z.enum(['one', 'many', 'text', 'number', 'time', 'yes_no', 'code']),
  options: z.array(bilingual).optional(),
})
export type Question = z.infer<typeof question>

/** An agency, or one relative to the place: `xa`, `ca_xa`, `xa.PTDS`. */
const agencyHere = () => reference('agencies', /^(xa|ca_xa)(\.|$)/)

/**
 * What a report is about. `lead` lists who handles it, the particular before the general: `when` is
 * the condition in words for the person who decides, the last one the case when none is known; `to`
 * an agency's code, or `xa` / `ca_xa` (also `xa.PTDS`) for the People's Committee / police of the
 * commune at the place and its offices. `support` helps the lead. `classUp` says when the case is
 * more urgent than its class. `evidence` are the pieces an answer must show (choices of the list
 * `evidence`). `publication`: `public` after editing, `masked` with faces, plates, house numbers and
 * names covered, `closed` never. `contact` says whether a report may come without a telephone or
 * e-mail address; it may where nothing is said. `urgentWords` are compared without diacritics.
 */
export const subject = z.strictObject({
  code,
  group: reference('subjectGroups'),
  name: bilingual,
  class: reference('classes'),
  classUp: z.strictObject({ to: reference('classes'), when: bilingual }).optional(),
  publication: z.enum(['public', 'masked', 'closed']),
  contact: z.enum(['optional', 'required']).optional(),
  lead: z.array(z.strictObject({ when: text, to: agencyHere() })).min(1, 'required'),
  support: z.array(agencyHere()).optional(),
  questions: z.array(question).max(4, 'too_many').optional(),
  evidence: z.array(reference('choices')).optional(),
  urgentWords: z.array(text),
  note: bilingual.optional(),
  ...period,
})
export type Subject = z.infer<typeof subject>

/**
 * A length of time. `minutes` and `hours` run day and night; `days` are calendar days whose last one
 * moves to the next working day (BLDS 2015 Đ148.5); `working_hours` and `working_days` run only
 * while offices are open.
 */
export const duration = z.strictObject({
  amount: z.int().min(0),
  unit: z.enum(['minutes', 'hours', 'days', 'working_hours', 'working_days']),
})
export type Duration = z.infer<typeof duration>

/**
 * How long each step may take: `result` until the answer, `accept` until the centre decides (0: at
 * once), `ack` until the agency confirms, `handBack` in which it may return the case as not its own,
 * `extend` how often and by how much at most. An absent `ack` or `extend`: none is foreseen.
 * `source` says where the figures come from.
 */
export const deadlineClass = z.strictObject({
  code,
  name: bilingual,
  result: duration,
  accept: duration,
  ack: duration.optional(),
  handBack: duration,
  extend: z.strictObject({ times: z.int().min(1), max: duration }).optional(),
  source: text,
  ...period,
})
export type DeadlineClass = z.infer<typeof deadlineClass>

export const choiceLists = [
  'refusal',
  'return',
  'rating',
  'evidence',
  'data_request',
  'data_refusal',
] as const

/**
 * A reason or answer to choose: why a report is declined (its `guidance` reaches the sender,
 * `{placeholders}` filled in), why an answer goes back, what a citizen says of an answer from best
 * to worst, which pieces an answer must show. A code stands once among all lists. Where one of the
 * `phrases` of its `signs` is written in a report, its `notice` is shown before the report is sent.
 */
export const choice = z.strictObject({
  code,
  list: z.enum(choiceLists),
  name: bilingual,
  guidance: bilingual.optional(),
  signs: z
    .strictObject({ phrases: z.array(text).min(1, 'required'), notice: bilingual })
    .optional(),
  sort,
  ...period,
})
export type Choice = z.infer<typeof choice>

/** The actions whose words are written again and again. */
export const wordyActions = [
  'decline',
  'ask_citizen',
  'request_question',
  'note_internal',
  'note_public',
  'answer',
] as const

/**
 * A piece of text for the boxes of an action's form, for all reports or those of one group of
 * subjects. `{blanks}` are filled from the case where it knows them, and left to be filled by hand
 * where it does not.
 */
export const textModule = z.strictObject({
  code,
  action: z.enum(wordyActions),
  name: bilingual,
  text: bilingual,
  group: reference('subjectGroups').optional(),
  sort,
  ...period,
})
export type TextModule = z.infer<typeof textModule>
