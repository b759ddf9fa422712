import { sql } from 'kysely'
import type { Box } from '../../contract/cases.ts'
import { boxes } from '../../contract/cases.ts'
import type { CaseFilter, CaseOrder } from '../../contract/case-list.ts'
import { normalizeDigits } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import { openStatuses } from '../../contract/case-types.ts'
import { disputedAfter } from '../../contract/field-report.ts'
import { agencyNames, staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { dayText, localDay, unitNamesAt } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { picturesOf } from '../pictures/index.ts'
import type { Vault } from '../vault/index.ts'
import type { Language, Rules } from './catalogue.ts'
import { filtered, visible } from './filters.ts'
import { after, endColumns, orderOf, writeEnd } from './order.ts'
import type { Ended } from './order.ts'
import type { Context } from './present.ts'
import { isJoined, putOff, withSnoozes } from './snooze.ts'
import { tables } from './tables.ts'
import { countFollows, followersOf } from './together.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'

/** Whose work is the viewer's: their own, and that of officers they act for. */
const officersOf = ({ id, grants }: Viewer): string[] => [
  id,
  ...grants.flatMap(({ role, actingFor }) => (role === 'officer' && actingFor ? [actingFor] : [])),
]

type Condition = ReturnType<typeof sql<boolean>>

/** What each work box holds. */
const conditions: Record<Box, (viewer: Viewer, isPutOff: Condition) => Condition> = {
  mine: (viewer) => sql`officer = any(${officersOf(viewer)}) and status = any(${openStatuses})`,
  to_accept: () => sql`status = 'submitted'`,
  urgent: () => sql`urgent is not null and status = any(${openStatuses})`,
  to_assign: () => sql`status in ('screening', 'reopened')`,
  to_acknowledge: () => sql`status = 'assigned'`,
  to_extend: () => sql`extension is not null and status = any(${openStatuses})`,
  disputed: () => sql`status = 'handed_back' and hand_backs >= ${disputedAfter}`,
  escalated: () => sql`escalation is not null and status = any(${openStatuses})`,
  long_term: () => sql`status = 'long_term'`,
  recurring: () => sql`recurs > 0 and status = any(${openStatuses})`,
  declined: () => sql`status = 'declined'`,
  with_agency: () => sql`status in ('assigned', 'acknowledged', 'in_progress')`,
  due_soon: () => sql`status = any(${openStatuses}) and paused_at is null
    and due_at >= now() and due_at < now() + interval '24 hours'`,
  overdue: () => sql`status = any(${openStatuses}) and paused_at is null and due_at < now()`,
  handed_back: () => sql`status = 'handed_back'`,
  waiting_citizen: () => sql`status = 'waiting_citizen'`,
  to_approve: () => sql`status = 'awaiting_approval'`,
  to_publish: () => sql`status = 'awaiting_publication'`,
  personal_data: () => sql`type = 'personal_data' and status = any(${openStatuses})`,
  snoozed: (_, isPutOff) => isPutOff,
  done: () => sql`status <> all(${openStatuses})`,
  all: () => sql`true`,
}

const newestFirstBoxes = new Set<Box>(['done', 'all', 'declined'])

type Cursor = [at: string, id: string]
export const writeCursor = (cursor: Cursor) =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** @throws Failure invalid_input for what is no cursor; `path` is the parameter it came in */
export function readCursor(text: string, path = 'after'): Cursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor
    if (!Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id)) return [at, id]
  } catch {
    // Falls through: whatever it was, it is not one of ours.
  }
  throw new Failure('invalid_input', { fields: [{ path, code: 'invalid' }] })
}

/** What a box holds for the viewer: a box of work not what they have put off. */
function holds(box: Box, viewer: Viewer, isPutOff = putOff(viewer)) {
  const held = conditions[box](viewer, isPutOff)
  const isWork = box !== 'snoozed' && box !== 'done' && box !== 'all'
  return isWork ? sql<boolean>`(${held} and not (${isPutOff}))` : held
}

/** What is asked of a work box: its filter and its order. */
export type BoxQuery = { box: Box } & CaseFilter & CaseOrder

/** What the rows of a work box must hold; see {@link filtered}. */
async function inBox(
  executor: Executor,
  vault: Vault,
  rules: Rules,
  viewer: Viewer,
  query: BoxQuery,
) {
  const subjectsOf = (group: string) =>
    rules.ever.subjects.all().flatMap((subject) => (subject.group === group ? [subject.code] : []))
  const parts = await filtered(executor, vault, viewer, query, subjectsOf)
  return sql<boolean>`${sql.join([visible(viewer), holds(query.box, viewer), ...parts], sql` and `)}`
}

/** One page of a work box: in the order asked for, else the nearest deadline or the newest first. */
export async function listCases(
  executor: Executor,
  vault: Vault,
  rules: Rules,
  viewer: Viewer,
  query: BoxQuery & { after?: string | undefined; limit: number },
): Promise<{ rows: CaseRecord[]; next: string | null }> {
  const order = orderOf(query, newestFirstBoxes.has(query.box), () => communesByName(rules))
  let select = tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .select(endColumns(order))
    .where(await inBox(executor, vault, rules, viewer, query))
    .limit(query.limit + 1)
  for (const key of order.keys) select = select.orderBy(key, order.direction)
  if (query.after) select = select.where(after(order, query.after))
  const rows = (await select.execute()) as (CaseRecord & Ended)[]
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > query.limit && last ? writeEnd(order, last) : null }
}

/** Codes of communes in the alphabet of their names, places of the same name by their codes. */
function communesByName({ communes }: Rules): string[] {
  return [...communes.values()]
    .toSorted((a, b) => alphabet.compare(a.name, b.name) || (a.code < b.code ? -1 : 1))
    .map(({ code }) => code)
}
const alphabet = new Intl.Collator('vi')

