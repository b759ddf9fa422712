import { z } from 'zod'
import { caseFilter } from './case-list.ts'
import { actionRequest } from './case-types.ts'
import type { ActionType } from './case-types.ts'
import { ability, boxes } from './cases.ts'
import { endpoint } from './endpoint.ts'
import { disabledReasons } from './field-report.ts'

/** What can be done to many cases at once; each of them is asked for itself. */
export const bulkActions = [
  'accept',
  'assign',
  'reclassify',
  'note_internal',
  'close',
] as const satisfies ActionType[]
export type BulkAction = (typeof bulkActions)[number]

/** As many cases as are chosen at once. */
export const mostChosen = 500
/** As many as one request acts on: its answer comes while somebody waits for it. */
export const mostAtOnce = 50

/** What was done to many is taken back from many, too; that is offered with it, not chosen. */
const isBulk = (type: string) =>
  type === 'undo' || (bulkActions as readonly string[]).includes(type)

export const previewBulk = endpoint({
  method: 'POST',
  path: '/api/cases/bulk/preview',
  tag: 'cases',
  summary: 'What could be done to many cases, and to which of them not and why',
  description:
    'Of the cases named, or of the first 500 of a work box as it is filtered. Changes nothing.',
  audience: 'staff',
  body: z.object({
    ids: z.array(z.uuid()).max(mostChosen, 'too_many').optional(),
    box: z.enum(boxes).default('all'),
    filter: caseFilter.default({}),
  }),
  response: z.object({
    cases: z.array(
      z.object({
        id: z.uuid(),
        number: z.string(),
        version: z.int(),
        abilities: z.array(ability),
      }),
    ),
    /** There are more than these. */
    cut: z.boolean(),
  }),
  errors: ['unauthenticated', 'invalid_input'],
})

export const bulkOutcomes = [
  'done',
  'conflict',
  'not_possible',
  'not_allowed',
  'personal_data',
  'incomplete',
  'failed',
] as const

/** How it went with one case. */
export const caseOutcome = z.object({
  outcome: z.enum(bulkOutcomes),
  /** The version it made. */
  version: z.int().nullable(),
  /** Why it is not possible now. */
  reason: z.enum(disabledReasons).nullable(),
  /** Who was first, of a conflict. */
  by: z.string().nullable(),
  /** What is missing or wrong of an input, as its code. */
  fault: z.string().nullable(),
})
export type CaseOutcome = z.infer<typeof caseOutcome>

export const actOnCases = endpoint({
  method: 'POST',
  path: '/api/cases/bulk',
  tag: 'cases',
  summary: 'One action on many cases, each for itself',
  description:
    'Each case is written in a transaction of its own, so that one that cannot be holds up no other; ' +
    'the answer says of each how it went. The same key again does only what was not done.',
  audience: 'staff',
  idempotent: true,
  answerSeconds: 60,
  body: z.object({
    cases: z
      .array(z.object({ id: z.uuid(), version: z.int() }))
      .min(1, 'required')
      .max(mostAtOnce, 'too_many'),
    action: actionRequest.refine(({ type }) => isBulk(type), 'invalid'),
  }),
  response: z.object({
    results: z.array(caseOutcome.extend({ id: z.uuid() })),
  }),
  errors: ['unauthenticated', 'invalid_input', 'idempotency_mismatch'],
})

export const snoozeCases = endpoint({
  method: 'POST',
  path: '/api/cases/snooze',
  tag: 'cases',
  summary: 'Put cases off for oneself',
  description:
    'They are hidden from the caller’s own boxes until then, or until somebody acts on them; with ' +
    'null they are back at once. Nobody else sees a difference.',
  audience: 'staff',
  body: z.object({
    ids: z.array(z.uuid()).min(1, 'required').max(mostChosen, 'too_many'),
    until: z.iso.datetime({ offset: true, error: 'invalid_time' }).nullable(),
  }),
  response: z.object({ changed: z.int() }),
  errors: ['unauthenticated', 'invalid_input'],
})
