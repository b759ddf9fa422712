import { sql } from 'kysely'
import { habitDays } from '../../contract/choices.ts'
import type { CaseChoices } from '../../contract/choices.ts'
import { Failure } from '../../contract/errors.ts'
import { openStatuses } from '../../contract/field-report.ts'
import { officersOf } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import type { Language } from './catalogue.ts'
import { maySee, rolesOn } from './policy.ts'
import { positionOf } from './present.ts'
import { findCase } from './queries.ts'
import type { Routing } from './routing/routing.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'

/** How many open cases of an agency each of its officers has. */
async function openWork(reader: Executor, agency: string): Promise<Map<string, number>> {
  const rows = await tables(reader)
    .selectFrom('cases.cases')
    .select(['officer', sql<number>`count(*)::int`.as('open')])
    .where('agency', '=', agency)
    .where('status', 'in', openStatuses)
    .where('officer', 'is not', null)
    .groupBy('officer')
    .execute()
  return new Map(rows.map(({ officer, open }) => [officer!, open]))
}

/** Who had the last cases of this subject in the agency, the latest first. */
async function habitOf(reader: Executor, row: CaseRecord): Promise<string[]> {
  const rows = await tables(reader)
    .selectFrom('cases.cases')
    .select(['officer', sql`max(submitted_at)`.as('last')])
    .where('agency', '=', row.agency)
    .where('subject', '=', row.subject)
    .where('officer', 'is not', null)
    .where('id', '<>', row.id)
    .where(sql<boolean>`submitted_at > now() - make_interval(days => ${habitDays})`)
    .groupBy('officer')
    .orderBy('last', 'desc')
    .execute()
  return rows.map(({ officer }) => officer!)
}

/**
 * Whom the agency's coordinator may give a case to, one of them proposed, and whose it rather is.
 * @throws Failure not_found for who may not see it, forbidden for who does not hand it on
 */
export async function caseChoices(
  { executor, wall, routing }: { executor: Executor; wall: Wall; routing: Routing },
  { id, viewer, language }: { id: string; viewer: Viewer; language: Language },
): Promise<CaseChoices> {
  const { row, work, habit } = await wall.read(viewer, async (reader) => {
    const found = await findCase(reader, id)
    if (!found || !maySee(viewer, found)) throw new Failure('not_found')
    if (!rolesOn({ kind: 'staff', viewer }, found).includes('coordinator')) {
      throw new Failure('forbidden')
    }
    return {
      row: found,
      work: await openWork(reader, found.agency!),
      habit: await habitOf(reader, found),
    }
  })
  const officers = (await officersOf(executor, row.agency!, row.commune)).map((officer) => ({
    ...officer,
    open: work.get(officer.id) ?? 0,
  }))
  const usual = habit.find((one) => officers.some((officer) => officer.id === one))
  const least = officers.toSorted((one, other) => one.open - other.open)[0]?.id
  const proposed = usual ?? least
  const suggestion = await routing.suggest({ ...row, position: positionOf(row) }, language)
  const isOther = suggestion !== null && suggestion.code !== row.agency
  return {
    officers: officers.toSorted(
      (one, other) => Number(other.id === proposed) - Number(one.id === proposed),
    ),
    officer: proposed
      ? { id: proposed, reason: proposed === usual ? 'same_subject' : 'least_work' }
      : null,
    agency: isOther
      ? { code: suggestion.code, name: suggestion.name, reason: suggestion.reason }
      : null,
  }
}
