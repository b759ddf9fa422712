import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import type { FieldError } from '../../../contract/errors.ts'
import { codeOf, keyOf, recordKinds } from '../../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../../contract/records/kinds.ts'
import { referencesOf } from '../../../contract/records/references.ts'
import { kindNames } from '../../../contract/records/shared.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'
import type { RecordTable } from './table.ts'

/** Records to write, kind by kind. */
export type Batch = { [Kind in KindName]?: RecordOf<Kind>[] }

/** Who writes, from where (`pack hue`, `import`, `console`), and why, for the log of changes. */
export type Writer = { actor: string | null; origin: string; reason?: string | undefined }

/** What a write did. */
export type Written = { added: number; changed: number; same: number }

const tables = tablesOf('platform')
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
    await lock.execute(tx as never)
    const sum: Written = { added: 0, changed: 0, same: 0 }
    for (const kind of kindNames) {
      const records = batch[kind] ?? []
      if (records.length === 0) continue
      const written = await writeKind(tx, kind, records, writer)
      sum.added += written.added
      sum.changed += written.changed
      sum.same += written.same
    }
    const fields = await dangling(tx, batch)
    if (fields.length > 0) throw new Failure('invalid_input', { fields })
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
      (await table.read(tx, [...codes])).map((record) => [keyOf(kind, record), record as AnyRecord]),
    )
    const wanted = new Map(before)
    for (const record of records) wanted.set(keyOf(kind, record), record)
    const after = recordKinds[kind].dated ? withoutOverlaps(kind, wanted) : wanted
    const changed = [...after].filter(([key, record]) => !isDeepStrictEqual(before.get(key), record))
    await table.write(tx, changed.map(([, record]) => record) as never)
    await log(
      tx,
      kind,
      changed.map(([key, record]) => ({ key, before: before.get(key), after: record })),
      writer,
    )
    const added = changed.filter(([key]) => !before.has(key)).length
    return { added, changed: changed.length - added, same: records.length - changed.length }
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
    await lock.execute(tx as never)
    await tableOf(kind).remove(tx, [record] as never)
    await log(tx, kind, [{ key: keyOf(kind, record), before: record, after: undefined }], writer)
  }

  return { write, remove, read: tableOf }
}

/** Ends each period at the latest where the next one of its code begins. */
function withoutOverlaps(
  kind: KindName,
  records: Map<string, AnyRecord>,
): Map<string, AnyRecord> {
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

type Change = { key: string; before: AnyRecord | undefined; after: AnyRecord | undefined }

async function log(tx: Executor, kind: KindName, changes: Change[], writer: Writer): Promise<void> {
  if (changes.length === 0) return
  const { actor, origin, reason = null } = writer
  const rows = changes.map(({ key, before, after }) => ({
    key,
    code: codeOf(kind, (after ?? before)!),
    before,
    after,
  }))
  await sql`insert into platform.changes (kind, key, code, before, after, actor, origin, reason)
    select ${kind}, c.key, c.code, c.before, c.after, ${actor}, ${origin}, ${reason}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c(key text, code text, before jsonb, after jsonb)`.execute(tables(tx))
}
