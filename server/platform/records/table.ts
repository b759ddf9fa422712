import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { recordKinds } from '../../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../../contract/records/kinds.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { Executor } from '../database/index.ts'

/** Where the records of one kind are kept: a column for each field, lists and objects as jsonb. */
export type RecordTable<Kind extends KindName = KindName> = {
  kind: Kind
  /** Records as packs write them, in the order of their keys: all, or all periods of some codes. */
  read(executor: Executor, codes?: string[]): Promise<RecordOf<Kind>[]>
  /** Adds or corrects records by their keys. */
  write(tx: Executor, records: RecordOf<Kind>[]): Promise<void>
  remove(tx: Executor, records: RecordOf<Kind>[]): Promise<void>
}

const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The table of a kind. `written` runs after each write, in its transaction, for what a domain
 * derives from its records (search forms, pieces of a geometry).
 */
export function recordTable<Kind extends KindName>(
  kind: Kind,
  table: string,
  written?: (tx: Executor, records: RecordOf<Kind>[]) => Promise<void>,
): RecordTable<Kind> {
  const { schema, key, code } = recordKinds[kind]
  const fields = Object.keys(schema.shape)
  const nullable = new Set(
    fields.filter((field) => (schema.shape as Record<string, { def: { type: string } }>)[field]!.def.type === 'nullable'),
  )
  const columns = sql.join(fields.map((field) => sql.ref(snake(field))))
  const keys = sql.join(key.map((field) => sql.ref(snake(field))))
  const values = sql.join(
    fields.map((field) => sql`${sql.ref(snake(field))} = ${sql.ref(`excluded.${snake(field)}`)}`),
  )
  const toRow = (record: AnyRecord) =>
    Object.fromEntries(fields.map((field) => [snake(field), record[field] ?? null]))
  const fromRow = (row: AnyRecord) =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = row[snake(field)]
        return value === null && !nullable.has(field) ? [] : [[field, value]]
      }),
    ) as RecordOf<Kind>
  /** One row per record, typed as the table's columns are. */
  const rows = (records: AnyRecord[]) =>
    sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(records.map(toRow))}::jsonb)`
  const on = (executor: Executor) => executor as unknown as Kysely<unknown>

  return {
    kind,
    async read(executor, codes) {
      const { rows: found } = await sql<{ row: AnyRecord }>`
        select to_jsonb(r) as row from ${sql.table(table)} r
        ${codes ? sql`where r.${sql.ref(snake(code))}::text = any(${codes})` : sql``}
        order by ${keys}`.execute(on(executor))
      return found.map(({ row }) => fromRow(row))
    },
    async write(tx, records) {
      if (records.length === 0) return
      await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from ${rows(records)}
        on conflict (${keys}) do update set ${values}`.execute(on(tx))
      await written?.(tx, records)
    },
    async remove(tx, records) {
      if (records.length === 0) return
      await sql`delete from ${sql.table(table)} where (${keys}) in
        (select ${keys} from ${rows(records)})`.execute(on(tx))
    },
  }
}
