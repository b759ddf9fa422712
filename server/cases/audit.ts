import { micros, notTold } from '../platform/audit/index.ts'
import type { AuditSource } from '../platform/audit/index.ts'

/**
 * What `nhip demo --reports` invented is told of by one entry for all of it. Where there is none, a row
 * that looks invented counts like every other; so does what was done later to an invented case.
 */
const invented = (
  row: string,
) => `substr(${row}.case_id::text, 15, 1) = '8' and coalesce(${row}.at <=
  (select max((e.data ->> 'until')::timestamptz) from audit.entries e
    where e.kind = 'command' and e.data ->> 'command' = 'demo' and e.data ? 'until'), false)`

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
      and not (${invented('a')})
      and ${notTold('action', `a.case_id || '/' || a.seq`)}
    order by a.at limit 1`,
}
