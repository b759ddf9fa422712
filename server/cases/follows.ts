import { sql } from 'kysely'
import type { PublicReport } from '../../contract/cases.ts'
import { mostFollowed } from '../../contract/citizens.ts'
import type { FollowedReport } from '../../contract/citizens.ts'
import { normalizeDigits } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Language } from './catalogue.ts'
import { isShown } from './public/filter.ts'
import type { PublicReading } from './public/index.ts'
import { asShown } from './public/list.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'
import { caseNumbered, followersOf, mainOf } from './together.ts'

/** What was followed of a case longer than it is kept. */
export async function forgetFollows(tx: Executor, caseId: string): Promise<void> {
  await tables(tx).deleteFrom('cases.follows').where('case_id', '=', caseId).execute()
}

/**
 * Reports of others that citizens follow. They are told what everybody is told, and of a merged one
 * how the whole stands.
 */
export function createFollows({ executor, rules, now, present }: PublicReading) {
  /** Those of the cases that anybody may see, by id. */
  async function shownOf(rows: CaseRecord[]): Promise<Map<string, CaseRecord>> {
    if (rows.length === 0) return new Map()
    const found = await tables(executor)
      .selectFrom('cases.cases')
      .selectAll()
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .where(isShown(await rules()))
      .execute()
    return new Map(found.map((row) => [row.id, asShown(row)]))
  }

  /** The ids of a case and of those merged into it; none for a number that is nobody's. */
  async function wholeOf(number: string): Promise<string[]> {
    const row = await caseNumbered(executor, number)
    if (!row) return []
    const merged = (await followersOf(executor, [number])).get(number) ?? []
    return [row.id, ...merged.map(({ id }) => id)]
  }

  return {
    /**
     * Follows a public report, or the one it was merged into; answers with the number. Repeats and
     * races end with one row.
     * @throws Failure not_found, action_not_allowed for more than one citizen may follow
     */
    async follow(citizenId: string, typed: string): Promise<string> {
      const row = await caseNumbered(executor, normalizeDigits(typed))
      const whole = row && ((await mainOf(executor, row)) ?? row)
      if (!whole || !(await shownOf([whole])).has(whole.id)) throw new Failure('not_found')
      try {
        const { rows } = await sql<{ followed: boolean }>`
          with made as (
            insert into cases.follows (citizen_id, case_id)
            select ${citizenId}, ${whole.id}::uuid
            where (select count(*) from cases.follows where citizen_id = ${citizenId}) < ${mostFollowed}
            on conflict do nothing returning 1
          )
          select exists (select from made) or exists (select from cases.follows
            where citizen_id = ${citizenId} and case_id = ${whole.id}::uuid) as followed`.execute(
          tables(executor),
        )
        // Somebody's other click may have made it meanwhile, which this statement does not see yet.
        if (!rows[0]!.followed && !(await this.isFollowed(citizenId, whole.number))) {
          throw new Failure('action_not_allowed', { details: { reason: 'too_many_followed' } })
        }
      } catch (error) {
        // The account was removed at this moment.
        if ((error as { code?: string }).code === '23503') throw new Failure('unauthenticated')
        throw error
      }
      return whole.number
    },

    /** Follows it no longer, nor what was merged into it. */
    async unfollow(citizenId: string, typed: string): Promise<void> {
      const cases = await wholeOf(normalizeDigits(typed))
      if (cases.length === 0) return
      await tables(executor)
        .deleteFrom('cases.follows')
        .where('citizen_id', '=', citizenId)
        .where('case_id', 'in', cases)
        .execute()
    },

    async isFollowed(citizenId: string, number: string): Promise<boolean> {
      return (await this.followed(citizenId, [number])).length > 0
    },

    /** Which of these reports a citizen follows. */
    async followed(citizenId: string, numbers: string[]): Promise<string[]> {
      if (numbers.length === 0) return []
      const rows = await tables(executor)
        .selectFrom('cases.follows')
        .innerJoin('cases.cases', 'id', 'case_id')
        .select('number')
        .where('citizen_id', '=', citizenId)
        .where('number', 'in', numbers)
        .execute()
      return rows.map(({ number }) => number)
    },

    /** All that a citizen follows, the latest change first. */
    async list(citizenId: string, language: Language): Promise<FollowedReport[]> {
      const rows = await tables(executor)
        .selectFrom('cases.follows')
        .innerJoin('cases.cases', 'id', 'case_id')
        .selectAll('cases.cases')
        .select(['cases.follows.at as followed_at', 'seen_at'])
        .where('citizen_id', '=', citizenId)
        .orderBy('cases.follows.at')
        .orderBy('case_id')
        .limit(mostFollowed)
        .execute()
      const wholes = await Promise.all(
        rows.map(async (row) => (await mainOf(executor, row)) ?? (row as CaseRecord)),
      )
      const shown = await shownOf(wholes)
      const seen = [...shown.values()]
      const reports = await present(seen, language)
      const reportOf = new Map(seen.map(({ id }, index) => [id, reports[index]!]))
      // Two that were merged are one by now.
      const kept = new Map<string, FollowedReport>()
      for (const [index, row] of rows.entries()) {
        const whole = wholes[index]!
        const report = reportOf.get(whole.id) ?? null
        const changedAt = report && lastChange(report, whole.id === row.id ? null : row)
        const isNew = changedAt !== null && changedAt > row.seen_at
        const before = kept.get(whole.id)
        kept.set(whole.id, {
          number: before?.number ?? row.number,
          followedAt: before?.followedAt ?? row.followed_at.toISOString(),
          report,
          changedAt: later(before?.changedAt ?? null, changedAt?.toISOString() ?? null),
          isNew: isNew || (before?.isNew ?? false),
        })
      }
      const order = (one: FollowedReport) => one.changedAt ?? ''
      return [...kept.values()].sort((one, other) => (order(one) < order(other) ? 1 : -1))
    },

    /**
     * They open this report, with what was merged into it. Said before it is read: what changes
     * meanwhile is rather new once too often than never.
     */
    async look(citizenId: string, number: string): Promise<void> {
      const at = await now()
      const cases = await wholeOf(number)
      if (cases.length === 0) return
      await tables(executor)
        .updateTable('cases.follows')
        .set({ seen_at: at })
        .where('citizen_id', '=', citizenId)
        .where('case_id', 'in', cases)
        .where('seen_at', '<', at)
        .execute()
    },
  }
}

const later = (one: string | null, other: string | null) =>
  one !== null && (other === null || one > other) ? one : other

/** The last thing that everybody was told; that it was merged is told at its end. */
function lastChange(report: PublicReport, merged: CaseRecord | null): Date {
  const told = [
    report.submittedAt,
    ...report.steps.map(({ at }) => at),
    ...(merged ? [merged.updated_at.toISOString()] : []),
  ]
  return new Date(told.reduce((one, other) => (other > one ? other : one)))
}
