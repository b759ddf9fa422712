-- The centre's shifts: who leads, what they were handed, what is written down meanwhile. What people
-- write in it may tell of persons (a number to call back): it is sealed (docs/adr/0026-shifts.md).
create schema shifts;

create table shifts.shifts (
  id uuid primary key,
  lead text not null,
  previous uuid references shifts.shifts (id),
  -- Whether a shift lead took it over that nobody had handed on.
  taken boolean not null default false,
  started_at timestamptz not null default now(),
  -- The figures at the beginning, which whoever took it on said they had read.
  read jsonb not null,
  handed_at timestamptz,
  handed_by text,
  handed_to text,
  -- The figures at the hand-over, and the words with them.
  summary jsonb,
  words bytea,
  ended_at timestamptz,
  check (num_nulls(handed_at, handed_by, summary) in (0, 3))
);
-- One at a time: of two who take it on at once one wins.
create unique index shifts_running on shifts.shifts ((true)) where ended_at is null;
create index shifts_started on shifts.shifts (started_at desc);

create table shifts.notes (
  id uuid primary key,
  shift_id uuid not null references shifts.shifts (id),
  kind text not null check (kind in ('urgent', 'missed_call', 'device', 'message')),
  text bytea not null,
  -- The case it is about; another domain's.
  case_id uuid,
  written_by text not null,
  written_at timestamptz not null default now(),
  settled_by text,
  settled_at timestamptz,
  check (num_nulls(settled_by, settled_at) in (0, 2))
);
create index notes_shift on shifts.notes (shift_id, written_at);
create index notes_open on shifts.notes (written_at) where settled_at is null;
