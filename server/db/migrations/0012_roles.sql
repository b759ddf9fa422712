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

-- The second wall (docs/adr/0016-second-wall.md): what somebody signed in causes is read and written
-- as the role nhip_viewer, which sees what these policies let through. Who owns the tables passes:
-- the public pages, the reporter's own path and what happens later run as the owner.

-- Who looks, as the application sets it for one transaction: {"id", "grants": [{role, agency, areas}]}.
-- Nothing set: nobody.
create function platform.viewer() returns jsonb language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('nhip.viewer', true), ''), '{}')::jsonb
$$;

-- The cases that the viewer's grants in some roles reach: all; those of some agencies; in some
-- communes, ` <commune>` whichever agency has them and `<agency> <commune>`.
create function cases.reach_all(roles text[]) returns boolean
language sql stable parallel safe as $$
  select exists (
    select from jsonb_array_elements(platform.viewer() -> 'grants') g
    where g ->> 'role' = any(roles) and g ->> 'agency' is null
      and coalesce(g -> 'areas', 'null') = 'null')
$$;
create function cases.reach_agencies(roles text[]) returns text[]
language sql stable parallel safe as $$
  select coalesce(array_agg(g ->> 'agency'), '{}')
  from jsonb_array_elements(platform.viewer() -> 'grants') g
  where g ->> 'role' = any(roles) and g ->> 'agency' is not null
    and coalesce(g -> 'areas', 'null') = 'null'
$$;
create function cases.reach_areas(roles text[]) returns text[]
language sql stable parallel safe as $$
  select coalesce(array_agg(coalesce(g ->> 'agency', '') || ' ' || area), '{}')
  from jsonb_array_elements(platform.viewer() -> 'grants') g
  cross join lateral jsonb_array_elements_text(nullif(g -> 'areas', 'null')) as area
  where g ->> 'role' = any(roles)
$$;

alter table cases.cases enable row level security;
create policy seen on cases.cases for select using (
  (select cases.reach_all('{operator,shift_lead,leader}'))
  or agency = any((select cases.reach_agencies('{coordinator,officer,head}'))::text[])
  or array[' ' || commune, agency || ' ' || commune]
    && (select cases.reach_areas('{operator,shift_lead,leader,coordinator,officer,head}'))
);
create policy acted_on on cases.cases for update using (
  (select cases.reach_all('{operator,shift_lead}'))
  or agency = any((select cases.reach_agencies('{coordinator,officer,head}'))::text[])
  or array[' ' || commune, agency || ' ' || commune]
    && (select cases.reach_areas('{operator,shift_lead,coordinator,officer,head}'))
);

-- Nobody acts under another name.
alter table cases.actions enable row level security;
create policy seen on cases.actions for select
  using (exists (select from cases.cases c where c.id = case_id));
create policy own on cases.actions for insert with check (
  actor_kind = 'staff' and actor_id = platform.viewer() ->> 'id'
  and exists (select from cases.cases c where c.id = case_id)
);

alter table pictures.links enable row level security;
create policy seen on pictures.links for select
  using (exists (select from cases.cases c where c.id = case_id));
create policy hung on pictures.links for insert
  with check (exists (select from cases.cases c where c.id = case_id));
create policy approved on pictures.links for update
  using (exists (select from cases.cases c where c.id = case_id));
-- What nothing names yet is known by its id to who sent it, and to nobody else.
alter table pictures.unnamed enable row level security;
create policy known on pictures.unnamed for select using (platform.viewer() ? 'id');
create policy named on pictures.unnamed for delete using (platform.viewer() ? 'id');
alter table pictures.pictures enable row level security;
create policy seen on pictures.pictures for select using (
  exists (select from pictures.links l where l.picture_id = pictures.id)
  or exists (select from pictures.unnamed u where u.id = pictures.id)
);

-- Persons: the centre alone, of the cases it is the centre of.
create function vault.is_centre_of(case_id uuid) returns boolean
language sql stable parallel safe as $$
  select exists (
    select from cases.cases c
    where c.id = case_id and (cases.reach_all('{operator,shift_lead}')
      or ' ' || c.commune = any(cases.reach_areas('{operator,shift_lead}'))))
$$;
alter table vault.reporters enable row level security;
create policy centre on vault.reporters for select using (vault.is_centre_of(case_id));
alter table vault.reads enable row level security;
create policy centre on vault.reads for select using (vault.is_centre_of(case_id));
create policy own on vault.reads for insert
  with check (actor = platform.viewer() ->> 'id' and vault.is_centre_of(case_id));
alter table vault.master_keys enable row level security;
create policy nobody on vault.master_keys using (false);
alter table vault.citizens enable row level security;
create policy nobody on vault.citizens using (false);

-- The law is open to every viewer.
do $$
declare law text;
begin
  foreach law in array array(select tablename from pg_tables
    where schemaname = 'cases' and tablename not in ('cases', 'actions'))
  loop
    execute format('alter table cases.%I enable row level security', law);
    execute format('create policy open on cases.%I for select using (true)', law);
  end loop;
end $$;

-- The entry of an action is written by the log itself, not by who acts.
alter function audit.log_actions() security definer set search_path = pg_catalog;

-- Makes the role where that is allowed, and opens to it what the policies then narrow. Answers
-- whether there is such a role; a DBA may have to make it. Repeated at every start.
create function platform.raise_wall() returns boolean language plpgsql as $$
begin
  -- Two processes that start at once would grant the same at once, which is an error.
  perform pg_advisory_xact_lock(8246139);
  if not exists (select from pg_roles where rolname = 'nhip_viewer') then
    create role nhip_viewer nologin;
    execute format('grant nhip_viewer to %I', current_user);
  end if;
  grant usage on schema cases, pictures, vault, identity, platform to nhip_viewer;
  grant select on all tables in schema cases, pictures to nhip_viewer;
  grant update on cases.cases, pictures.links to nhip_viewer;
  grant insert on cases.actions, pictures.links to nhip_viewer;
  grant delete on pictures.unnamed to nhip_viewer;
  grant select on vault.reporters, vault.reads to nhip_viewer;
  grant insert on vault.reads, platform.events to nhip_viewer;
  grant select on identity.agencies, identity.held to nhip_viewer;
  grant select (id, name, disabled_at) on identity.users to nhip_viewer;
  return true;
exception when insufficient_privilege or duplicate_object or unique_violation then
  return exists (select from pg_roles where rolname = 'nhip_viewer');
end $$;
select platform.raise_wall();
