import type { AuditKind } from '../../../contract/audit.ts'

/**
 * A table whose rows entries of a kind tell of, by `data.row` and `data.digest`. The digest is the
 * SHA-256 of the row's parts as text, the same in the migration that writes it and here.
 */
export type AuditSource = {
  kind: AuditKind
  table: string
  /** What a key looks like; another one names no row. */
  key: RegExp
  /** SQL: `key` and `parts` (text) of the rows with the keys `$1::text[]`. */
  rows: string
  /** SQL: the `key` of the oldest row since `$1::timestamptz` (null: ever) that no entry tells of. */
  unlogged: string
}

/** The part of {@link AuditSource.unlogged} that is the same for all: `key` is an SQL expression. */
export const notTold = (kind: AuditKind, key: string) =>
  `not exists (select from audit.entries e where e.kind = '${kind}' and e.data ->> 'row' = ${key})`

/** A moment as digests count it: whole microseconds since 1970. */
export const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`
