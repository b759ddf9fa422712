import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { recordKinds } from '../../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../../contract/records/kinds.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { Executor } from '../database/index.ts'
import { inChunks } from './chunks.ts'
import { conditions } from './find.ts'
import type { Column, Filter } from './find.ts'

/** Where the records of one kind are kept: a column for each field, lists and objects as jsonb. */
export type RecordTable<Kind extends KindName = KindName> = {
  kind: Kind
  /** Records as packs write them, in the order of their keys: all, or all periods of some codes. */
  read(executor: Executor, codes?: string[]): Promise<RecordOf<Kind>[]>
  /** The records that a filter lets through, in the order of their keys, and how many there are. */
  find(executor: Executor, filter: Filter): Promise<{ records: RecordOf<Kind>[]; total: number }>
  /** Records in which this text stands as a value, which need not be a reference to it. */
  mentioning(executor: Executor, text: string): Promise<RecordOf<Kind>[]>
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
  const { schema, key, code, dated } = recordKinds[kind]
  const described = Object.entries(schema.shape).map(([field, type]) => column(field, type))
  const fields = described.map(({ field }) => field)
  const nullable = new Set(described.flatMap((each) => (each.optional ? [] : [each.field])))
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
    async find(executor, filter) {
      const where = conditions(filter, described, dated)
      const { rows: found } = await sql<{ row: AnyRecord; total: number }>`
        select to_jsonb(r) as row, count(*) over () as total from ${sql.table(table)} r
        where ${where} order by ${keys}
        ${filter.page ? sql`limit ${filter.page.limit} offset ${filter.page.offset}` : sql``}`.execute(
        on(executor),
      )
      if (found[0]) return { records: found.map(({ row }) => fromRow(row)), total: found[0].total }
      if (!filter.page?.offset) return { records: [], total: 0 }
      // Beyond the last page no row is left to carry the count.
      const { rows: counted } = await sql<{ total: number }>`
        select count(*) as total from ${sql.table(table)} r where ${where}`.execute(on(executor))
      return { records: [], total: counted[0]!.total }
    },
    async mentioning(executor, text) {
      const { rows: found } = await sql<{ row: AnyRecord }>`
        select to_jsonb(r) as row from ${sql.table(table)} r
        where strpos((to_jsonb(r) - 'geometry')::text, ${JSON.stringify(text)}) > 0
        order by ${keys}`.execute(on(executor))
      return found.map(({ row }) => fromRow(row))
    },
    async write(tx, records) {
      for (const some of inChunks(records)) {
        await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from ${rows(some)}
          on conflict (${keys}) do update set ${values}`.execute(on(tx))
        await written?.(tx, some)
      }
    },
    async remove(tx, records) {
      if (records.length === 0) return
      await sql`delete from ${sql.table(table)} where (${keys}) in
        (select ${keys} from ${rows(records)})`.execute(on(tx))
    },
  }
}

/** A field's column and the type of its value, behind `optional` and `nullable`. */
function column(field: string, type: z.ZodType): Column {
  let inner = type
  let optional = false
  for (;;) {
    const { def } = inner as unknown as { def: { type: string; innerType?: z.ZodType } }
    if (!def.innerType) return { field, name: snake(field), type: def.type, optional }
    optional ||= def.type === 'optional'
    inner = def.innerType
  }
}
