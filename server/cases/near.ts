import { sql } from 'kysely'
import type { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import { openStatuses } from '../../contract/field-report.ts'
import { nearMetres, nearMonths } from '../../contract/near.ts'
import type { NearCase, listNearCases } from '../../contract/near.ts'
import type { Viewer } from '../identity/index.ts'
import { dayText, localDay } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import { around, subjectsAlike } from './around.ts'
import type { Language, Rules } from './catalogue.ts'
import { maySee } from './policy.ts'
import { positionOf, presentRow } from './present.ts'
import type { Context } from './present.ts'
import { visible } from './filters.ts'
import { contextFor, findCase } from './queries.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'
import { firstWords } from './words.ts'

export type NearCases = z.output<typeof listNearCases.response>

/** Of each kind; more are no longer read before typing. */
const most = 6

type NearRow = CaseRecord & { metres: number }

/** Reads what lies around a report, behind the wall. */
export async function readNear(
  executor: Executor,
  viewer: Viewer,
  row: CaseRecord,
  subjects: string[],
): Promise<{ open: NearRow[]; answered: NearRow[] }> {
  const position = positionOf(row)
  if (!position) return { open: [], answered: [] }
  const { inWindow, metres } = around(position, nearMetres)
  const there = () =>
    tables(executor)
      .selectFrom('cases.cases')
      .selectAll()
      .select(metres.as('metres'))
      .where(visible(viewer))
      .where('type', '=', 'field_report')
      .where('id', '<>', row.id)
      .where('subject', 'in', subjects)
      .where(inWindow)
      .where(metres, '<=', nearMetres)
      .limit(most)
  const open = await there()
    .where('status', 'in', openStatuses)
    .orderBy(sql`metres`)
    .orderBy('id')
    .execute()
  const answered = await there()
    .where('status', 'in', ['answered', 'closed'])
    .where(sql<boolean>`answered_at > now() - make_interval(months => ${nearMonths})`)
    .orderBy('answered_at', 'desc')
    .orderBy('id')
    .execute()
  return { open, answered }
}

function present(near: NearRow, to: CaseRecord, viewer: Viewer, context: Context): NearCase {
  const { id, number, status, summary, subject, agency, submittedAt } = presentRow(
    near,
    viewer,
    context,
  )
  return {
    id,
    number,
    status: status as NearCase['status'],
    summary,
    subject,
    sameSubject: near.subject === to.subject,
    agency,
    metres: Math.round(near.metres),
    submittedAt,
    answeredAt: near.answered_at?.toISOString() ?? null,
    answer: near.published_answer && firstWords(near.published_answer, 160),
  }
}

/**
 * What else was reported at the place of a report, for whoever may see both.
 * @throws Failure not_found
 */
export async function nearCases(
  { executor, wall, rules, now }: { executor: Executor; wall: Wall; rules: Rules; now: Date },
  call: { id: string; viewer: Viewer; language: Language },
): Promise<NearCases> {
  const { id, viewer, language } = call
  const alike = ({ subject, submitted_at: at }: CaseRecord) =>
    subjectsAlike(rules, subject, dayText(localDay(at)))
  const { row, open, answered } = await wall.read(viewer, async (tx) => {
    const found = await findCase(tx, id)
    if (!found || !maySee(viewer, found)) throw new Failure('not_found')
    return { row: found, ...(await readNear(tx, viewer, found, alike(found))) }
  })
  const context = await contextFor(executor, rules, language, [...open, ...answered], [], now)
  const shown = (rows: NearRow[]) => rows.map((each) => present(each, row, viewer, context))
  return { open: shown(open), answered: shown(answered) }
}
