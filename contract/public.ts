import { z } from 'zod'
import { publicReport } from './cases.ts'
import { endpoint } from './endpoint.ts'
import { nearMetres } from './near.ts'
import { coordinate } from './places.ts'

/** What anybody may look up: reports on a map, and figures of agencies and communes. */

/** How a report stands, for lists and figures; without one, all that may be seen. */
export const publicStates = ['open', 'overdue', 'answered', 'on_time', 'late', 'rated'] as const
export type PublicState = (typeof publicStates)[number]

/** Stands for "no agency yet" where an agency's code is expected. */
export const noAgency = '-'

const code = z.string().trim().min(1, 'required').max(20, 'too_long')

/** The filters of list and map, as they stand in an address. Days are Viet Nam's, both included. */
export const publicFilter = {
  /** Words of the published text, of the subject or the commune, with or without diacritics; or a number. */
  q: z.string().trim().min(1, 'required').max(100, 'too_long').optional(),
  commune: code.optional(),
  /** A subject or a group of subjects. */
  subject: code.optional(),
  agency: code.optional(),
  state: z.enum(publicStates).optional(),
  from: z.iso.date('invalid_date').optional(),
  to: z.iso.date('invalid_date').optional(),
}
const filterShape = z.object(publicFilter)
export type PublicFilter = z.infer<typeof filterShape>

/** West, south, east, north in WGS 84 decimal degrees, as one text: `107.5,16.4,107.7,16.5`. */
export const mapBox = z
  .string()
  .max(100, 'too_long')
  .transform((text) => text.split(',').map(Number))
  .pipe(
    z
      .tuple([
        z.number('invalid').min(-180, 'out_of_range').max(180, 'out_of_range'),
        z.number('invalid').min(-85, 'out_of_range').max(85, 'out_of_range'),
        z.number('invalid').min(-180, 'out_of_range').max(180, 'out_of_range'),
        z.number('invalid').min(-85, 'out_of_range').max(85, 'out_of_range'),
      ])
      .refine(([west, south, east, north]) => west < east && south < north, 'invalid'),
  )
export type MapBox = z.infer<typeof mapBox>

/** From this zoom on places are counted in cells; before it, by commune. */
export const cellZoom = 10.5
/** From this zoom on every report is a point of its own. */
export const pointZoom = 17

/** How many reports wait, are late, have an answer. */
const counts = { open: z.int(), overdue: z.int(), answered: z.int() }

/** Reports at one place: a single one has its number. */
const cell = z.object({
  lat: z.number(),
  lon: z.number(),
  number: z.string().nullable(),
  ...counts,
})
export type MapCell = z.infer<typeof cell>

const densityRow = z.object({ code: z.string(), name: z.string(), ...counts })
export type DensityRow = z.infer<typeof densityRow>

export const getPublicMap = endpoint({
  method: 'GET',
  path: '/api/public/map',
  tag: 'public',
  summary: 'Reports in a window of the map: by commune, in cells, or one by one',
  description:
    'By commune below zoom 10.5, with the upper ends of up to five steps; in cells of 64 pixels ' +
    'up to zoom 17, from there on each report. A report whose exact place is not public is counted ' +
    'by commune only.',
  audience: 'anyone',
  query: filterShape.extend({
    box: mapBox,
    /** MapLibre's: the world is 512 pixels wide at 0. */
    zoom: z.coerce.number('invalid').min(0, 'out_of_range').max(22, 'out_of_range'),
    language: z.enum(['vi', 'en']).default('vi'),
  }),
  response: z.object({
    cells: z.array(cell),
    communes: z.array(densityRow),
    /** The most reports of a commune in each step of the density, ascending. */
    steps: z.array(z.int()),
  }),
  errors: ['invalid_input', 'too_many_requests'],
})

/** Another report near a point, and how far away it is, in metres. */
const nearReport = publicReport.extend({ metres: z.int() })
export type NearReport = z.infer<typeof nearReport>

export const listSimilarReports = endpoint({
  method: 'GET',
  path: '/api/public/near',
  tag: 'public',
  summary: 'Open reports at a place, before another one is sent',
  description:
    `Of the same group of subjects within ${nearMetres} m of a point (WGS 84 decimal degrees), the ` +
    'nearest first, at most four: only those that anybody may see, and whose exact place is public.',
  audience: 'anyone',
  query: z.object({ subject: code, ...coordinate, language: z.enum(['vi', 'en']).default('vi') }),
  response: z.object({ reports: z.array(nearReport) }),
  errors: ['invalid_input', 'too_many_requests'],
})

export const statisticPeriods = ['month', 'last_month', 'year'] as const
export type StatisticPeriod = (typeof statisticPeriods)[number]

/** What became of the reports received in a period. */
const figures = {
  received: z.int(),
  /** Received in the period before. */
  before: z.int(),
  onTime: z.int(),
  late: z.int(),
  /** Without an answer: within the deadline, and past it. */
  open: z.int(),
  overdue: z.int(),
  rated: z.int(),
  /** Rated with anything but the worst. */
  satisfied: z.int(),
}
const figuresShape = z.object(figures)
export type Figures = z.infer<typeof figuresShape>

const figuresRow = z.object({
  /** `-`: no agency yet. */
  code: z.string(),
  name: z.string(),
  ...figures,
})
export type FiguresRow = z.infer<typeof figuresRow>

/** Days, both included. */
const days = z.object({ from: z.iso.date(), to: z.iso.date() })

const publicStatistics = z.object({
  period: days,
  /** The days that `before` counts. */
  before: days,
  asOf: z.iso.datetime({ offset: true }),
  total: figuresShape,
  agencies: z.array(figuresRow),
  communes: z.array(figuresRow),
})
export type PublicStatistics = z.infer<typeof publicStatistics>

export const getPublicStatistics = endpoint({
  method: 'GET',
  path: '/api/public/statistics',
  tag: 'public',
  summary: 'Reports by agency and by commune: received, answered, overdue, satisfaction',
  description:
    'Counts the reports that anybody may see, by the day they were received. `before` counts the ' +
    'same days of the month or year before. Ratios of fewer than 30 say little, and agencies with ' +
    'fewer than 10 reports should not be compared.',
  audience: 'anyone',
  query: z.object({
    period: z.enum(statisticPeriods).default('month'),
    language: z.enum(['vi', 'en']).default('vi'),
  }),
  response: publicStatistics,
  errors: ['invalid_input'],
})
