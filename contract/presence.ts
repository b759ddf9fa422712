import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** A window says what it has open at most this often, in ms, unless that changes. */
export const presenceEveryMs = 20_000
/** Who said nothing for so long is no longer there, in ms. */
export const presenceForgottenMs = 45_000

/** What a window does with a case. */
export const doing = z.enum(['viewing', 'writing', 'left'])
export type Doing = z.infer<typeof doing>

export const tellPresence = endpoint({
  method: 'POST',
  path: '/api/cases/:id/presence',
  tag: 'cases',
  summary: 'Say that a window shows a case, or has begun to answer it, or shows it no longer',
  description:
    'Kept in the memory of the servers only, and forgotten after ' +
    `${presenceForgottenMs / 1000} s. It keeps nobody from anything.`,
  audience: 'staff',
  byItself: true,
  params: z.object({ id: z.string().max(40) }),
  body: z.object({
    /** One window of a browser. */
    tab: z.string().regex(/^[\w-]{8,40}$/, 'invalid'),
    doing,
  }),
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated', 'not_found'],
})
/** A colleague at a case. An agency is not told the names of the centre's people: null. */
export const presence = z.object({
  case: z.uuid(),
  person: z.string().nullable(),
  writing: z.boolean(),
})
export type Presence = z.infer<typeof presence>

export const listPresence = endpoint({
  method: 'GET',
  path: '/api/presence',
  tag: 'cases',
  summary: 'Which colleagues have which cases open, of those the viewer may see',
  audience: 'staff',
  response: z.object({ present: z.array(presence) }),
  errors: ['unauthenticated'],
})
