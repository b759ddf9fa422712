import { auditKinds } from '../../../contract/audit.ts'
import type { AuditFilter } from '../../../contract/audit.ts'

/** What the page's address says: days, kind, who, what it was done to. */
export type AuditSearch = {
  from?: string
  to?: string
  kind?: string
  actor?: string
  subject?: string
}

const names = ['from', 'to', 'kind', 'actor', 'subject'] as const
const day = /^\d{4}-\d\d-\d\d$/

/** Takes what is known out of an address; the rest is dropped. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const found: AuditSearch = {}
  for (const name of names) {
    const value = search[name]
    if (typeof value !== 'string' || value === '') continue
    if ((name === 'from' || name === 'to') && !day.test(value)) continue
    found[name] = value.slice(0, 100)
  }
  return found
}

/** The same as the server is asked. */
export function filterOf({ kind: wanted, ...filter }: AuditSearch): AuditFilter {
  const kind = auditKinds.find((known) => known === wanted)
  return { ...filter, ...(kind && { kind }) }
}
