import { createHash } from 'node:crypto'
import type { AnyRecord } from '../../contract/records/kinds.ts'

/** What names this very content of a record, whatever the order of its fields. */
export function stateOf(record: AnyRecord): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(record)))
    .digest('base64url')
    .slice(0, 22)
}

/** A record with its state, as the contract shows it. */
export function seen(record: AnyRecord): { record: AnyRecord; state: string } {
  return { record, state: stateOf(record) }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
