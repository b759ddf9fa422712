import { createHash } from 'node:crypto'
import type { AuditActor, AuditKind } from '../../../contract/audit.ts'

/** An entry in the chain as its hash covers it; `at` in UTC to the microsecond. */
export type ChainEntry = {
  seq: number
  id: number
  at: string
  kind: string
  actorKind: string
  actor: string | null
  subject: string | null
  data: unknown
}

/** The same as the database gives it: a bigint is a text, unless the process has set a parser. */
export type EntryRow = Omit<ChainEntry, 'seq' | 'id'> & { seq: unknown; id: unknown }

/** What a caller tells of. `data` holds ids, types and names of fields, never what somebody wrote. */
export type NewEntry = {
  kind: AuditKind
  actorKind: AuditActor
  /** The account that acted. */
  actor: string | null
  /** What it was done to: a case's id, `people:<account>`, `<kind of record>:<code>`. */
  subject?: string | null
  data?: Record<string, string | number | boolean | null | string[]>
}

/** The columns of an {@link EntryRow}, for a select from audit.entries. */
export const entryColumns = `seq, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  as at, kind, actor_kind as "actorKind", actor, subject, data`

/** What stands before the first entry. */
export const beginning = Buffer.alloc(32)

/** SHA-256 of the hash before and of the entry as canonical JSON. */
export function hashOf(prev: Buffer, entry: ChainEntry): Buffer {
  const { seq, id, at, kind, actorKind, actor, subject, data } = entry
  const hashed = { seq, id, at, kind, actorKind, actor, subject, data }
  return createHash('sha256').update(prev).update(canonicalJson(hashed)).digest()
}

/** JSON with sorted keys and no spaces (RFC 8785), so that anybody can compute it again. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`)
  return `{${fields.join(',')}}`
}
