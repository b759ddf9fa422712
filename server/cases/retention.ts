import { sql } from 'kysely'
import { api } from '../../contract/api.ts'
import { openStatuses } from '../../contract/case-types.ts'
import { Failure } from '../../contract/errors.ts'
import { holdsOn } from '../../contract/records/shared.ts'
import type { RetentionCode, RetentionRule } from '../../contract/records/consents.ts'
import type { RetentionState } from '../../contract/retention.ts'
import { isAdministrator } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { dayText, localDay } from '../places/index.ts'
import { casesWithOriginals, countOriginals, endOriginals } from '../pictures/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { routesFor } from '../platform/http/route.ts'
import { languageOf } from '../platform/http/language.ts'
import type { Language, Rules } from './catalogue.ts'
import { eraseCase } from './erase.ts'
import type { Erased } from './erase.ts'
import { retentionTable } from './records.ts'
import { tables } from './tables.ts'

/** What other domains forget after so many days; each answers how much. */
export type Forgetters = Record<
  Exclude<RetentionCode, 'person' | 'originals'>,
  (days: number) => Promise<number>
>

const batch = 100

/** The rules in force today. */
async function rulesNow(executor: Executor): Promise<RetentionRule[]> {
  const today = dayText(localDay(new Date()))
  return (await retentionTable.read(executor)).filter((rule) => holdsOn(rule, today))
}

/** For how many days one kind of data is kept; `otherwise` where no rule is in force. */
export async function retentionDays(
  executor: Executor,
  code: RetentionCode,
  otherwise: number,
): Promise<number> {
  return (await rulesNow(executor)).find((rule) => rule.code === code)?.days ?? otherwise
}

/** For how long what is kept, in words, as the public may read it. */
export async function keptFor(
  executor: Executor,
  language: Language,
): Promise<{ code: string; name: string; days: number }[]> {
  const rules = await rulesNow(executor)
  return rules.map(({ code, name, days }) => ({ code, name: name[language], days }))
}

/**
 * Reports that ended so many days ago and are not erased. One that waits for its answer never is,
 * nor one whose reporter has asked something that is not answered.
 */
const ended = (days: number) => sql<boolean>`
  type = 'field_report' and erased_at is null
  and status <> all(${openStatuses}) and updated_at < now() - make_interval(days => ${days}::int)
  and not exists (select from cases.cases m
    where m.number = c.merged_into and m.status = any(${openStatuses}))
  and not exists (select from cases.cases r where r.about = c.id and r.status = any(${openStatuses}))`

async function endedCases(executor: Executor, days: number, among?: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from cases.cases c where ${ended(days)}
      and (${among === undefined} or id = any(${among ?? []}::uuid[]))
    order by updated_at limit ${batch}`.execute(tables(executor))
  return rows.map(({ id }) => id)
}

async function countEnded(executor: Executor, days: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from cases.cases c where ${ended(days)}`.execute(tables(executor))
  return rows[0]!.count
}

/**
 * The night's work: what is past its time is destroyed, by kind of data, and how much is noted. Safe
 * to repeat and to be killed: each case is a transaction of its own.
 */
export async function runRetention(
  database: Database,
  rules: Rules,
  erased: Erased,
  forget: Forgetters,
): Promise<void> {
  const { executor } = database
  const work: Record<RetentionCode, (days: number) => Promise<number>> = {
    ...forget,
    async person(days) {
      for (let done = 0; ;) {
        const ids = await endedCases(executor, days)
        for (const id of ids) {
          await database.transaction((tx) => eraseCase(tx, rules, id, { by: 'retention' }, erased))
        }
        done += ids.length
        if (ids.length < batch) return done
      }
    },
    async originals(days) {
      for (let done = 0, after = ''; ;) {
        const ids = await casesWithOriginals(executor, { days, after, limit: batch })
        if (ids.length === 0) return done
        done += await endOriginals(executor, await endedCases(executor, days, ids))
        after = ids.at(-1)!
      }
    },
  }
  for (const { code, days } of await rulesNow(executor)) {
    const done = await work[code](days)
    await tables(executor).insertInto('cases.retention_runs').values({ code, days, done }).execute()
  }
}

/** What the administrator is shown: the rules, what the last night did, what the next one will do. */
export function retentionRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { executor }: { executor: Executor },
): void {
  route(api.getRetention, async ({ viewer, request }) => {
    if (!isAdministrator(viewer)) throw new Failure('forbidden')
    const language = languageOf(request)
    const { rows } = await sql<{ code: string; at: Date; done: number }>`
      select distinct on (code) code, at, done from cases.retention_runs
      order by code, id desc`.execute(tables(executor))
    const last = new Map(rows.map((run) => [run.code, run]))
    const states: RetentionState[] = []
    for (const { code, name, days } of await rulesNow(executor)) {
      const run = last.get(code)
      // Counted for tomorrow: what is a day short of its time now.
      const soon = Math.max(0, days - 1)
      const next =
        code === 'person'
          ? await countEnded(executor, soon)
          : code === 'originals'
            ? await countOriginals(executor, soon)
            : null
      states.push({
        code,
        name: name[language],
        days,
        last: run ? { at: run.at.toISOString(), done: run.done } : null,
        next,
      })
    }
    return { rules: states }
  })
}
