import { sql } from 'kysely'
import { noAgency } from '../../../contract/public.ts'
import type { Figures, StatisticPeriod } from '../../../contract/public.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Rules } from '../catalogue.ts'
import { tables } from '../tables.ts'
import { isShown, startOf, stateIs } from './filter.ts'

/** Days `YYYY-MM-DD`, both included. */
export type Days = { from: string; to: string }

const dayOf = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)

/**
 * The days of a period, and those it is compared with: as many of the month or year before. A
 * shorter month before ends with its last day.
 */
export function periodDays(period: StatisticPeriod, today: string): { now: Days; before: Days } {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number]
  const m = month - 1
  const lastOf = (y: number, mm: number) => new Date(Date.UTC(y, mm + 1, 0)).getUTCDate()
  if (period === 'last_month') {
    return {
      now: { from: dayOf(year, m - 1, 1), to: dayOf(year, m, 0) },
      before: { from: dayOf(year, m - 2, 1), to: dayOf(year, m - 1, 0) },
    }
  }
  if (period === 'year') {
    return {
      now: { from: dayOf(year, 0, 1), to: today },
      before: {
        from: dayOf(year - 1, 0, 1),
        to: dayOf(year - 1, m, Math.min(day, lastOf(year - 1, m))),
      },
    }
  }
  return {
    now: { from: dayOf(year, m, 1), to: today },
    before: {
      from: dayOf(year, m - 1, 1),
      to: dayOf(year, m - 1, Math.min(day, lastOf(year, m - 1))),
    },
  }
}

/**
 * What became of the reports received in a period that anybody may see, by agency or by commune.
 * The key of reports that no agency has is {@link noAgency}.
 */
export async function figuresBy(
  executor: Executor,
  rules: Rules,
  by: 'agency' | 'commune',
  days: { now: Days; before: Days },
): Promise<({ code: string } & Figures)[]> {
  const worst = [...rules.ratings.keys()].at(-1) ?? ''
  const isNow = sql<boolean>`submitted_at >= ${startOf(days.now.from)}`
  const counted = (condition: ReturnType<typeof sql<boolean>>) =>
    sql`count(*) filter (where ${isNow} and ${condition})::int`
  const { rows } = await sql<{ code: string } & Figures>`
    select coalesce(${sql.ref(by)}, ${noAgency}) as code,
      count(*) filter (where ${isNow})::int as received,
      count(*) filter (where submitted_at < ${startOf(days.before.to, 1)})::int as before,
      ${counted(stateIs.on_time)} as "onTime",
      ${counted(stateIs.late)} as late,
      ${counted(sql`${stateIs.open} and not ${stateIs.overdue}`)} as open,
      ${counted(stateIs.overdue)} as overdue,
      ${counted(stateIs.rated)} as rated,
      ${counted(sql`${stateIs.rated} and rating <> ${worst}`)} as satisfied
    from cases.cases
    where ${isShown(rules)} and submitted_at >= ${startOf(days.before.from)}
      and submitted_at < ${startOf(days.now.to, 1)}
    group by 1`.execute(tables(executor))
  return rows
}

/** The sum of some rows. */
export function sumOf(rows: Figures[]): Figures {
  const sum = (key: keyof Figures) => rows.reduce((total, row) => total + row[key], 0)
  return {
    received: sum('received'),
    before: sum('before'),
    onTime: sum('onTime'),
    late: sum('late'),
    open: sum('open'),
    overdue: sum('overdue'),
    rated: sum('rated'),
    satisfied: sum('satisfied'),
  }
}
