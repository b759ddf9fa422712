import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** So long an earlier case of the same subject says whose work it is, in days. */
export const habitDays = 180

/** An officer a case can be given to. */
export const officerChoice = z.object({
  id: z.string(),
  name: z.string(),
  /** How many open cases of the agency they have. */
  open: z.int(),
})

/** Why an officer is proposed: had the last case of this subject, or has the least open work. */
export const officerReasons = ['same_subject', 'least_work'] as const

export const caseChoices = z.object({
  /** The one who is proposed first, then by name. */
  officers: z.array(officerChoice),
  /** Null where the agency has no officer for the place. */
  officer: z.object({ id: z.string(), reason: z.enum(officerReasons) }).nullable(),
  /** Whose the case rather is, and by which rule; null where it is this agency's, or nobody knows. */
  agency: z.object({ code: z.string(), name: z.string(), reason: z.string() }).nullable(),
})
export type CaseChoices = z.infer<typeof caseChoices>

export const getCaseChoices = endpoint({
  method: 'GET',
  path: '/api/cases/:id/choices',
  tag: 'cases',
  summary: 'Whom an agency may give a case to, and whose it rather is',
  description:
    "For the agency's coordinator: who is proposed stands first, with the reason; the better agency " +
    'is the one that the rules name today, where that is another.',
  audience: 'staff',
  params: z.object({ id: z.string().max(40) }),
  response: caseChoices,
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})
