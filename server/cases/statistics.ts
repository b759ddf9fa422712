import { sql } from 'kysely'
import { api } from '../../contract/api.ts'
import { Failure } from '../../contract/errors.ts'
import { openStatuses } from '../../contract/field-report.ts'
import type { ReportCounts } from '../../contract/statistics.ts'
import type { Viewer } from '../identity/index.ts'
import { shownName } from '../places/index.ts'
import type { UnitHistory, Units } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { routesFor } from '../platform/http/route.ts'
import { figuresOf } from './policy.ts'
import { tables } from './tables.ts'

type Counted = Pick<ReportCounts, 'received' | 'answered' | 'overdue'>
/** The reports of one day in one unit; with their point where the unit's code was once divided. */
type Group = Counted & { commune: string; day: string; lat: number | null; lon: number | null }
/** Which row of the statistics a group goes into. */
type RowName = Pick<ReportCounts, 'code' | 'name' | 'undecided'> & { key: string }

/** The statistics of reports, for the centre, leaders and administrators. */
export function statisticsRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { executor, units }: { executor: Executor; units: Units },
): void {
  route(api.getReportStatistics, async ({ query, viewer }) => {
    const communes = figuresOf(viewer)
    if (communes === undefined) throw new Failure('forbidden')
    return { rows: await reportStatistics(executor, units, { ...query, communes }) }
  })
}

/** What each unit received in a year (Vietnam's), sorted by name; undecided ones last. */
async function reportStatistics(
  executor: Executor,
  units: Units,
  /** `communes`: only of these, by the codes of the reports' own time; null: of all. */
  query: { year: number; units: 'today' | 'then'; communes: string[] | null },
): Promise<ReportCounts[]> {
  const history = await units.history()
  const divided = query.units === 'today' ? history.dividedCodes : []
  const groups = await countedGroups(executor, query, divided)
  const name = query.units === 'today' ? await namedToday(units, history) : namedThen(history)
  const rows = new Map<string, ReportCounts>()
  for (const group of groups) {
    const { key, ...named } = name(group)
    const row = rows.get(key) ?? { ...named, received: 0, answered: 0, overdue: 0 }
    // Groups come by day: a unit bears the latest name it had in the year.
    rows.set(key, {
      ...row,
      ...named,
      received: row.received + group.received,
      answered: row.answered + group.answered,
      overdue: row.overdue + group.overdue,
    })
  }
  const collator = new Intl.Collator('vi', { numeric: true })
  return [...rows.values()].sort(
    (a, b) => Number(a.undecided) - Number(b.undecided) || collator.compare(a.name, b.name),
  )
}

async function namedToday(units: Units, history: UnitHistory): Promise<(group: Group) => RowName> {
  const toToday = await units.todaysCommunes()
  return ({ commune, day, lat, lon }) => {
    const point = lat === null || lon === null ? null : { lat, lon }
    const code = toToday(commune, day, point)
    const unit = code === null ? null : history.unitNamed(code, history.today)
    if (unit) return { key: unit.code, code: unit.code, name: shownName(unit), undecided: false }
    const then = thenName(history, commune, day)
    return { ...then, key: `undecided ${then.key}`, undecided: true }
  }
}

function namedThen(history: UnitHistory): (group: Group) => RowName {
  return ({ commune, day }) => ({ ...thenName(history, commune, day), undecided: false })
}

function thenName(history: UnitHistory, code: string, day: string) {
  const label = history.labelOf(code, day) ?? code
  const name = label[0]!.toUpperCase() + label.slice(1)
  return { key: `${code} ${history.unitNamed(code, day)?.validFrom}`, code, name }
}

async function countedGroups(
  executor: Executor,
  { year, communes }: { year: number; communes: string[] | null },
  divided: string[],
): Promise<Group[]> {
  const start = (of: number) => sql`make_timestamptz(${of}, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh')`
  const { rows } = await sql<Group>`
    with counted as (
      select commune, (submitted_at at time zone 'Asia/Ho_Chi_Minh')::date as day,
        case when commune = any(${divided}) then lat end as lat,
        case when commune = any(${divided}) then lon end as lon,
        status in ('answered', 'closed') as is_answered,
        case when status in ('answered', 'closed') then answered_at > due_at
          else status = any(${openStatuses}) and paused_at is null and due_at < now()
        end as is_overdue
      from cases.cases
      where type = 'field_report'
        and submitted_at >= ${start(year)} and submitted_at < ${start(year + 1)}
        and ${communes === null ? sql`true` : sql`commune = any(${communes})`}
    )
    select commune, day, lat, lon, count(*) as received,
      count(*) filter (where is_answered) as answered,
      count(*) filter (where is_overdue) as overdue
    from counted group by commune, day, lat, lon order by day, commune`.execute(tables(executor))
  return rows
}
