import { z } from 'zod'
import { endpoint } from './endpoint.ts'

const named = z.object({ code: z.string(), name: z.string() })
const day = z.iso.date('invalid_day')
const when = z.iso.datetime({ offset: true })
/** Null: nothing is known of that time, which is not the same as none. */
const known = z.int().nullable()

/** The longest period that is told of, in days. */
export const longestPeriod = 366

/** From so many on a share of them is told in percent, below in counts. */
export const fewestForShare = 30
/** From so many reports in the period on an agency stands in an order with others. */
export const fewestForOrder = 10

/** What a leader sees at a glance. Figures of a period count what was received in it. */
export const overview = z.object({
  /** Up to when. */
  asOf: when,
  /**
   * The days told of, and those they are compared with: whole weeks before, so that a Monday stands
   * beside a Monday, and of today as much of the day as has gone by.
   */
  period: z.object({ from: day, to: day, comparedFrom: day, comparedTo: day }),
  received: z.object({ now: z.int(), before: known }),
  /** Of those received: answered, and answered by the deadline. */
  answered: z.object({
    now: z.int(),
    onTime: z.int(),
    before: known,
    onTimeBefore: known,
  }),
  /** Open past the deadline at this moment, whenever received; the most first. */
  overdue: z.object({
    count: z.int(),
    /** Of the one that waits longest: whole days past the deadline, and who has it. */
    longest: z
      .object({ id: z.uuid(), number: z.string(), days: z.int(), agency: named.nullable() })
      .nullable(),
    /** `agency` null: still with the centre. */
    agencies: z.array(z.object({ agency: named.nullable(), count: z.int(), days: z.int() })),
  }),
  /** What reporters said of the answers, in the scale's order. */
  ratings: z.array(named.extend({ now: z.int(), before: known })),
  days: z.array(z.object({ day, received: known, before: known })),
  /** Subjects in a commune that come at least twice as often as usual; null: too young to say. */
  rising: z
    .object({
      /** How many days before the period are the usual. */
      days: z.int(),
      rows: z.array(
        z.object({
          subject: named,
          commune: named,
          count: z.int(),
          /** In the days before. */
          base: z.int(),
          /** How many would be usual in a period of this length. */
          usual: z.number(),
        }),
      ),
    })
    .nullable(),
  /**
   * Those that got some in the period or are late with any. In an order from {@link fewestForOrder} on, by the share
   * answered on time; then by name.
   */
  agencies: z.array(
    named.extend({
      received: z.int(),
      answered: z.int(),
      onTime: z.int(),
      overdue: z.int(),
    }),
  ),
  /** By the communes of today, the most first; only those with a report. */
  communes: z.array(named.extend({ count: z.int() })),
})
export type Overview = z.infer<typeof overview>

export const getOverview = endpoint({
  method: 'GET',
  path: '/api/overview',
  tag: 'statistics',
  summary: "The leaders' page: what came, what is late, what rises, where",
  description:
    'The last seven days unless told otherwise; at most 366. For leaders and the centre.',
  audience: 'staff',
  query: z.object({ from: day.optional(), to: day.optional() }),
  response: overview,
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})
