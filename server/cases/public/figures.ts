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
  const { rows } = await sql<{ code: string } & Figures>`
    select code,
      count(*) filter (where is_now)::int as received,
      count(*) filter (where is_before)::int as before,
      count(*) filter (where is_now and not is_open and answered_at <= due_at)::int as "onTime",
      count(*) filter (where is_now and not is_open and answered_at > due_at)::int as late,
      count(*) filter (where is_now and is_open and not is_past)::int as open,
      count(*) filter (where is_now and is_open and is_past)::int as overdue,
      count(*) filter (where is_now and not is_open and rating is not null)::int as rated,
      count(*) filter (where is_now and not is_open and rating <> ${worst})::int as satisfied
    from (
      select coalesce(${sql.ref(by)}, ${noAgency}) as code, answered_at, due_at, rating,
        submitted_at >= ${startOf(days.now.from)} as is_now,
        submitted_at < ${startOf(days.before.to, 1)} as is_before,
        ${stateIs.open} as is_open, due_at < now() and paused_at is null as is_past
      from cases.cases
      where ${isShown(rules)} and submitted_at >= ${startOf(days.before.from)}
        and submitted_at < ${startOf(days.now.to, 1)}
      offset 0
    ) found
    group by code`.execute(tables(executor))
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
