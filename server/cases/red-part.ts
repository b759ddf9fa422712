import { sql } from 'kysely'
import type { CaseRow } from '../../contract/cases.ts'
import { openStatuses } from '../../contract/field-report.ts'
import { centreGrants } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { createClock } from '../platform/clock.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { createWall } from '../platform/database/wall.ts'
import { whenChanged } from '../platform/records/index.ts'
import { readRules, ruleKinds } from './catalogue.ts'
import type { Language, Rules } from './catalogue.ts'
import { presentRow } from './present.ts'
import { contextFor } from './queries.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'

/** What a shift is told of cases; each list by the nearest deadline, as far as it is shown. */
export type CasesToWatch = {
  at: Date
  classes: { code: string; name: string; count: number }[]
  lists: Record<WatchedList, { count: number; cases: CaseRow[] }>
}
export const watchedLists = [
  'urgent',
  'untaken',
  'unacknowledged',
  'handedBack',
  'overdue',
] as const
export type WatchedList = (typeof watchedLists)[number]
/** Reads what the centre's people may see of it; see {@link CasesToWatch}. */
export type ReadCasesToWatch = (viewer: Viewer, language: Language) => Promise<CasesToWatch>

/** The most cases of a list that are told one by one. */
const shown = 20

/** An urgent case lies with nobody: not taken up, not acknowledged, sent back. */
const untaken = ['submitted', 'assigned', 'handed_back', 'reopened']

/** Urgent is what has its deadline counted by the clock: in hours, nights and holidays included. */
const urgentClasses = ({ ever, today }: Rules) =>
  ever.classes
    .allOn(today)
    .filter(({ result }) => result.unit === 'hours' || result.unit === 'minutes')
    .map(({ code }) => code)

const conditions = (urgent: string[]) => {
  const isUrgent = sql<boolean>`class = any(${urgent})`
  return {
    urgent: isUrgent,
    untaken: sql<boolean>`${isUrgent} and status = any(${untaken})`,
    unacknowledged: sql<boolean>`status = 'assigned'`,
    handedBack: sql<boolean>`status = 'handed_back'`,
    overdue: sql<boolean>`paused_at is null and due_at < now()`,
  } satisfies Record<WatchedList, ReturnType<typeof sql<boolean>>>
}

/** For the centre's shift book: the open reports that whoever takes over has to know of. */
export function createCasesToWatch(database: Database): ReadCasesToWatch {
  const wall = createWall(database)
  const rules = whenChanged(database.executor, ruleKinds, readRules)
  const clock = createClock(database.executor)
  return async (viewer, language) => {
    const current = await rules()
    const found = await wall.read(viewer, (tx) => read(tx, viewer, urgentClasses(current)))
    const now = await clock.now()
    const rows = Object.values(found.lists).flatMap((list) => list.rows)
    const context = await contextFor(database.executor, current, language, rows, [], now)
    const named = (code: string) => current.ever.classes.near(code, current.today)?.name[language]
    return {
      at: now,
      classes: found.classes.map(({ code, count }) => ({ code, name: named(code) ?? code, count })),
      lists: Object.fromEntries(
        watchedLists.map((name) => {
          const { count, rows: listed } = found.lists[name]
          return [name, { count, cases: listed.map((row) => presentRow(row, viewer, context)) }]
        }),
      ) as CasesToWatch['lists'],
    }
  }
}

async function read(tx: Executor, viewer: Viewer, urgent: string[]) {
  const areas = centreGrants(viewer).some(({ areas: of }) => !of)
    ? null
    : centreGrants(viewer).flatMap(({ areas: of }) => of ?? [])
  const open = sql<boolean>`type = 'field_report' and status = any(${openStatuses})
    and ${areas === null ? sql`true` : sql`commune = any(${areas})`}`
  const where = conditions(urgent)
  const classes = await sql<{ code: string; count: number }>`
    select class as code, count(*) as count from cases.cases where ${open}
    group by class order by class`.execute(tables(tx))
  const columns = watchedLists.map(
    (name) => sql`count(*) filter (where ${where[name]}) as ${sql.ref(name)}`,
  )
  const counts = await sql<Record<WatchedList, number>>`
    select ${sql.join(columns)} from cases.cases where ${open}`.execute(tables(tx))
  const lists = {} as Record<WatchedList, { count: number; rows: CaseRecord[] }>
  for (const name of watchedLists) {
    const rows = await tables(tx)
      .selectFrom('cases.cases')
      .selectAll()
      .where(open)
      .where(where[name])
      .orderBy('due_at')
      .orderBy('id')
      .limit(shown)
      .execute()
    lists[name] = { count: counts.rows[0]![name], rows }
  }
  return { classes: classes.rows, lists }
}
