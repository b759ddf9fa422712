import { auditKinds } from '../../../contract/audit.ts'
import type { AuditFilter } from '../../../contract/audit.ts'

/** What the page's address says: days, kind, who, what it was done to. */
export type AuditSearch = {
  tu?: string
  den?: string
  loai?: string
  ai?: string
  muc?: string
}

const names = ['tu', 'den', 'loai', 'ai', 'muc'] as const
const day = /^\d{4}-\d\d-\d\d$/

/** Takes what is known out of an address; the rest is dropped. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const found: AuditSearch = {}
  for (const name of names) {
    const value = search[name]
    if (typeof value !== 'string' || value === '') continue
    if ((name === 'tu' || name === 'den') && !day.test(value)) continue
    found[name] = value.slice(0, 100)
  }
  return found
}

/** The same as the server is asked. */
export function filterOf({ tu, den, loai, ai, muc }: AuditSearch): AuditFilter {
  const kind = auditKinds.find((known) => known === loai)
  return {
    ...(tu && { from: tu }),
    ...(den && { to: den }),
    ...(kind && { kind }),
    ...(ai && { actor: ai }),
    ...(muc && { subject: muc }),
  }
}
