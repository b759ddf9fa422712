import { z } from 'zod'
import { reportStatus } from './cases.ts'
import { endpoint } from './endpoint.ts'

const at = z.iso.datetime({ offset: true })
const named = z.object({ code: z.string(), name: z.string() })

/** So far around a report another one counts as at that place, in metres. */
export const nearMetres = 150
/** So long an answer is worth remembering, in months. */
export const nearMonths = 12

/** Another report at the same place, about the same group of subjects. */
export const nearCase = z.object({
  id: z.uuid(),
  number: z.string(),
  status: reportStatus,
  summary: z.string(),
  subject: named,
  /** Whether it is about the very same subject: then it is the same matter, or has come back. */
  sameSubject: z.boolean(),
  agency: named.nullable(),
  /** How far away, in metres. */
  metres: z.int(),
  submittedAt: at,
  answeredAt: at.nullable(),
  /** The first words of the answer, once it was published. */
  answer: z.string().nullable(),
})
export type NearCase = z.infer<typeof nearCase>

export const listNearCases = endpoint({
  method: 'GET',
  path: '/api/cases/:id/near',
  tag: 'cases',
  summary: 'Reports near a report: open ones, and what was answered there',
  description:
    `Of the same group of subjects within ${nearMetres} m, as far as the viewer may see them: open ` +
    `ones, the nearest first, and answers of the last ${nearMonths} months, the newest first. Both ` +
    'are empty for a report without a point.',
  audience: 'staff',
  params: z.object({ id: z.string().max(40) }),
  response: z.object({ open: z.array(nearCase), answered: z.array(nearCase) }),
  errors: ['unauthenticated', 'not_found'],
})
