-- Who follows somebody else's public report, by their account, and goes with it; see
-- docs/adr/0027-following.md.
create table cases.follows (
  citizen_id uuid not null references vault.citizens on delete cascade,
  case_id uuid not null references cases.cases on delete cascade,
  at timestamptz not null default now(),
  -- When they last looked at how it stands.
  seen_at timestamptz not null default now(),
  primary key (citizen_id, case_id)
);
create index follows_case on cases.follows (case_id);

-- Behind the second wall nobody reads who follows; how many do is counted outside of it.
alter table cases.follows enable row level security;
create policy nobody on cases.follows using (false);

select platform.raise_wall();
