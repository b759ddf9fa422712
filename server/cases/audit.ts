import { micros, notTold } from '../platform/audit/index.ts'
import type { AuditSource } from '../platform/audit/index.ts'

/** What the audit log tells of actions is bound to them by this. */
export const actionSource: AuditSource = {
  kind: 'action',
  table: 'cases.actions',
  key: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\/\d{1,9}$/,
  rows: `select wanted.key, (jsonb_build_array(a.case_id, a.seq, a.type, a.actor_kind, a.actor_id,
      a.actor_agency, a.input, ${micros('a.at')}, a.salt)
      || case when a.acting_for is null then '[]'::jsonb else jsonb_build_array(a.acting_for) end)::text
      as parts
    from unnest($1::text[]) as wanted(key)
    join cases.actions a on a.case_id = split_part(wanted.key, '/', 1)::uuid
      and a.seq = split_part(wanted.key, '/', 2)::int`,
  unlogged: `select a.case_id || '/' || a.seq as key from cases.actions a
    where ($1::timestamptz is null or a.at >= $1)
      and ${notTold('action', `a.case_id || '/' || a.seq`)}
    order by a.at limit 1`,
}
