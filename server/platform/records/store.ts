import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import type { FieldError } from '../../../contract/errors.ts'
import { codeOf, keyOf, recordKinds } from '../../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../../contract/records/kinds.ts'
import { referencesOf } from '../../../contract/records/references.ts'
import { kindNames } from '../../../contract/records/shared.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { Executor } from '../database/index.ts'
import { logChanges } from './log.ts'
import type { Change, Writer } from './log.ts'
import type { RecordTable } from './table.ts'

/** Records to write, kind by kind. */
export type Batch = { [Kind in KindName]?: RecordOf<Kind>[] }

/** What a write did. */
export type Written = { added: number; changed: number; same: number }

/** One writer of records at a time: periods and references are checked against what is there. */
const lock = sql`select pg_advisory_xact_lock(8246137)`

/** The records of an installation: every kind in its table, every change of one in the log. */
export type RecordStore = ReturnType<typeof createRecordStore>

export function createRecordStore(list: RecordTable[]) {
  const byKind = new Map(list.map((table) => [table.kind, table]))
  const tableOf = <Kind extends KindName>(kind: Kind) =>
    byKind.get(kind) as unknown as RecordTable<Kind>

  /**
   * Writes records in the caller's transaction: all or, when one refers to nothing, none. Periods of
   * a code never overlap: a later one ends the one before it. What is there already changes nothing
   * and is not told in the log.
   * @throws Failure invalid_input with fields `<kind>.<index>.<field>`
   */
  async function write(tx: Executor, batch: Batch, writer: Writer): Promise<Written> {
    return writeTogether(tx, [{ batch, writer }])
  }

  /** The same for batches that refer to one another, whichever comes first. */
  async function writeTogether(
    tx: Executor,
    parts: { batch: Batch; writer: Writer }[],
  ): Promise<Written> {
    await lock.execute(tx)
    const sum: Written = { added: 0, changed: 0, same: 0 }
    for (const { batch, writer } of parts) {
      for (const kind of kindNames) {
        const records = batch[kind] ?? []
        if (records.length === 0) continue
        const written = await writeKind(tx, kind, records, writer)
        sum.added += written.added
        sum.changed += written.changed
        sum.same += written.same
      }
    }
    for (const { batch } of parts) {
      const fields = await dangling(tx, batch)
      if (fields.length > 0) throw new Failure('invalid_input', { fields })
    }
    return sum
  }

  async function writeKind(
    tx: Executor,
    kind: KindName,
    records: AnyRecord[],
    writer: Writer,
  ): Promise<Written> {
    const table = tableOf(kind)
    const codes = new Set(records.map((record) => codeOf(kind, record)))
    const before = new Map(
      (await table.read(tx, [...codes])).map((record) => [
        keyOf(kind, record),
        record as AnyRecord,
      ]),
    )
    const wanted = new Map(before)
    for (const record of records) wanted.set(keyOf(kind, record), record)
    const after = recordKinds[kind].dated ? withoutOverlaps(kind, wanted) : wanted
    const changed = [...after].filter(
      ([key, record]) => !isDeepStrictEqual(before.get(key), record),
    )
    await table.write(tx, changed.map(([, record]) => record) as never)
    await logChanges(
      tx,
      kind,
      changed.map(([key, record]) => change(kind, key, before.get(key), record)),
      writer,
    )
    const added = changed.filter(([key]) => !before.has(key)).length
    const touched = new Set(changed.map(([key]) => key))
    const same = records.filter((record) => !touched.has(keyOf(kind, record))).length
    return { added, changed: changed.length - added, same }
  }

  /** The references of a batch that lead nowhere. */
  async function dangling(tx: Executor, batch: Batch): Promise<FieldError[]> {
    const made = kindNames.flatMap((kind) =>
      (batch[kind] ?? []).flatMap((record, index) =>
        referencesOf(kind, record).map((reference) => ({
          ...reference,
          path: `${kind}.${index}.${reference.path}`,
        })),
      ),
    )
    const faults: FieldError[] = []
    for (const kind of kindNames) {
      const wanted = made.filter((reference) => reference.kind === kind)
      if (wanted.length === 0) continue
      const codes = [...new Set(wanted.map(({ code }) => code))]
      const there = new Set(
        (await tableOf(kind).read(tx, codes)).map((record) => codeOf(kind, record)),
      )
      for (const { path, code } of wanted) {
        if (!there.has(code)) faults.push({ path, code: 'unknown' })
      }
    }
    return faults
  }

  /** Takes a record out, as if it had never been; for one that no longer holds, write its end. */
  async function remove(
    tx: Executor,
    kind: KindName,
    record: AnyRecord,
    writer: Writer,
  ): Promise<void> {
    await lock.execute(tx)
    await tableOf(kind).remove(tx, [record] as never)
    const key = keyOf(kind, record)
    await logChanges(tx, kind, [change(kind, key, record, undefined)], writer)
  }

  return {
    write,
    writeTogether,
    remove,
    read: tableOf,
    /** Waits for the other writer; until the transaction ends, what is read here stays so. */
    lock: async (tx: Executor): Promise<void> => void (await lock.execute(tx)),
  }
}

function change(
  kind: KindName,
  key: string,
  before: AnyRecord | undefined,
  after: AnyRecord | undefined,
): Change {
  return { key, code: codeOf(kind, (after ?? before)!), before, after }
}

/** Ends each period at the latest where the next one of its code begins. */
function withoutOverlaps(kind: KindName, records: Map<string, AnyRecord>): Map<string, AnyRecord> {
  const sorted = [...records].sort(([, a], [, b]) => {
    const [one, other] = [codeOf(kind, a), codeOf(kind, b)]
    if (one !== other) return one < other ? -1 : 1
    return String(a.validFrom) < String(b.validFrom) ? -1 : 1
  })
  return new Map(
    sorted.map(([key, record], index) => {
      const next = sorted[index + 1]?.[1]
      if (!next || codeOf(kind, next) !== codeOf(kind, record)) return [key, record]
      const from = String(next.validFrom)
      const until = record.validTo as string | undefined
      return [key, until && until <= from ? record : { ...record, validTo: from }]
    }),
  )
}
