import { Failure } from '../../contract/errors.ts'
import { codeOf, keyOf, recordKinds } from '../../contract/records/kinds.ts'
import type { AnyRecord } from '../../contract/records/kinds.ts'
import { referencesOf } from '../../contract/records/references.ts'
import { kindNames } from '../../contract/records/shared.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { once } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { endBefore, readChanges } from '../platform/records/index.ts'
import type { RecordStore, Writer } from '../platform/records/index.ts'
import { checkRecord, cleaned } from './check.ts'
import { periodFaults } from './periods.ts'
import { today } from './queries.ts'
import { seen, stateOf } from './state.ts'

/** What every command needs: who acts, the key that makes a repeat a repeat, and the words why. */
export type Command = {
  viewer: Viewer
  key: Idempotency
  reason: string | undefined
}

/** The log's words for what an administrator does. */
export function writerOf({ viewer, reason }: Command): Writer {
  return { actor: viewer.id, origin: 'console', reason: reason || undefined }
}

/**
 * Adds a record or corrects the one with its key, of which `state` was seen (null: there was none).
 * @throws Failure invalid_input with fields `record.<path>`; conflict when it is another one by now
 */
export async function writeRecord(
  database: Database,
  store: RecordStore,
  kind: KindName,
  typed: { record: AnyRecord; state: string | null },
  command: Command,
) {
  const checked = checkRecord(kind, typed.record)
  const wrong = (fields: { path: string; code: string }[]) =>
    new Failure('invalid_input', {
      fields: fields.map(({ path, code }) => ({ path: path ? `record.${path}` : 'record', code })),
    })
  if (!checked.record) throw wrong(checked.faults)
  const record: AnyRecord = checked.record
  const key = keyOf(kind, record)

  return once(database, command.key, async (tx) => {
    const stored = await periodsOf(tx, store, kind, record)
    const current = stored.find((period) => keyOf(kind, period) === key)
    if ((current ? stateOf(current) : null) !== typed.state) {
      throw await changedMeanwhile(tx, kind, key, current)
    }
    const faults = periodFaults(kind, [record], stored)
    if (faults.length > 0) throw wrong(faults)
    try {
      await store.write(tx, { [kind]: [record] }, writerOf(command))
    } catch (error) {
      if (!(error instanceof Failure) || !error.fields) throw error
      throw wrong(
        error.fields.map(({ path, code }) => ({ path: path.slice(`${kind}.0.`.length), code })),
      )
    }
    const written = await store.read(kind).read(tx, [codeOf(kind, record)])
    return seen(written.find((period) => keyOf(kind, period) === key)!)
  })
}

/** Waits for other writers, then reads all periods of a record's code. */
async function periodsOf(
  tx: Executor,
  store: RecordStore,
  kind: KindName,
  record: AnyRecord,
): Promise<AnyRecord[]> {
  await store.lock(tx)
  return store.read(kind).read(tx, [codeOf(kind, record)])
}

async function changedMeanwhile(
  tx: Executor,
  kind: KindName,
  key: string,
  current: AnyRecord | undefined,
): Promise<Failure> {
  const [last] = await readChanges(tx, { kind, key, limit: 1 })
  const actor = last?.actor ?? null
  const by = actor && ((await staffNames(tx, [actor])).get(actor) ?? actor)
  return new Failure('conflict', {
    details: {
      reason: 'changed',
      by,
      origin: last?.origin ?? null,
      at: last?.at.toISOString() ?? null,
      record: current ?? null,
      state: current ? stateOf(current) : null,
    },
  })
}

/** Kinds that nothing was decided by for good: what was mistaken may vanish although it was in force. */
const removable = new Set<KindName>([
  'calendarDays',
  'placeNames',
  'features',
  'contacts',
  'officeHours',
  'unitChanges',
])

/**
 * Takes out a record that never should have been; the period it had ended goes on again.
 * @throws Failure not_found; conflict with `details.reason` changed, in_force or referred
 */
export async function removeRecord(
  database: Database,
  store: RecordStore,
  kind: KindName,
  typed: { record: AnyRecord; state: string },
  command: Command,
): Promise<void> {
  const named = cleaned(typed.record) as AnyRecord
  const key = keyOf(kind, named)
  await once(database, command.key, async (tx) => {
    const stored = await periodsOf(tx, store, kind, named)
    const current = stored.find((period) => keyOf(kind, period) === key)
    if (!current) throw new Failure('not_found')
    if (stateOf(current) !== typed.state) throw await changedMeanwhile(tx, kind, key, current)

    const begun = recordKinds[kind].dated ? String(current.validFrom) <= (await today(tx)) : true
    if (begun && !removable.has(kind)) {
      throw new Failure('conflict', { details: { reason: 'in_force' } })
    }
    // Another period of the code is enough for those who refer to it.
    if (stored.length === 1) {
      const by = await referrers(tx, store, kind, codeOf(kind, current))
      if (by.length > 0) throw new Failure('conflict', { details: { reason: 'referred', by } })
    }
    const writer = writerOf(command)
    await store.remove(tx, kind, current, writer)
    const reopened = await periodEndedBy(tx, kind, current, stored)
    if (reopened) await store.write(tx, { [kind]: [reopened] }, writer)
    return { removed: true }
  })
}

/** Up to ten records that refer to a code, without those of the code itself. */
async function referrers(tx: Executor, store: RecordStore, kind: KindName, code: string) {
  const found: { kind: KindName; code: string }[] = []
  for (const other of kindNames) {
    const mentioning: AnyRecord[] = await store.read(other).mentioning(tx, code)
    for (const record of mentioning) {
      const own = codeOf(other, record)
      if (other === kind && own === code) continue
      const refers = referencesOf(other, record).some((to) => to.kind === kind && to.code === code)
      if (refers) found.push({ kind: other, code: own })
    }
  }
  const unique = new Map(found.map((each) => [`${each.kind} ${each.code}`, each]))
  return [...unique.values()].slice(0, 10)
}

/** The period before a removed one as it was before that one ended it; undefined when it did not. */
async function periodEndedBy(
  tx: Executor,
  kind: KindName,
  removed: AnyRecord,
  stored: AnyRecord[],
): Promise<AnyRecord | undefined> {
  const before = stored.findLast((period) => String(period.validFrom) < String(removed.validFrom))
  if (!before || before.validTo !== removed.validFrom) return undefined
  // Everything of it but the end may have been corrected since: only the end is put back.
  const ended = await endBefore(tx, kind, keyOf(kind, before), String(removed.validFrom))
  if (!ended) return undefined
  const { validTo: _, ...open } = before
  return ended.until === null ? open : { ...open, validTo: ended.until }
}
