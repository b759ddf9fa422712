import { sql } from 'kysely'
import { codeLength, isValidNumber, normalizeDigits } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import type { CodeList } from '../../contract/case-type.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { agencyExists, audienceOfCase, isOfficerOf, staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { once } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import { appendEvents } from '../platform/events/index.ts'
import { choosePictures, linkAnswerPictures, reportPicturesAmong } from '../pictures/index.ts'
import { dayText, localDay } from '../places/index.ts'
import type { Vault } from '../vault/index.ts'
import { publicationOf } from './catalogue.ts'
import type { Rules } from './catalogue.ts'
import { agencyText, refusePersonal, refuseReporter } from './clean.ts'
import type { Masking } from './clean.ts'
import { agreesTo, withdrawConsents } from './consents.ts'
import { extendTimes, extendUntil, promisedTime, timesAfter } from './deadlines.ts'
import type { Erased } from './erase.ts'
import { carryOut } from './grants.ts'
import type { CaseFacts } from './policy.ts'
import { actedFor, maySee, refusal, rolesOn } from './policy.ts'
import type { Actor } from './policy.ts'
import { findCase } from './queries.ts'
import { columnsOf, factsOf, lastOf, stateOf } from './record.ts'
import { checkParts, splitOff } from './split.ts'
import { apply, ruleOf } from './state.ts'
import { admitMain, changeTogether, mainOf, tellOthers } from './together.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'
import { before, clockOf, lastDone, linesOf } from './undo.ts'

export type ActParts = { database: Database; vault: Vault; wall: Wall }
export type Act = {
  actor: Actor
  caseId: string
  /** The version the actor saw; another one by now is a conflict. */
  version: number
  action: ActionRequest
  once: Idempotency
}

/** Finds the case a code opens. A wrong check digit is told apart only by not asking the vault. */
export async function caseByCode(executor: Executor, vault: Vault, typed: string): Promise<string> {
  const code = normalizeDigits(typed)
  const id = isValidNumber(code, codeLength) ? await vault.caseOfCode(executor, code) : null
  if (!id) throw new Failure('not_found')
  return id
}

/**
 * Does one action: locks the case, asks the policy, applies the state table, writes action, row and
 * event together. Returns the version it made; a repeat of the key returns the same and does nothing.
 */
export async function act(
  parts: ActParts,
  rules: Rules,
  { action, ...request }: Act,
  erased: Erased = async () => {},
): Promise<number> {
  return actAll(parts, rules, { ...request, actions: [action] }, erased)
}

/** The same with several, one after the other: all of them or none. They are taken back as one. */
export async function actAll(
  parts: ActParts,
  rules: Rules,
  { actions, ...request }: Omit<Act, 'action'> & { actions: ActionRequest[] },
  erased: Erased = async () => {},
): Promise<number> {
  const { database, wall } = parts
  const { actor } = request
  await wall.ready()
  const { version } = await once(database, request.once, async (tx) => {
    const staged = stage(parts, tx, { rules, actor, erased })
    if (actions.some((action) => ruleOf(action).together)) await changeTogether(tx)
    if (actor.kind === 'staff') await wall.enter(tx, actor.viewer)
    const first = actions.length > 1 ? request.version + 1 : null
    let result = { version: request.version }
    for (const action of actions) {
      result = await perform(tx, staged, { ...request, ...result, action }, first)
    }
    if (actor.kind === 'staff') await wall.leave(tx)
    return result
  })
  return version
}

/** What actions need of a transaction that is under way. */
export function stage(
  { vault, wall }: ActParts,
  tx: Executor,
  { rules, actor, erased }: { rules: Rules; actor: Actor; erased: Erased },
): Staged {
  const ours = outside(wall, tx, actor)
  // Whoever acts, their texts are checked against who reported, which they need not be told.
  const masking: Masking = {
    reporterOf: (executor, caseId) => ours(() => vault.reporterOf(executor, caseId)),
  }
  return { vault: masking, rules, ours, erased, persons: vault }
}

/** Runs what the application itself does for an action, in front of the wall. */
type Ours = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A failed statement ends the transaction, and with it whose it is: nothing is put back then. */
function outside(wall: Wall, tx: Executor, actor: Actor): Ours {
  if (actor.kind !== 'staff') return (work) => work()
  return async (work) => {
    await wall.leave(tx)
    const result = await work()
    await wall.enter(tx, actor.viewer)
    return result
  }
}

type Parts = { rules: Rules; ours: Ours; erased: Erased; persons: Pick<Vault, 'shareReporter'> }
type Staged = Parts & { vault: Masking }

