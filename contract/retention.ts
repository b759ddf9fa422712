import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const retentionState = z.object({
  code: z.string(),
  name: z.string(),
  days: z.int(),
  /** What the last night destroyed; null before the first. */
  last: z.object({ at: z.iso.datetime({ offset: true }), done: z.int() }).nullable(),
  /** At most so much will be past its time in the next night; null where that is not counted. */
  next: z.int().nullable(),
})
export type RetentionState = z.infer<typeof retentionState>

export const getRetention = endpoint({
  method: 'GET',
  path: '/api/administration/retention',
  tag: 'administration',
  summary: 'How long what is kept, what was destroyed last night and what comes next',
  audience: 'staff',
  response: z.object({ rules: z.array(retentionState) }),
  errors: ['unauthenticated', 'forbidden'],
})
