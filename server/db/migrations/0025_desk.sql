-- What lies near a report. Two columns of numbers and no geometry: comparisons of numbers pass in
-- front of the policies of the second wall, so that the index serves behind it as well.
create index cases_near on cases.cases (lat, lon) where lat is not null;

-- Pieces of text for the forms of actions.
create table cases.text_modules (
  code text not null,
  action text not null,
  name jsonb not null,
  text jsonb not null,
  "group" text,
  sort int not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);
alter table cases.text_modules enable row level security;
create policy open on cases.text_modules for select using (true);

-- The new table too.
select platform.raise_wall();
