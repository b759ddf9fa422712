import { z } from 'zod'
import { position } from './cases.ts'
import { endpoint } from './endpoint.ts'
import { registers, ruleKinds } from './records/places.ts'
import { optional } from './text.ts'

const named = z.object({ code: z.string(), name: z.string() })

/** Who would get a report, by which rule, why. */
export const route = z.object({
  /** The agency; null when a person must choose. */
  agency: named.nullable(),
  /** In words, with the manager and the day since which it holds. */
  reason: z.string(),
  rule: z.object({
    kind: z.enum(ruleKinds),
    /** The code of the feature or subject that decided; null for `none`. */
    code: z.string().nullable(),
    validFrom: z.iso.date().nullable(),
    /** Metres from the point to the feature; 0 inside, null where no distance decided. */
    metres: z.number().nullable(),
  }),
})
export type Route = z.infer<typeof route>

/** A subject at a place. */
export const routeQuestion = z.object({
  subject: z.string('required').trim().min(1, 'required').max(20, 'too_long'),
  position: optional(position),
  /** Needed when there is no position; else the position decides. */
  commune: optional(z.string().trim().max(10, 'too_long')),
  /** As of which day; today when absent. */
  day: optional(z.iso.date('invalid_day')),
  language: z.enum(['vi', 'en']).default('vi'),
})
export type RouteQuestion = z.output<typeof routeQuestion>

export const explainRoute = endpoint({
  method: 'POST',
  path: '/api/routing/explain',
  tag: 'routing',
  summary: 'Who would get a report about a subject at a point, and why',
  description: 'A POST because a point may be a home. `steps` are all questions asked, in order.',
  audience: 'staff',
  body: routeQuestion,
  response: z.object({
    commune: named.nullable(),
    route,
    steps: z.array(
      z.object({
        kind: z.enum(ruleKinds),
        /** Whether this step decided. */
        decided: z.boolean(),
        reason: z.string(),
      }),
    ),
    /** What lies near, whether it decided or not. */
    nearby: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        className: z.string(),
        register: z.enum(registers),
        metres: z.number(),
      }),
    ),
  }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})

/** A record as it might be, and the last days whose reports are routed with it. */
export const ruleTrial = z.object({
  kind: z.enum(['subjects', 'featureClasses', 'features']),
  record: z.record(z.string(), z.unknown()),
  days: z.int().min(1).max(90).default(30),
  language: z.enum(['vi', 'en']).default('vi'),
})
export type RuleTrial = z.output<typeof ruleTrial>

export const tryRule = endpoint({
  method: 'POST',
  path: '/api/routing/effect',
  tag: 'routing',
  summary: "What a changed record would have done to the last days' reports",
  description:
    'Routes the reports of the last `days` days twice, as the rules are and as they would be with ' +
    'the record; writes nothing.',
  audience: 'staff',
  body: ruleTrial,
  response: z.object({
    reports: z.int(),
    moves: z.array(
      z.object({
        from: named.nullable(),
        to: named.nullable(),
        count: z.int(),
        /** Up to five of the reports. */
        samples: z.array(z.object({ id: z.uuid(), number: z.string(), summary: z.string() })),
      }),
    ),
  }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})
