-- Who did what, in a chain that shows when a row is changed, taken out or moved. No personal data:
-- ids, types, names of fields, and a digest of the row that holds the rest.
create schema audit;

create table audit.entries (
  id bigint generated always as identity primary key,
  -- The place in the chain. Given by the sealer alone, to committed rows, without gaps: whoever
  -- writes an entry waits for nobody.
  seq bigint unique,
  at timestamptz not null default now(),
  kind text not null,
  actor_kind text not null
    check (actor_kind in ('staff', 'reporter', 'system', 'command', 'unknown')),
  actor text,
  subject text,
  data jsonb not null default '{}',
  prev bytea,
  hash bytea,
  constraint entries_sealed check (num_nulls(seq, prev, hash) in (0, 3))
);
create index entries_unsealed on audit.entries (id) where seq is null;
create index entries_at on audit.entries (at, id);
create index entries_actor on audit.entries (actor, at, id) where actor is not null;
create index entries_subject on audit.entries (subject, at, id);
-- The two kinds that fill the table are found by time; the rare ones by this.
create index entries_rare on audit.entries (kind, at, id) where kind not in ('action', 'change');

-- How far the chain reached when it was last sealed, signed: the newest entries cannot be taken out
-- unseen either.
create table audit.tip (
  single boolean primary key default true check (single),
  seq bigint not null,
  hash bytea not null,
  signature bytea not null
);

-- The chain's end day by day, signed; to be kept outside as well.
create table audit.heads (
  day date primary key,
  seq bigint not null,
  hash bytea not null,
  signature bytea not null,
  at timestamptz not null default now()
);

-- What each nightly look at the whole chain found.
create table audit.checks (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  seq bigint not null,
  hash bytea,
  fault jsonb
);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;

-- The only change of an entry: it is given its place, once.
create function audit.only_seal() returns trigger language plpgsql as $$
begin
  if old.seq is not null or new.seq is null
    or (new.id, new.at, new.kind, new.actor_kind, new.actor, new.subject, new.data)
      is distinct from
      (old.id, old.at, old.kind, old.actor_kind, old.actor, old.subject, old.data)
  then
    raise exception 'the audit log is append-only';
  end if;
  return new;
end $$;

create trigger entries_only_sealed before update on audit.entries
  for each row execute function audit.only_seal();
create trigger entries_append_only before delete or truncate on audit.entries
  for each statement execute function audit.refuse_change();
create trigger heads_append_only before update or delete or truncate on audit.heads
  for each statement execute function audit.refuse_change();
create trigger checks_append_only before update or delete or truncate on audit.checks
  for each statement execute function audit.refuse_change();

-- A digest of a short text could be found again by trying; the salt goes with the row when a
-- person's data are erased, and then nobody can.
alter table cases.actions add column salt uuid not null default gen_random_uuid();
alter table platform.changes add column salt uuid not null default gen_random_uuid();

create function audit.digest_of(parts jsonb) returns text
language sql immutable parallel safe as $$
  select encode(sha256(convert_to(parts::text, 'UTF8')), 'hex')
$$;

-- In the database and not in the code that writes: an action without an entry cannot be made. Written
-- out rather than called for each row, which was measured to cost twice as much.
create function audit.log_actions() returns trigger language plpgsql as $$
begin
  insert into audit.entries (at, kind, actor_kind, actor, subject, data)
  select a.at, 'action', a.actor_kind, a.actor_id, a.case_id::text,
    jsonb_strip_nulls(jsonb_build_object(
      'row', a.case_id || '/' || a.seq,
      'type', a.type,
      'agency', a.actor_agency,
      'to', case a.type
        when 'assign' then a.input ->> 'agency'
        when 'assign_inside' then a.input ->> 'officer'
      end,
      'fields', (select jsonb_agg(field order by field) from jsonb_object_keys(a.input) as field),
      'digest', audit.digest_of(jsonb_build_array(a.case_id, a.seq, a.type, a.actor_kind,
        a.actor_id, a.actor_agency, a.input, (extract(epoch from a.at) * 1000000)::bigint, a.salt))
    ))
  from added a order by a.at, a.case_id, a.seq;
  return null;
end $$;

create function audit.log_changes() returns trigger language plpgsql as $$
begin
  insert into audit.entries (at, kind, actor_kind, actor, subject, data)
  select c.at, 'change',
    case when c.actor is not null then 'staff' when c.origin = 'command' then 'command'
      else 'system' end,
    c.actor, c.kind || ':' || c.code,
    jsonb_strip_nulls(jsonb_build_object(
      'row', c.id::text,
      'kind', c.kind,
      'code', c.code,
      'key', c.key,
      'origin', c.origin,
      'what', case when c.before is null then 'added' when c.after is null then 'removed'
        else 'changed' end,
      'fields', case when c.before is not null and c.after is not null then (
        select jsonb_agg(field order by field) from jsonb_object_keys(c.before || c.after) as field
        where c.before -> field is distinct from c.after -> field
      ) end,
      'digest', audit.digest_of(jsonb_build_array(c.id, c.kind, c.key, c.code, c.before, c.after,
        c.actor, c.origin, c.reason, (extract(epoch from c.at) * 1000000)::bigint, c.salt))
    ))
  from added c order by c.id;
  return null;
end $$;

create trigger actions_audited after insert on cases.actions
  referencing new table as added for each statement execute function audit.log_actions();
create trigger changes_audited after insert on platform.changes
  referencing new table as added for each statement execute function audit.log_changes();

-- The chain begins with how much there was before it, and then all of that, told as if it came now.
insert into audit.entries (kind, actor_kind, data)
select 'genesis', 'system', jsonb_build_object(
  'actions', (select count(*) from cases.actions),
  'changes', (select count(*) from platform.changes));

create temp table earlier_actions (like cases.actions) on commit drop;
create trigger actions_audited after insert on earlier_actions
  referencing new table as added for each statement execute function audit.log_actions();
insert into earlier_actions select * from cases.actions;

create temp table earlier_changes (like platform.changes) on commit drop;
create trigger changes_audited after insert on earlier_changes
  referencing new table as added for each statement execute function audit.log_changes();
insert into earlier_changes select * from platform.changes;

-- Who reads all this and can do nothing else.
alter table identity.grants drop constraint grants_role_check;
alter table identity.grants add constraint grants_role_check
  check (role in ('operator', 'coordinator', 'officer', 'head', 'administrator', 'auditor'));
