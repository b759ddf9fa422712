import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { isValidNumber, normalizeDigits, numberLength } from '../../../contract/codes.ts'
import { openStatuses } from '../../../contract/field-report.ts'
import { foldText } from '../../../contract/fold.ts'
import { noAgency } from '../../../contract/public.ts'
import type { MapBox, PublicFilter, PublicState } from '../../../contract/public.ts'
import { publicationOf } from '../catalogue.ts'
import type { Rules } from '../catalogue.ts'

type Condition = RawBuilder<boolean>

/** A filter with a window of the map, in which only reports with a public place are. */
export type ShownQuery = PublicFilter & { box?: MapBox | undefined }

/** The subjects whose reports may be seen, and those whose exact place may be told as well. */
function subjectsOf(rules: Rules): { shown: string[]; placed: string[] } {
  const shown = rules.ever.subjects.codes.filter((code) => publicationOf(rules, code) !== 'closed')
  const placed = shown.filter((code) => publicationOf(rules, code) === 'public')
  return { shown, placed }
}

const isOpen = sql<boolean>`status = any(${openStatuses})`
const isOverdue = sql<boolean>`(${isOpen} and paused_at is null and due_at < now())`
const isAnswered = sql<boolean>`(status <> all(${openStatuses}))`

/** Each state as a condition on a report that may be seen. */
export const stateIs: Record<PublicState, Condition> = {
  open: isOpen,
  overdue: isOverdue,
  answered: isAnswered,
  on_time: sql`(${isAnswered} and answered_at <= due_at)`,
  late: sql`(${isAnswered} and answered_at > due_at)`,
  rated: sql`(${isAnswered} and rating is not null)`,
}

/**
 * Which cases anybody may see: field reports of subjects that are not closed, once they are
 * published and as long as they wait for their answer. Of the latter only status, subject, commune
 * and, where {@link isPlaced}, the place; the same as Open311 gives away.
 */
export function isShown(rules: Rules): Condition {
  return sql`type = 'field_report' and subject = any(${subjectsOf(rules).shown})
    and (public or ${isOpen})`
}

/** Which of the shown may be put on a map: where house numbers are covered, a point tells as much. */
export function isPlaced(rules: Rules): Condition {
  return sql`lat is not null and lon is not null and subject = any(${subjectsOf(rules).placed})`
}

/** The start of a day in Viet Nam, `later` days on. */
export const startOf = (day: string, later = 0) =>
  sql`((${day}::date + ${later}::int)::timestamp at time zone 'Asia/Ho_Chi_Minh')`

/** A filter as a condition on `cases.cases`. What cannot be found is no error: nothing matches. */
export function matches(rules: Rules, query: ShownQuery): Condition {
  const parts: Condition[] = [isShown(rules)]
  if (query.q) parts.push(saying(rules, query.q))
  if (query.commune) parts.push(sql`commune = ${query.commune}`)
  if (query.subject) parts.push(sql`subject = any(${withinGroup(rules, query.subject)})`)
  if (query.agency === noAgency) parts.push(sql`agency is null`)
  else if (query.agency) parts.push(sql`agency = ${query.agency}`)
  if (query.state) parts.push(stateIs[query.state])
  if (query.from) parts.push(sql`submitted_at >= ${startOf(query.from)}`)
  if (query.to) parts.push(sql`submitted_at < ${startOf(query.to, 1)}`)
  if (query.box) parts.push(sql`${isPlaced(rules)} and ${inside(query.box)}`)
  return sql`(${sql.join(parts, sql` and `)})`
}

export const inside = ([west, south, east, north]: MapBox): Condition =>
  sql`lat between ${south}::float8 and ${north}::float8
    and lon between ${west}::float8 and ${east}::float8`

/** A subject, or all of a group. */
function withinGroup(rules: Rules, code: string): string[] {
  const { subjects } = rules.ever
  if (!rules.groups.some((group) => group.code === code)) return [code]
  return subjects.codes.filter((one) => subjects.near(one, rules.today)?.group === code)
}

/**
 * Every word stands in the published text, in the name of the subject or of the commune. The
 * reporter's own words are not looked at: who searches must not learn what they are.
 */
function saying(rules: Rules, typed: string): Condition {
  const digits = normalizeDigits(typed)
  if (isValidNumber(digits, numberLength)) return sql`number = ${digits}`
  const named = (word: string, names: Iterable<[string, string]>) =>
    [...names].flatMap(([code, name]) => (foldText(name).includes(word) ? [code] : []))
  const subjects = rules.ever.subjects.codes.flatMap((code): [string, string][] => {
    const name = rules.ever.subjects.near(code, rules.today)?.name
    return name ? [[code, `${name.vi} ${name.en}`]] : []
  })
  const communes = [...rules.communes.values()].map(({ code, name }): [string, string] => [
    code,
    name,
  ])
  const words = foldText(typed).split(' ').slice(0, 8)
  return sql`(${sql.join(
    words.map(
      (word) => sql`((public and published_search like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`})
        or subject = any(${named(word, subjects)}) or commune = any(${named(word, communes)}))`,
    ),
    sql` and `,
  )})`
}
