import { holdsOn } from '../../../contract/records/shared.ts'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import { longestReach } from '../../../contract/records/places.ts'
import type { Geometry } from '../../../contract/records/places.ts'
import { boxAround, piecesOf } from '../../places/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { tables } from '../tables.ts'

/** A record that holds for a period. */
export type Period = AnyRecord & { validFrom: string; validTo?: string }

/** What routes a report. */
export type Report = {
  id: string
  subject: string
  commune: string
  lat: number | null
  lon: number | null
}

const since = (days: number) => sql<Date>`now() - make_interval(days => ${days}::int)`

/** How many reports came in the last days. */
export async function countReports(executor: Executor, days: number): Promise<number> {
  const { count } = await tables(executor)
    .selectFrom('cases.cases')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('type', '=', 'field_report')
    .where('submitted_at', '>=', since(days))
    .executeTakeFirstOrThrow()
  return count
}

/**
 * The reports of the last days that a record can concern in any of its periods, newest first: those
 * about some subjects and, where it has geometries, near one of them.
 */
export async function reportsTouched(
  executor: Executor,
  days: number,
  { subjects, geometries }: { subjects: string[]; geometries: Geometry[] | null },
): Promise<Report[]> {
  let select = tables(executor)
    .selectFrom('cases.cases')
    .select(['id', 'subject', 'commune', 'lat', 'lon'])
    .where('type', '=', 'field_report')
    .where('submitted_at', '>=', since(days))
    .where('subject', '=', sql<string>`any(${subjects})`)
    .orderBy('submitted_at', 'desc')
    .orderBy('id')
  if (geometries) {
    const boxes = geometries.map(boxWithin)
    select = select.where((row) =>
      row.or(
        boxes.map(([west, south, east, north]) =>
          row.and([row.between('lon', west, east), row.between('lat', south, north)]),
        ),
      ),
    )
  }
  return select.execute()
}

/** The box in which a point can be in reach of a geometry. */
function boxWithin(geometry: Geometry): [number, number, number, number] {
  const extents = piecesOf(geometry).map(({ extent }) => extent)
  const corner = (side: 0 | 1 | 2 | 3, of: typeof Math.min) =>
    of(...extents.map((box) => box[side]))
  const [west, south] = [corner(0, Math.min), corner(1, Math.min)]
  const [east, north] = [corner(2, Math.max), corner(3, Math.max)]
  const [low, high] = [
    boxAround({ lat: south, lon: west }, longestReach),
    boxAround({ lat: north, lon: east }, longestReach),
  ]
  return [low[0], low[1], high[2], high[3]]
}

/**
 * The first day from today on which one of two states of a record holds something else than the
 * other, leaving aside how long it does; null when there is none: the past is not routed again.
 */
export function firstDifference(before: Period[], after: Period[], today: string): string | null {
  const days = [...before, ...after].flatMap(({ validFrom, validTo }) => [
    validFrom,
    ...(validTo ? [validTo] : []),
  ])
  const from = [today, ...days.filter((day) => day > today)].sort()
  return (
    from.find((day) => !isDeepStrictEqual(contentOn(before, day), contentOn(after, day))) ?? null
  )
}

function contentOn(periods: Period[], day: string): AnyRecord | null {
  const period = periods.find((candidate) => holdsOn(candidate, day))
  if (!period) return null
  const { validFrom: _from, validTo: _to, ...content } = period
  return content
}
