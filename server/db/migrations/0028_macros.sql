-- Several actions by one choice.
create table cases.macros (
  code text not null,
  name jsonb not null,
  steps jsonb not null,
  "group" text,
  sort int not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);
alter table cases.macros enable row level security;
create policy open on cases.macros for select using (true);

-- What was done as one is taken back as one: the first line of it, on each of its lines.
alter table cases.actions add column first_seq int;
create or replace function cases.only_erase() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.case_id, new.seq, new.type, new.actor_kind, new.actor_id, new.actor_agency,
      new.acting_for, new.at, new.clock_before, new.first_seq)
      is distinct from
      (old.case_id, old.seq, old.type, old.actor_kind, old.actor_id, old.actor_agency,
      old.acting_for, old.at, old.clock_before, old.first_seq)
  then
    raise exception 'the action log is append-only';
  end if;
  return new;
end $$;

-- Why the reporter asks to be called, until somebody of the centre has called.
alter table cases.cases add column callback text;
create index cases_callback on cases.cases (due_at, id) where callback is not null;

select platform.raise_wall();
