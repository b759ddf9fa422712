import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** How many reports a unit had in a year, and what became of them. */
export const reportCounts = z.object({
  /** The unit's code; given to another unit at another time, so that `name` belongs to it. */
  code: z.string(),
  /** The unit as a list shows it, one of the past with those above it. */
  name: z.string(),
  /** A unit of the past that was divided, and the reports in it that no point assigns to an heir. */
  undecided: z.boolean(),
  received: z.int(),
  /** Of those received, how many the reporter has an answer to. */
  answered: z.int(),
  /** Answered after the deadline, or open and past it. */
  overdue: z.int(),
})
export type ReportCounts = z.infer<typeof reportCounts>

export const getReportStatistics = endpoint({
  method: 'GET',
  path: '/api/statistics/reports',
  tag: 'statistics',
  summary: 'Reports of a year by commune, in the units of today or of the time',
  description:
    '`today` counts a report of before a reorganisation for the commune that took the place of the ' +
    'one it named; where that was divided, by the point of the report. What stays undecided is told ' +
    'by the old unit. `then` counts by the units as they were.',
  audience: 'staff',
  query: z.object({
    year: z.coerce.number().int().min(2000, 'out_of_range').max(2100, 'out_of_range'),
    units: z.enum(['today', 'then']).default('today'),
  }),
  response: z.object({ rows: z.array(reportCounts) }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})
