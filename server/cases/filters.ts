import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { CaseFilter, Outcome } from '../../contract/case-list.ts'
import { openStatuses } from '../../contract/case-types.ts'
import { codeLength, isValidNumber, normalizeDigits, numberLength } from '../../contract/codes.ts'
import { foldText } from '../../contract/fold.ts'
import { centreGrants } from '../identity/index.ts'
import type { Grant, Viewer } from '../identity/index.ts'
import { hasPictures } from '../pictures/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Vault } from '../vault/index.ts'
import { centreTypes, sightsOf } from './policy.ts'

/** What of the lists a filter needs: which subjects are in a group. */
export type SubjectsOf = (group: string) => string[]

/** The cases that some grants reach: of their agencies, in their areas. */
export function reached(grants: Grant[]) {
  const everywhere = grants.filter(({ areas }) => !areas)
  if (everywhere.some(({ agency }) => agency === null)) return sql<boolean>`true`
  const codes = everywhere.map(({ agency }) => agency)
  const parts = [
    sql<boolean>`agency = any(${codes})`,
    ...grants.flatMap(({ agency, areas }) =>
      !areas
        ? []
        : agency === null
          ? [sql<boolean>`commune = any(${areas})`]
          : [sql<boolean>`(agency = ${agency} and commune = any(${areas}))`],
    ),
  ]
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}

/** The same as `maySee`, for the rows of a query. */
export function visible(viewer: Viewer) {
  const centre = centreGrants(viewer)
  const others = sql<boolean>`(type <> all(${centreTypes}) and ${reached(sightsOf(viewer))})`
  return centre.length === 0 ? others : sql<boolean>`(${reached(centre)} or ${others})`
}

/**
 * What was typed into the search box: a number, a reporter's code, or words. The code and the
 * reporter's own words are found by the centre only, where it is that.
 */
async function matching(executor: Executor, vault: Vault, viewer: Viewer, typed: string) {
  const digits = normalizeDigits(typed)
  if (isValidNumber(digits, numberLength)) return sql<boolean>`number = ${digits}`
  const centre = centreGrants(viewer)
  if (isValidNumber(digits, codeLength) && centre.length > 0) {
    const id = await vault.caseOfCode(executor, digits)
    return sql<boolean>`(id = ${id} and ${reached(centre)})`
  }
  const words = foldText(typed)
    .split(' ')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  if (centre.some(({ areas }) => !areas)) return sql<boolean>`search like all(${words})`
  const shown = sql<boolean>`agency_search like all(${words})`
  if (centre.length === 0) return shown
  return sql<boolean>`(${shown} or (search like all(${words}) and ${reached(centre)}))`
}

/** The beginning of a day in Viet Nam. */
const dayBegins = (day: string) => sql`${day}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'`

/** Whether the viewer is the centre of a row's case: nobody else is told, nor may find out. */
const ofCentre = (viewer: Viewer) => {
  const centre = centreGrants(viewer)
  return centre.length === 0 ? sql<boolean>`false` : reached(centre)
}

/** The conditions that a filter puts on the rows of `cases.cases`; all must hold. */
export async function filtered(
  executor: Executor,
  vault: Vault,
  viewer: Viewer,
  filter: CaseFilter,
  subjectsOf: SubjectsOf,
): Promise<RawBuilder<boolean>[]> {
  const { q, from, to, commune, group, subject, agency, channel, rating, pictures } = filter
  const { recurring, callback, outcome, type } = filter
  const parts: RawBuilder<boolean>[] = []
  const hold = (part: RawBuilder<boolean>) => parts.push(part)
  if (q) hold(await matching(executor, vault, viewer, q))
  if (from) hold(sql<boolean>`submitted_at >= ${dayBegins(from)}`)
  if (to) hold(sql<boolean>`submitted_at < ${dayBegins(to)} + interval '1 day'`)
  if (commune) hold(sql<boolean>`commune = ${commune}`)
  if (group) hold(sql<boolean>`subject = any(${subjectsOf(group)})`)
  if (subject) hold(sql<boolean>`subject = ${subject}`)
  if (agency === 'none') hold(sql<boolean>`agency is null`)
  else if (agency) hold(sql<boolean>`agency = ${agency}`)
  if (channel) hold(sql<boolean>`(channel = ${channel} and ${ofCentre(viewer)})`)
  if (filter.class) hold(sql<boolean>`class = ${filter.class}`)
  if (rating === 'none') hold(sql<boolean>`rating is null`)
  else if (rating) hold(sql<boolean>`rating = ${rating}`)
  if (pictures) {
    // The agency does not learn of pictures that are closed to it.
    const has = sql<boolean>`(${hasPictures(false)} or (${ofCentre(viewer)} and ${hasPictures(true)}))`
    hold(pictures === 'yes' ? has : sql<boolean>`(not ${has})`)
  }
  if (recurring) hold(recurring === 'yes' ? sql<boolean>`recurs > 0` : sql<boolean>`recurs = 0`)
  if (callback) {
    const asked = callback === 'yes' ? sql`callback is not null` : sql`callback is null`
    hold(sql<boolean>`(${asked} and ${ofCentre(viewer)})`)
  }
  if (outcome) hold(became[outcome])
  if (type) hold(sql<boolean>`type = ${type}`)
  return parts
}

/** Of field reports: its reporter has an answer. */
const isAnswered = sql<boolean>`(status in ('answered', 'closed') and answered_at is not null)`
/** Past its deadline without an answer, while the clock runs. */
const isLate = sql<boolean>`(status = any(${openStatuses}) and paused_at is null
  and due_at < now())`

/** The one meaning of each outcome, for lists and for figures. */
export const became: Record<Outcome, RawBuilder<boolean>> = {
  answered: isAnswered,
  on_time: sql<boolean>`(${isAnswered} and answered_at <= due_at)`,
  late: sql<boolean>`(${isAnswered} and answered_at > due_at)`,
  overdue: isLate,
}
