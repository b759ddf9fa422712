import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { words } from './text.ts'

const params = z.object({ id: z.string().max(40) })

/** One reading of who reported a case. */
export const reporterRead = z.object({
  at: z.iso.datetime({ offset: true }),
  /** Who read; null when the account is gone. */
  by: z.string().nullable(),
  reason: z.string(),
})
export type ReporterRead = z.infer<typeof reporterRead>

export const revealReporter = endpoint({
  method: 'POST',
  path: '/api/cases/:id/reporter',
  tag: 'cases',
  summary: 'Read who reported a case',
  description:
    'For the centre only, and with a reason. Every call is kept with who asked, why and when; it ' +
    'can be neither changed nor removed.',
  audience: 'staff',
  params,
  body: z.object({ reason: words(300).pipe(z.string().min(5, 'too_short')) }),
  response: z.object({
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
  }),
  errors: ['invalid_input', 'unauthenticated', 'forbidden', 'not_found'],
})

export const listReporterReads = endpoint({
  method: 'GET',
  path: '/api/cases/:id/reporter/reads',
  tag: 'cases',
  summary: 'Who read who reported a case, the latest first',
  audience: 'staff',
  params,
  response: z.object({ reads: z.array(reporterRead) }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})
