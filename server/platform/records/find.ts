import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { foldText } from '../../../contract/fold.ts'

/** Which records of a kind are wanted. */
export type Filter = {
  /** Those that hold on this day (`YYYY-MM-DD`); every period when absent. */
  day?: string | undefined
  /** Words that all occur in the record's texts, without regard to diacritics. */
  words?: string | undefined
  /** A field and its value, or what a list must contain; null: the field is absent. */
  field?: { name: string; value: string | null } | undefined
  /** Which of them, counted from 0; all when absent. */
  page?: { offset: number; limit: number } | undefined
}

/** A field of a kind as its table keeps it. */
export type Column = { field: string; name: string; type: string; optional: boolean }

/** The conditions of a filter on the row `r`, joined by `and`. */
export function conditions(filter: Filter, columns: Column[], dated: boolean): RawBuilder<unknown> {
  const found: RawBuilder<unknown>[] = [sql`true`]
  if (filter.day !== undefined && dated) {
    found.push(sql`r.valid_from <= ${filter.day}::date`)
    found.push(sql`(r.valid_to is null or r.valid_to > ${filter.day}::date)`)
  }
  const column = columns.find(({ field }) => field === filter.field?.name)
  if (filter.field && !column) throw new Error(`no field ${filter.field.name}`)
  if (filter.field && column) found.push(fieldIs(column, filter.field.value))
  const words = foldText(filter.words ?? '')
    .split(' ')
    .filter((word) => word !== '')
  if (words.length > 0) {
    const text = folded(columns)
    found.push(...words.map((word) => sql`strpos(${text}, ${word}) > 0`))
  }
  return sql.join(found, sql` and `)
}

function fieldIs({ name, type }: Column, value: string | null): RawBuilder<unknown> {
  const column = sql.ref(`r.${name}`)
  if (value === null) return sql`${column} is null`
  if (type === 'array') return sql`${column} @> to_jsonb(${value}::text)`
  return sql`${column}::text = ${value}`
}

/** All texts of a row, folded as `foldText` does it; numbers and geometries are not searched. */
function folded(columns: Column[]): RawBuilder<unknown> {
  const texts = columns.flatMap(({ field, name, type }) => {
    const column = sql.ref(`r.${name}`)
    if (field === 'geometry' || type === 'number' || type === 'boolean') return []
    if (type === 'string' || type === 'enum') return [sql`${column}::text`]
    return [sql`jsonb_path_query_array(${column}, 'strict $.** ? (@.type() == "string")')::text`]
  })
  return sql`lower(translate(regexp_replace(normalize(concat_ws(' ', ${sql.join(texts)}), NFD),
    '[\\u0300-\\u036f]', '', 'g'), 'đĐ', 'dd'))`
}
