-- Two roles more: who leads a shift of the centre, and who leads the province.
alter table identity.grants drop constraint grants_role_check;
alter table identity.grants
  add constraint grants_role_check check (role in ('operator', 'shift_lead', 'coordinator',
    'officer', 'head', 'leader', 'administrator', 'auditor')),
  -- The communes whose cases a grant counts for; null: all.
  add column areas text[],
  add constraint grants_areas_check check (cardinality(areas) > 0);

-- How often agencies have handed a case back since it came or was reopened: from the second time on
-- the shift lead decides.
alter table cases.cases add column hand_backs int not null default 0;
update cases.cases c set hand_backs = counted.times
from (
  select a.case_id, count(*)::int as times
  from cases.actions a
  where a.type = 'hand_back' and a.seq > coalesce(
    (select max(r.seq) from cases.actions r where r.case_id = a.case_id and r.type = 'reopen'), 0)
  group by a.case_id
) counted
where counted.case_id = c.id;

-- Roles in other hands for a time, [begins_at, ends_at).
create table identity.delegations (
  id uuid primary key,
  from_id text not null references identity.users on delete cascade,
  to_id text not null references identity.users on delete cascade,
  role text not null
    check (role in ('operator', 'shift_lead', 'coordinator', 'officer', 'head', 'leader')),
  agency text,
  begins_at timestamptz not null,
  ends_at timestamptz not null,
  made_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  constraint delegations_period_check
    check (begins_at < ends_at and ends_at <= begins_at + interval '90 days'),
  constraint delegations_to_other_check check (from_id <> to_id)
);
create index delegations_from on identity.delegations (from_id);
create index delegations_to on identity.delegations (to_id);

-- What everybody may act as at this moment: their own grants, and those in their hands for another
-- as long as that one holds them. Not what is theirs by delegation: it cannot be handed on.
create view identity.held as
  select user_id, role, agency, areas, null::text as acting_for
  from identity.grants
  union all
  select d.to_id, g.role, g.agency, g.areas, g.user_id
  from identity.delegations d
  join identity.grants g on g.user_id = d.from_id and g.role = d.role
    and g.agency is not distinct from d.agency
  join identity.users u on u.id = d.from_id and u.disabled_at is null
  where d.withdrawn_at is null and d.begins_at <= now() and d.ends_at > now();

-- In whose place somebody acted.
alter table cases.actions add column acting_for text;

create or replace function audit.log_actions() returns trigger language plpgsql as $$
begin
  insert into audit.entries (at, kind, actor_kind, actor, subject, data)
  select a.at, 'action', a.actor_kind, a.actor_id, a.case_id::text,
    jsonb_strip_nulls(jsonb_build_object(
      'row', a.case_id || '/' || a.seq,
      'type', a.type,
      'agency', a.actor_agency,
      'for', a.acting_for,
      'to', case a.type
        when 'assign' then a.input ->> 'agency'
        when 'assign_inside' then a.input ->> 'officer'
      end,
      'fields', (select jsonb_agg(field order by field) from jsonb_object_keys(a.input) as field),
      -- Rows without it are digested as they were before there was the column.
      'digest', audit.digest_of(jsonb_build_array(a.case_id, a.seq, a.type, a.actor_kind,
        a.actor_id, a.actor_agency, a.input, (extract(epoch from a.at) * 1000000)::bigint, a.salt)
        || case when a.acting_for is null then '[]'::jsonb else jsonb_build_array(a.acting_for) end)
    ))
  from added a order by a.at, a.case_id, a.seq;
  return null;
end $$;
