-- What a person has put off: hidden from their own boxes until then, or until somebody acts on it
-- (the case has another version by then).
create table cases.snoozes (
  person text not null,
  case_id uuid not null references cases.cases on delete cascade,
  until timestamptz not null,
  version int not null,
  at timestamptz not null default now(),
  primary key (person, case_id)
);
create index snoozes_case on cases.snoozes (case_id);

-- Behind the second wall: everybody has their own.
alter table cases.snoozes enable row level security;
create policy own on cases.snoozes
  using (person = platform.viewer() ->> 'id')
  with check (person = platform.viewer() ->> 'id'
    and exists (select from cases.cases c where c.id = case_id));

-- The orders of the list.
create index cases_updated on cases.cases (updated_at, id);
create index cases_due on cases.cases (due_at, id);

-- One right more, added to those that stand, whichever they are by now.
do $$
begin
  execute replace(pg_get_functiondef('platform.raise_wall()'::regprocedure),
    '  return true;',
    '  grant insert, update, delete on cases.snoozes to nhip_viewer;' || chr(10) || '  return true;');
end $$;
select platform.raise_wall();
