-- Cases of several types, consents, erasure and retention: see docs/adr/0017-case-types.md and
-- docs/adr/0021-erasure.md.

alter table cases.cases
  add column type text not null default 'field_report',
  -- The report whose reporter makes a request about their data.
  add column about uuid references cases.cases,
  -- When what tells of the person was destroyed.
  add column erased_at timestamptz;
create index cases_about on cases.cases (about) where about is not null;
create index cases_type on cases.cases (type, status, due_at, id) where type <> 'field_report';

alter table cases.choices drop constraint choices_list_check;
alter table cases.choices add constraint choices_list_check check (
  list in ('refusal', 'return', 'rating', 'evidence', 'data_request', 'data_refusal'));

-- What a person is asked to agree to, in the words of each version.
create table cases.consent_texts (
  code text not null,
  name jsonb not null,
  text jsonb not null,
  sort int not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- What a person agreed to: to which words, when, where, and until when.
create table cases.consents (
  case_id uuid not null references cases.cases,
  purpose text not null,
  -- The version of the text, and the language it was read in.
  version date not null,
  language text not null,
  channel text not null,
  at timestamptz not null default now(),
  withdrawn_at timestamptz,
  primary key (case_id, purpose)
);

-- How long what is kept, by kind of data.
create table cases.retention (
  code text not null,
  name jsonb not null,
  days int not null check (days > 0),
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- What each night's work did.
create table cases.retention_runs (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  code text not null,
  days int not null,
  done int not null
);
create index retention_runs_at on cases.retention_runs (at desc, id);

-- The log stays append-only; the one exception is what the law erases: texts and their salt, never
-- who did what and when, and only where the transaction says that it erases this very case.
create function cases.only_erase() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.case_id, new.seq, new.type, new.actor_kind, new.actor_id, new.actor_agency,
      new.acting_for, new.at)
      is distinct from
      (old.case_id, old.seq, old.type, old.actor_kind, old.actor_id, old.actor_agency, old.acting_for, old.at)
  then
    raise exception 'the action log is append-only';
  end if;
  return new;
end $$;
drop trigger actions_append_only on cases.actions;
create trigger actions_append_only before update or delete on cases.actions
  for each row execute function cases.only_erase();
create trigger actions_not_emptied before truncate on cases.actions
  for each statement execute function cases.refuse_change();

-- The same for the record of reads: who read and when stays, the words of the reason may go.
create function vault.only_erase() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.id, new.case_id, new.actor, new.at)
      is distinct from (old.id, old.case_id, old.actor, old.at)
  then
    raise exception 'the record of reads is append-only';
  end if;
  return new;
end $$;
drop trigger reads_append_only on vault.reads;
create trigger reads_append_only before update or delete on vault.reads
  for each row execute function vault.only_erase();
create trigger reads_not_emptied before truncate on vault.reads
  for each statement execute function vault.refuse_change();

-- Behind the second wall (docs/adr/0016-second-wall.md).
alter table cases.consents enable row level security;
create policy seen on cases.consents for select
  using (exists (select from cases.cases c where c.id = case_id));
alter table cases.consent_texts enable row level security;
create policy open on cases.consent_texts for select using (true);
alter table cases.retention enable row level security;
create policy open on cases.retention for select using (true);
alter table cases.retention_runs enable row level security;
create policy nobody on cases.retention_runs using (false);
-- What people ask about their own data is the centre's alone.
alter policy seen on cases.cases using (
  (select cases.reach_all('{operator,shift_lead}'))
  or array[' ' || commune] && (select cases.reach_areas('{operator,shift_lead}'))
  or type <> 'personal_data' and (
    (select cases.reach_all('{leader}'))
    or agency = any((select cases.reach_agencies('{coordinator,officer,head}'))::text[])
    or array[' ' || commune, agency || ' ' || commune]
      && (select cases.reach_areas('{leader,coordinator,officer,head}')))
);