/**
 * One action in a transaction that is under way and the actor's; `first` is the first line of the log
 * that is done as one with it.
 */
export async function perform(
  tx: Executor,
  { vault, ...rest }: Staged,
  request: Omit<Act, 'once'>,
  first: number | null = null,
): Promise<{ version: number }> {
  const row = await tables(tx)
    .selectFrom('cases.cases')
    .selectAll()
    .select(sql<Date>`now()`.as('now'))
    .where('id', '=', request.caseId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw await unseen(tx, request)
  if (request.actor.kind === 'staff' && !maySee(request.actor.viewer, row)) {
    throw new Failure('not_found')
  }
  const { action, actor } = request
  const main = row.merged_into === null ? null : await rest.ours(() => mainOf(tx, row))
  const last = ruleOf(action).to === 'before' ? await lastDone(tx, row.id) : null
  const facts = factsOf(row, {
    mainStatus: main?.status ?? null,
    ...(last && { last: lastOf(last) }),
    extendTimes: extendTimes(rest.rules, row),
  })
  const reason = refusal(actor, facts, action.type, row.now)
  if (reason === undefined) throw new Failure('forbidden')
  // Who came second is told so, even where the first one's act left nothing to do.
  if (row.version !== request.version) throw await conflict(tx, row, request.version)
  if (reason !== null) throw new Failure('action_not_allowed', { details: { reason } })

  const checked = last
    ? { type: 'undo' as const, input: { lines: last.length } }
    : await check(tx, vault, rest.rules, row, { action, actor })
  await write(tx, rest, row, { action: checked, actor, facts, first })
  return { version: row.version + 1 }
}

/** What a viewer may see and may not change is no secret to them. */
async function unseen(
  tx: Executor,
  { actor, caseId }: Pick<Act, 'actor' | 'caseId'>,
): Promise<Failure> {
  const row = actor.kind === 'staff' ? await findCase(tx, caseId) : null
  const isSeen = row && actor.kind === 'staff' && maySee(actor.viewer, row)
  return new Failure(isSeen ? 'forbidden' : 'not_found')
}

/** Who was first, when, with what. */
async function conflict(tx: Executor, row: CaseRecord, seen: number): Promise<Failure> {
  const first = await tables(tx)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', row.id)
    .where('seq', '>', seen)
    .orderBy('seq')
    .executeTakeFirst()
  const names = first?.actor_id ? await staffNames(tx, [first.actor_id]) : null
  return new Failure('conflict', {
    details: {
      by: first?.actor_id ? (names?.get(first.actor_id) ?? null) : null,
      action: first?.type ?? null,
      at: first?.at.toISOString() ?? null,
      version: row.version,
    },
  })
}

const unknown = (path: string) =>
  new Failure('invalid_input', { fields: [{ path, code: 'unknown' }] })

/** What the schema cannot know: whether the codes exist, and what a text gives away. */
async function check(
  tx: Executor,
  vault: Masking,
  rules: Rules,
  row: CaseRecord & { now: Date },
  { action, actor }: { action: ActionRequest; actor: Actor },
): Promise<ActionRequest> {
  const { codes = {}, clean = [] } = ruleOf(action)
  const input = action.input as Record<string, unknown>
  for (const [field, list] of Object.entries(codes)) {
    const value = input[field] as string | undefined
    if (list === 'reports') {
      await admitMain(tx, actor, row, value!)
      continue
    }
    if (value === undefined || (await isKnown(tx, rules, row, list!, value))) continue
    throw unknown(`action.input.${field}`)
  }
  await refusePersonal(
    tx,
    vault,
    row,
    clean.map((field) => String(input[field])),
  )
  if (action.type === 'ask_call' && !(await vault.reporterOf(tx, row.id)).phone) {
    throw new Failure('invalid_input', {
      fields: [{ path: 'action.input.reason', code: 'no_phone' }],
    })
  }
  if (action.type === 'split') checkParts(rules, action.input.parts)
  if (action.type === 'extend') checkPromise(rules, row, action.input.promisedOn, true)
  if (action.type === 'long_term') checkPromise(rules, row, action.input.promisedOn, false)
  if (action.type === 'grant_extension') return { ...action, input: { promisedOn: row.extension! } }
  if (action.type !== 'assign') return action
  const text = action.input.text ?? (await agencyText(tx, vault, row))
  await refuseReporter(tx, vault, row, [text])
  return { ...action, input: { ...action.input, text } }
}

/** @throws Failure invalid_input when the day is past, or for an extension not what the class allows */
function checkPromise(
  rules: Rules,
  row: CaseRecord & { now: Date },
  day: string,
  isExtension: boolean,
): void {
  const wrong = (code: string) =>
    new Failure('invalid_input', { fields: [{ path: 'action.input.promisedOn', code }] })
  // Before the calendar is asked: for days long past it knows no office hours.
  if (day < dayText(localDay(row.now))) throw wrong('day_passed')
  if (!isExtension) return
  const time = promisedTime(rules, day)
  if (time <= row.due_at) throw wrong('day_before_deadline')
  const latest = promisedTime(rules, extendUntil(rules, row)!)
  if (time > latest) throw wrong('day_too_late')
}

/** Whether a code of an input is in force today. */
async function isKnown(
  tx: Executor,
  rules: Rules,
  row: CaseRecord,
  list: Exclude<CodeList, 'reports'>,
  value: string,
): Promise<boolean> {
  if (list === 'agencies') return agencyExists(tx, value)
  if (list === 'officers') return isOfficerOf(tx, value, row.agency!, row.commune)
  return rules[list].has(value)
}

async function write(
  tx: Executor,
  { rules, ours, erased, persons }: Parts,
  row: CaseRecord & { now: Date },
  {
    action,
    actor,
    facts,
    first,
  }: { action: ActionRequest; actor: Actor; facts: CaseFacts; first: number | null },
): Promise<void> {
  const { undoable } = ruleOf(action)
  const past = action.type === 'undo' ? await before(tx, row, linesOf(action.input)) : null
  const state = past ? past.state : apply(stateOf(row), action)
  const by = {
    actor_kind: actor.kind,
    actor_id: actor.kind === 'staff' ? actor.viewer.id : null,
    actor_agency: actor.kind === 'staff' ? actingAgency(actor, row) : null,
    acting_for: actor.kind === 'staff' ? actedFor(actor.viewer, facts, action.type) : null,
  }
  const kept =
    action.type === 'split'
      ? { parts: await ours(() => splitOff(tx, { rules, persons }, row, action.input.parts)) }
      : action.input
  await tables(tx)
    .updateTable('cases.cases')
    .set({
      ...columnsOf(state),
      ...(past ? past.clock : await timesAfter(tx, rules, row, action, row.now)),
      ...(action.type === 'publish' && { public: publicationOf(rules, row.subject) !== 'closed' }),
      version: row.version + 1,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute()
  await tables(tx)
    .insertInto('cases.actions')
    .values({
      case_id: row.id,
      seq: row.version + 1,
      type: action.type,
      ...by,
      input: JSON.stringify(kept),
      clock_before: undoable ? clockOf(row) : null,
      first_seq: first,
    })
    .execute()
  const field = 'action.input.pictures'
  if (action.type === 'answer') {
    const { before = [], pictures = [] } = action.input
    await linkAnswerPictures(tx, row.id, [...before, ...pictures], field)
  }
  if (action.type === 'note_public') {
    await linkAnswerPictures(tx, row.id, action.input.pictures ?? [], field)
  }
  if (action.type === 'publish') {
    await refusePicturesWithoutConsent(tx, row.id, action.input.pictures ?? [], field)
    await choosePictures(tx, row.id, action.input.pictures ?? [], field)
  }
  if (ruleOf(action).consent === 'withdraw') {
    const { purpose } = action.input as { purpose: string }
    await ours(() => withdrawConsents(tx, row.id, purpose))
  }
  if (ruleOf(action).grants && actor.kind === 'staff') {
    await ours(() => carryOut(tx, rules, row, actor.viewer.id, erased))
  }
  const { together } = ruleOf(action)
  if (together) {
    const ends = together === 'ends'
    await ours(() => tellOthers(tx, row, state.mergedInto, { by, ends }))
  }
  const agencies = new Set([row.agency, state.agency].filter((code) => code !== null))
  await appendEvents(tx, [
    {
      type: `cases.${action.type}`,
      subject: row.id,
      audience: audienceOfCase(row.commune, [...agencies]),
      data: { version: row.version + 1 },
    },
  ])
}

/** The reporter's pictures are shown to everybody only where they agreed to it. */
async function refusePicturesWithoutConsent(
  tx: Executor,
  caseId: string,
  ids: string[],
  path: string,
): Promise<void> {
  const theirs = await reportPicturesAmong(tx, caseId, ids)
  if (theirs.length === 0 || (await agreesTo(tx, caseId, 'pictures'))) return
  throw new Failure('invalid_input', { fields: [{ path, code: 'no_consent' }] })
}

/** The agency in whose name a member of staff acted; none for the centre. */
function actingAgency(actor: { kind: 'staff'; viewer: Viewer }, row: CaseRecord): string | null {
  return rolesOn(actor, row).includes('operator') ? null : row.agency
}
