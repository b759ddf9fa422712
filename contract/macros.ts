import { z } from 'zod'
import { mostAtOnce, caseOutcome } from './bulk.ts'
import { actionRequest, statuses } from './case-types.ts'
import { endpoint } from './endpoint.ts'
import { macroActions, mostSteps } from './records/macros.ts'
import type { MacroAction } from './records/macros.ts'

const named = z.object({ code: z.string(), name: z.string() })

/** A macro in the language of the caller. */
export const shownMacro = z.object({
  code: z.string(),
  name: z.string(),
  /** The group of subjects it is for; null: all. */
  group: z.string().nullable(),
  steps: z.array(
    z.object({
      action: z.enum(macroActions),
      /** Its words as they were written, with their blanks. */
      text: z.string().nullable(),
    }),
  ),
})
export type ShownMacro = z.infer<typeof shownMacro>

export const listMacros = endpoint({
  method: 'GET',
  path: '/api/macros',
  tag: 'cases',
  summary: 'The macros in force today: several actions by one choice',
  audience: 'staff',
  response: z.object({ macros: z.array(shownMacro) }),
  errors: ['unauthenticated'],
})

const isOfMacros = (type: string) => (macroActions as readonly string[]).includes(type)
/** Actions that macros are made of, in their order. */
export const series = z
  .array(actionRequest.refine(({ type }) => isOfMacros(type), 'invalid'))
  .min(1, 'required')
  .max(mostSteps, 'too_many')

/** One step as it would be done to one case, and how the case stands after it. */
export const plannedStep = z.object({
  /** What is to be sent to do it; null: the case has come so far already, and it is left out. */
  action: actionRequest.nullable(),
  type: z.enum(macroActions),
  agency: named.nullable(),
  subject: named.nullable(),
  reason: named.nullable(),
  /** What is written, its blanks filled. */
  words: z.string().nullable(),
  /** Whether everybody sees that it was done; of a note for all, its words too. */
  public: z.boolean(),
  status: z.enum(statuses),
  dueAt: z.iso.datetime({ offset: true }),
})
export type PlannedStep = z.infer<typeof plannedStep>

export const previewMacro = endpoint({
  method: 'POST',
  path: '/api/cases/macro/preview',
  tag: 'cases',
  summary: 'What a macro would do to some cases, step by step',
  description:
    'Each case is tried in a transaction that is taken back, so that the answer is what would ' +
    'happen: blanks filled, agencies named, deadlines counted. Changes nothing.',
  audience: 'staff',
  answerSeconds: 60,
  body: z.object({
    macro: z.string().trim().min(1, 'required').max(60, 'too_long'),
    ids: z.array(z.uuid()).min(1, 'required').max(mostAtOnce, 'too_many'),
    /** Words instead of a step's own, by the number of the step from 0. */
    texts: z
      .record(z.string().regex(/^\d$/, 'invalid'), z.string().max(4000, 'too_long'))
      .default({}),
  }),
  response: z.object({
    cases: z.array(
      z.object({
        id: z.uuid(),
        number: z.string(),
        version: z.int(),
        steps: z.array(plannedStep),
        /** Why it cannot be done, and at which step from 0; null: it can. */
        stopped: caseOutcome.extend({ step: z.int() }).nullable(),
      }),
    ),
  }),
  errors: ['unauthenticated', 'invalid_input', 'not_found'],
})

export const actInSeries = endpoint({
  method: 'POST',
  path: '/api/cases/series',
  tag: 'cases',
  summary: 'Several actions on each of some cases: on a case all of them or none',
  description:
    'The actions are those of a preview. Each case is one transaction, in which every action is ' +
    'asked of the policy and stands in the log for itself; `undo` takes them back together.',
  audience: 'staff',
  idempotent: true,
  answerSeconds: 60,
  body: z.object({
    cases: z
      .array(z.object({ id: z.uuid(), version: z.int(), actions: series }))
      .min(1, 'required')
      .max(mostAtOnce, 'too_many'),
  }),
  response: z.object({ results: z.array(caseOutcome.extend({ id: z.uuid() })) }),
  errors: ['unauthenticated', 'invalid_input', 'idempotency_mismatch'],
})

/** Whether a case of this status is past a step, which is then left out. */
export function isPast(action: MacroAction, status: string): boolean {
  if (action === 'accept') return status === 'screening'
  if (action === 'acknowledge') return status === 'acknowledged' || status === 'in_progress'
  return action === 'start' && status === 'in_progress'
}
