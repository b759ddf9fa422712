import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { wordyActions } from './records/field-reports.ts'

/** A text module in the language of the caller. */
export const shownTextModule = z.object({
  code: z.string(),
  action: z.enum(wordyActions),
  name: z.string(),
  text: z.string(),
  /** The group of subjects it is for; null: all. */
  group: z.string().nullable(),
})
export type ShownTextModule = z.infer<typeof shownTextModule>

export const listTextModules = endpoint({
  method: 'GET',
  path: '/api/text-modules',
  tag: 'cases',
  summary: 'The text modules in force today, for the forms of actions',
  audience: 'staff',
  response: z.object({ modules: z.array(shownTextModule) }),
  errors: ['unauthenticated'],
})
