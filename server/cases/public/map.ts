import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { cellZoom, pointZoom } from '../../../contract/public.ts'
import type { DensityRow, MapBox, MapCell, PublicFilter } from '../../../contract/public.ts'
import { Failure } from '../../../contract/errors.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Rules } from '../catalogue.ts'
import { tables } from '../tables.ts'
import { matches, stateIs } from './filter.ts'

/** Of the screen: how wide a cell is, and the widest window there is, pixels. */
const cellPixels = 64
const widest = 8192
/** Steps of the density. */
const stepCount = 5

/** Reports with their state, found out once for each: it is the costly part of counting. */
const withState = (what: RawBuilder<unknown>, found: RawBuilder<boolean>) => sql`
  (select ${what}, ${stateIs.open} as is_open, due_at < now() and paused_at is null as is_past
    from cases.cases where ${found} offset 0) found`

const countByState = sql`
  count(*) filter (where is_open and not is_past)::int as open,
  count(*) filter (where is_open and is_past)::int as overdue,
  count(*) filter (where not is_open)::int as answered`

/** How many degrees of longitude a pixel of the screen is. */
const degreesPerPixel = (zoom: number) => 360 / (512 * 2 ** zoom)

/**
 * What is in a window: cells of a grid that stays in its place when the map is moved, each at the
 * middle of its reports; from {@link pointZoom} on every report.
 * @throws Failure invalid_input for a window wider than any screen
 */
export async function mapCells(
  executor: Executor,
  rules: Rules,
  { box, zoom, ...filter }: PublicFilter & { box: MapBox; zoom: number },
): Promise<MapCell[]> {
  const [west, south, east, north] = box
  const perPixel = degreesPerPixel(zoom)
  if (east - west > widest * perPixel || north - south > widest * perPixel) {
    throw new Failure('invalid_input', { fields: [{ path: 'box', code: 'out_of_range' }] })
  }
  const found = matches(rules, { ...filter, box })
  if (zoom >= pointZoom) {
    const { rows } = await sql<MapCell>`
      select lat, lon, number,
        (is_open and not is_past)::int as open, (is_open and is_past)::int as overdue,
        (not is_open)::int as answered
      from ${withState(sql`lat, lon, number`, found)} order by lat desc, lon`.execute(
      tables(executor),
    )
    return rows
  }
  const wide = degreesPerPixel(Math.floor(zoom)) * cellPixels
  // By the middle of the band of latitudes that a province lies in, so that cells are near square.
  const high = wide * Math.cos((rules.province.lat * Math.PI) / 180)
  const { rows } = await sql<MapCell>`
    select avg(lat) as lat, avg(lon) as lon,
      case when count(*) = 1 then min(number) end as number, ${countByState}
    from ${withState(sql`lat, lon, number`, found)}
    group by floor(lon / ${wide}::float8), floor(lat / ${high}::float8)
    order by lat desc, lon`.execute(tables(executor))
  return rows
}

/** How many reports each commune has, the ones without a public place too; sorted by name. */
export async function density(
  executor: Executor,
  rules: Rules,
  filter: PublicFilter,
  nameOf: (codes: string[]) => Promise<Map<string, string>>,
): Promise<DensityRow[]> {
  const { rows } = await sql<Omit<DensityRow, 'name'>>`
    select commune as code, ${countByState}
    from ${withState(sql`commune`, matches(rules, filter))} group by commune`.execute(
    tables(executor),
  )
  const names = await nameOf(rows.map(({ code }) => code))
  const collator = new Intl.Collator('vi', { numeric: true })
  return rows
    .map((row) => ({ ...row, name: names.get(row.code) ?? row.code }))
    .sort((a, b) => collator.compare(a.name, b.name))
}

/** The most reports a commune has in each step: five parts with as many communes, round figures. */
export function stepsOf(rows: Pick<DensityRow, 'open' | 'overdue' | 'answered'>[]): number[] {
  const totals = rows.map((row) => row.open + row.overdue + row.answered).sort((a, b) => a - b)
  if (totals.length === 0) return []
  const most = totals.at(-1)!
  const steps = Array.from({ length: stepCount - 1 }, (_, index) =>
    roundUp(totals[Math.ceil(((index + 1) / stepCount) * totals.length) - 1]!),
  )
  return [...new Set([...steps.filter((step) => step < most), most])]
}

/** To one leading figure, or two below a hundred thousand: `137` is `140`. */
function roundUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1)
  return Math.ceil(count / unit) * unit
}

/** Whether a zoom is counted by commune. */
export const isProvinceZoom = (zoom: number) => zoom < cellZoom
