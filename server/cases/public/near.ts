import { nearMetres } from '../../../contract/near.ts'
import type { Executor } from '../../platform/database/index.ts'
import { around, subjectsAlike } from '../around.ts'
import { publicationOf } from '../catalogue.ts'
import type { Rules } from '../catalogue.ts'
import { tables } from '../tables.ts'
import type { CaseRecord } from '../tables.ts'
import { isPlaced, isShown, stateIs } from './filter.ts'
import { asShown, findShown } from './list.ts'

/** How near is near on the page of a report, metres. */
const nearPage = 1000

/**
 * Other reports about the same subject around a report, the nearest first; in its commune, the
 * newest first, where its place is not public.
 */
export async function listNear(
  executor: Executor,
  rules: Rules,
  { number, limit }: { number: string; limit: number },
): Promise<CaseRecord[]> {
  const row = await findShown(executor, rules, number)
  if (!row) return []
  const others = tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where(isShown(rules))
    .where('subject', '=', row.subject)
    .where('id', '<>', row.id)
    .limit(limit)
  const placed = await tables(executor)
    .selectFrom('cases.cases')
    .select(['lat', 'lon'])
    .where('id', '=', row.id)
    .where(isPlaced(rules))
    .executeTakeFirst()
  if (!placed) {
    const rows = await others
      .where('commune', '=', row.commune)
      .orderBy('submitted_at', 'desc')
      .execute()
    return rows.map(asShown)
  }
  const { inWindow, metres } = around(placed as { lat: number; lon: number }, nearPage)
  const rows = await others.where(isPlaced(rules)).where(inWindow).orderBy(metres).execute()
  return rows.map(asShown)
}

/** What somebody is about to report: the subject and the point, WGS 84. */
export type Place = { subject: string; position: { lat: number; lon: number } }

/**
 * Reports that wait for their answer at a place, about the same group of subjects: perhaps the same
 * matter, the nearest first. Only those whose exact place anybody may know: how far away one is
 * would tell it.
 */
export async function listSimilar(
  executor: Executor,
  rules: Rules,
  { subject, position, limit }: Place & { limit: number },
): Promise<{ row: CaseRecord; metres: number }[]> {
  // A cry for help, or what is nobody's to read: nothing stands in its way.
  if (publicationOf(rules, subject) === 'closed') return []
  const { inWindow, metres } = around(position, nearMetres)
  const rows = await tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .select(metres.as('metres'))
    .where(isShown(rules))
    .where(isPlaced(rules))
    .where(stateIs.open)
    .where('subject', 'in', subjectsAlike(rules, subject, rules.today))
    .where(inWindow)
    .where(metres, '<=', nearMetres)
    .orderBy('metres')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ metres: away, ...row }) => ({ row: asShown(row), metres: Math.round(away) }))
}
