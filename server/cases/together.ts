import { sql } from 'kysely'
import { isOpen } from '../../contract/case-types.ts'
import type { Status } from '../../contract/case-types.ts'
import { isValidNumber, numberLength } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import { audienceOfCase } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { appendEvents } from '../platform/events/index.ts'
import { maySee } from './policy.ts'
import type { Actor } from './policy.ts'
import { columnsOf, stateOf } from './record.ts'
import { apply } from './state.ts'
import { tables } from './tables.ts'
import { clockOf, lastAction } from './undo.ts'
import type { ClockColumns } from './undo.ts'
import type { CaseRecord } from './tables.ts'

/**
 * Reports of one matter. A merged one points to the one that will be answered, by its number, and
 * that one may itself be merged later: what counts is where the pointers end. Only what points
 * nowhere is merged, and only into what is open, so they cannot go in a circle.
 */

/** Changes of who points to whom come one after the other: they lock two cases, in no fixed order. */
export async function changeTogether(tx: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(8246140)`.execute(tx)
}

/** The case at the end of the pointers of a merged one; null for one that points nowhere. */
export async function mainOf(
  executor: Executor,
  row: Pick<CaseRecord, 'merged_into'>,
): Promise<CaseRecord | null> {
  let main: CaseRecord | null = null
  for (let number = row.merged_into; number !== null; number = main?.merged_into ?? null) {
    main = await caseNumbered(executor, number)
  }
  return main
}

/** The case with a number, or null. */
export async function caseNumbered(executor: Executor, number: string): Promise<CaseRecord | null> {
  const row = await tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst()
  return row ?? null
}

/** A case that waits for another's answer. */
export type Follower = { main: string; number: string; id: string; commune: string }

/** What was merged into each of these, at whatever remove, by the number of the one it waits for. */
export async function followersOf(
  executor: Executor,
  numbers: string[],
): Promise<Map<string, Follower[]>> {
  if (numbers.length === 0) return new Map()
  const { rows } = await sql<Follower>`
    with recursive merged as (
      select merged_into as main, number, id, commune, submitted_at
      from cases.cases where merged_into = any(${numbers})
      union all
      select m.main, c.number, c.id, c.commune, c.submitted_at
      from cases.cases c join merged m on c.merged_into = m.number
    )
    select main, number, id, commune from merged order by submitted_at, id`.execute(
    tables(executor),
  )
  return Map.groupBy(rows, ({ main }) => main)
}

/**
 * How many citizens follow each of these cases, or one that was merged into it, by number; none is
 * absent. Asked outside of the second wall: behind it nobody reads who they are.
 */
export async function countFollows(
  executor: Executor,
  rows: Pick<CaseRecord, 'id' | 'number'>[],
  merged: Map<string, Follower[]>,
): Promise<Map<string, number>> {
  const all = rows.flatMap(({ id, number }) => [
    { id, number },
    ...(merged.get(number) ?? []).map((other) => ({ id: other.id, number })),
  ])
  if (all.length === 0) return new Map()
  const found = await sql<{ number: string; count: number }>`
    select c.number, count(distinct f.citizen_id)::int as count
    from unnest(${all.map(({ number }) => number)}::text[], ${all.map(({ id }) => id)}::uuid[])
      as c(number, id) join cases.follows f on f.case_id = c.id
    group by c.number`.execute(tables(executor))
  return new Map(found.rows.map(({ number, count }) => [number, count]))
}

const wrong = (code: string) =>
  new Failure('invalid_input', { fields: [{ path: 'action.input.number', code }] })

/** @throws Failure invalid_input: what cannot be merged into, because it is unknown, itself, ended */
export async function admitMain(
  tx: Executor,
  actor: Actor,
  row: CaseRecord,
  number: string,
): Promise<void> {
  const main = isValidNumber(number, numberLength) ? await caseNumbered(tx, number) : null
  const isSeen = main && actor.kind === 'staff' && maySee(actor.viewer, main)
  if (!isSeen || main.type !== row.type) throw wrong('no_such_report')
  if (main.id === row.id) throw wrong('same_report')
  if (!isOpen(main.status as Status)) throw wrong('report_not_open')
}

/** Who acted, as the log of the other case says it too. */
type ActedBy = {
  actor_kind: string
  actor_id: string | null
  actor_agency: string | null
  acting_for: string | null
}

/**
 * What an action on one case changes in others of the same matter: the one it joins keeps the
 * earlier deadline, the one it leaves is told, and those that waited for it go on by themselves.
 */
export async function tellOthers(
  tx: Executor,
  row: CaseRecord,
  mergedInto: string | null,
  { by, ends }: { by: ActedBy; ends: boolean },
): Promise<void> {
  const note = { number: row.number }
  if (row.merged_into !== mergedInto) {
    if (row.merged_into !== null) await log(tx, row.merged_into, 'let_go', note, by)
    if (mergedInto !== null) await log(tx, mergedInto, 'take_in', note, by, row.due_at)
  }
  if (!ends) return
  const waiting = await tables(tx)
    .selectFrom('cases.cases')
    .select('number')
    .where('merged_into', '=', row.number)
    .orderBy('number')
    .execute()
  for (const { number } of waiting) await log(tx, number, 'release', note, by)
}

/** One line in the log of another case, with what it changes there. */
async function log(
  tx: Executor,
  number: string,
  type: 'take_in' | 'let_go' | 'release',
  input: { number: string },
  by: ActedBy,
  notLaterThan?: Date,
): Promise<void> {
  const other = await tables(tx)
    .selectFrom('cases.cases')
    .selectAll()
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const version = other.version + 1
  const clock =
    type === 'take_in'
      ? // What was promised for a long term stays promised.
        other.status === 'long_term'
        ? {}
        : { due_at: sql<Date>`least(due_at, ${notLaterThan}::timestamptz)` }
      : type === 'let_go'
        ? await clockWithout(tx, other, input.number)
        : {}
  await tables(tx)
    .updateTable('cases.cases')
    .set({
      ...columnsOf(apply(stateOf(other), { type, input })),
      ...clock,
      version,
      updated_at: sql`now()`,
    })
    .where('id', '=', other.id)
    .execute()
  await tables(tx)
    .insertInto('cases.actions')
    .values({
      case_id: other.id,
      seq: version,
      type,
      ...by,
      input: JSON.stringify(input),
      clock_before: type === 'take_in' ? clockOf(other) : null,
    })
    .execute()
  const agencies = other.agency === null ? [] : [other.agency]
  await appendEvents(tx, [
    {
      type: `cases.${type}`,
      subject: other.id,
      audience: audienceOfCase(other.commune, agencies),
      data: { version },
    },
  ])
}

/** The deadline it had before that one joined, when nothing has happened since; else the present one. */
async function clockWithout(
  tx: Executor,
  other: CaseRecord,
  number: string,
): Promise<Partial<ClockColumns>> {
  const last = await lastAction(tx, other.id)
  const joined = last.type === 'take_in' && (last.input as { number?: string }).number === number
  return joined ? { due_at: (last.clock_before as unknown as ClockColumns).due_at } : {}
}