/** How many cases each box holds for the viewer, of those that a filter leaves. */
export async function countCases(
  executor: Executor,
  vault: Vault,
  rules: Rules,
  viewer: Viewer,
  filter: CaseFilter,
): Promise<Record<Box, number>> {
  const counts = boxes.map(
    (box) => sql`count(*) filter (where ${holds(box, viewer, isJoined)}) as ${sql.ref(box)}`,
  )
  const where = await inBox(executor, vault, rules, viewer, { ...filter, box: 'all' })
  const result = await sql<Record<Box, number>>`
    select ${sql.join(counts)} from cases.cases ${withSnoozes(viewer)} where ${where}`.execute(
    tables(executor),
  )
  return result.rows[0]!
}

/** Whether this can be the id of a case at all; the database refuses anything else as malformed. */
export function isCaseId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
}

/** A case by id, or null; who may see it is the caller's to ask. */
export async function findCase(executor: Executor, id: string): Promise<CaseRecord | null> {
  if (!isCaseId(id)) return null
  const row = await tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** The cases with these ids, the newest first; unknown ones are absent. */
export async function findCases(executor: Executor, ids: string[]): Promise<CaseRecord[]> {
  if (ids.length === 0) return []
  return tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** The log of each of the cases, oldest first. */
export async function logsOf(
  executor: Executor,
  ids: string[],
): Promise<Map<string, ActionRecord[]>> {
  const logs = new Map<string, ActionRecord[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return logs
  const rows = await tables(executor)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', 'in', ids)
    .orderBy('case_id')
    .orderBy('seq')
    .execute()
  for (const row of rows) logs.get(row.case_id)!.push(row)
  return logs
}

/** A published case by its public number, or null. */
export async function findPublic(executor: Executor, number: string): Promise<CaseRecord | null> {
  const row = await tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('number', '=', normalizeDigits(number))
    .where('public', '=', true)
    .executeTakeFirst()
  return row ?? null
}

/** Published cases, newest answer first. */
export async function listPublic(
  executor: Executor,
  query: {
    commune?: string | undefined
    subject?: string | undefined
    before?: string | undefined
    limit: number
  },
): Promise<{ rows: CaseRecord[]; next: string | null }> {
  let select = tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    // As the database keeps it: a page that begins after a rounded time leaves rows out.
    .select(sql<string>`answered_at::text`.as('cursor'))
    .where('public', '=', true)
    .where('answered_at', 'is not', null)
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (query.commune) select = select.where('commune', '=', query.commune)
  if (query.subject) select = select.where('subject', '=', query.subject)
  if (query.before) {
    const [at, id] = readCursor(query.before)
    select = select.where(sql<boolean>`(answered_at, id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page,
    next: rows.length > query.limit && last ? writeCursor([last.cursor, last.id]) : null,
  }
}

/** The communes, with the days, that the units of today do not speak for. */
function pastCommunes(rules: Rules, rows: CaseRecord[]): { code: string; day: string }[] {
  return rows.flatMap(({ commune: code, submitted_at: at }) => {
    const day = dayText(localDay(at))
    const today = rules.communes.get(code)
    return today && today.validFrom <= day ? [] : [{ code, day }]
  })
}

/**
 * The names a set of cases and logs needs, in two queries; three where a unit is past. Pictures and
 * what was merged into them are asked for only where cases are shown as a whole, that is, with their
 * logs; pictures only where they are not handed in.
 */
export async function contextFor(
  executor: Executor,
  rules: Rules,
  language: Language,
  rows: CaseRecord[],
  logs: ActionRecord[],
  now: Date,
  pictures?: Context['pictures'],
): Promise<Context> {
  const text = (value: unknown) => (typeof value === 'string' ? [value] : [])
  const agencies = new Set([
    ...rows.flatMap((row) => text(row.agency)),
    ...logs.flatMap((entry) => [
      ...text(entry.actor_agency),
      ...text((entry.input as Record<string, unknown>).agency),
    ]),
  ])
  const staff = new Set([
    ...rows.flatMap((row) => text(row.officer)),
    ...logs.flatMap((entry) => [
      ...text(entry.actor_id),
      ...text(entry.acting_for),
      ...text((entry.input as Record<string, unknown>).officer),
    ]),
  ])
  const whole = logs.length > 0 ? rows : []
  async function joined() {
    const numbers = whole.map(({ number }) => number)
    const followers = await followersOf(executor, numbers)
    return { followers, follows: await countFollows(executor, whole, followers) }
  }
  const ids = whole.map(({ id }) => id)
  const [names, people, communes, together, shown] = await Promise.all([
    agencyNames(executor, [...agencies]),
    staffNames(executor, [...staff]),
    unitNamesAt(executor, pastCommunes(rules, rows)),
    joined(),
    pictures ?? picturesOf(executor, ids),
  ])
  return {
    rules,
    language,
    agencies: names,
    staff: people,
    communes,
    ...together,
    pictures: shown,
    now,
  }
}

/** The numbers of cases by id; an unknown id is absent. A number tells nothing of the case. */
export async function numbersOf(executor: Executor, ids: string[]): Promise<Map<string, string>> {
  const known = ids.filter(isCaseId)
  if (known.length === 0) return new Map()
  const rows = await tables(executor)
    .selectFrom('cases.cases')
    .select(['id', 'number'])
    .where('id', 'in', known)
    .execute()
  return new Map(rows.map((row) => [row.id, row.number]))
}

/** The id of the case with a number, or null. */
export async function caseOfNumber(executor: Executor, number: string): Promise<string | null> {
  const row = await tables(executor)
    .selectFrom('cases.cases')
    .select('id')
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.id ?? null
}
