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
/** One degree of latitude, in metres. */
const metresPerDegree = 111_195

type NearRow = CaseRecord & { metres: number }

/** The subjects of the same group as the report's own, past ones too. */
function subjectsAlike({ ever }: Rules, { subject, submitted_at: at }: CaseRecord): string[] {
  const group = ever.subjects.near(subject, dayText(localDay(at)))?.group
  return [
    ...new Set([subject, ...ever.subjects.all().flatMap((s) => (s.group === group ? s.code : []))]),
  ]
}

/**
 * Reads what lies around a report, behind the wall. The window is four comparisons of numbers, which
 * an index serves there as well: an operator of geometry would not be let in front of the policies.
 */
export async function readNear(
  executor: Executor,
  viewer: Viewer,
  row: CaseRecord,
  subjects: string[],
): Promise<{ open: NearRow[]; answered: NearRow[] }> {
  const position = positionOf(row)
  if (!position) return { open: [], answered: [] }
  const { lat, lon } = position
  const high = nearMetres / metresPerDegree
  // So small a window is flat: degrees of longitude shrink alike in all of it.
  const shrink = Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  const wide = high / shrink
  const metres = sql<number>`(${metresPerDegree}::float8 * sqrt(
    power(lat - ${lat}::float8, 2) + power((lon - ${lon}::float8) * ${shrink}::float8, 2)))`
  const around = () =>
    tables(executor)
      .selectFrom('cases.cases')
      .selectAll()
      .select(metres.as('metres'))
      .where(visible(viewer))
      .where('type', '=', 'field_report')
      .where('id', '<>', row.id)
      .where('subject', 'in', subjects)
      .where(
        sql<boolean>`lat between ${lat - high}::float8 and ${lat + high}::float8
          and lon between ${lon - wide}::float8 and ${lon + wide}::float8`,
      )
      .where(sql<boolean>`${metres} <= ${nearMetres}`)
      .limit(most)
  const open = await around()
    .where('status', 'in', openStatuses)
    .orderBy(sql`metres`)
    .orderBy('id')
    .execute()
  const answered = await around()
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
  const { row, open, answered } = await wall.read(viewer, async (tx) => {
    const found = await findCase(tx, id)
    if (!found || !maySee(viewer, found)) throw new Failure('not_found')
    return { row: found, ...(await readNear(tx, viewer, found, subjectsAlike(rules, found))) }
  })
  const context = await contextFor(executor, rules, language, [...open, ...answered], [], now)
  const shown = (rows: NearRow[]) => rows.map((each) => present(each, row, viewer, context))
  return { open: shown(open), answered: shown(answered) }
}
