import { micros, notTold } from '../audit/index.ts'
import type { AuditSource } from '../audit/index.ts'

/** What the audit log tells of changes is bound to them by this. */
export const changeSource: AuditSource = {
  kind: 'change',
  table: 'platform.changes',
  key: /^\d{1,18}$/,
  rows: `select c.id::text as key, jsonb_build_array(c.id, c.kind, c.key, c.code, c.before, c.after,
      c.actor, c.origin, c.reason, ${micros('c.at')}, c.salt)::text as parts
    from platform.changes c where c.id = any($1::text[]::bigint[])`,
  unlogged: `select c.id::text as key from platform.changes c
    where ($1::timestamptz is null or c.at >= $1) and ${notTold('change', 'c.id::text')}
    order by c.id limit 1`,
}
