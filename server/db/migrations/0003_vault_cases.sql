-- Persons. Nothing outside this schema tells who reported.
create schema vault;

create table vault.reporters (
  case_id uuid primary key,
  -- The reporter's key to the case; to know it is to be the reporter.
  code text not null unique,
  name text,
  phone text,
  email text,
  at timestamptz not null default now()
);

create schema cases;

-- Law is data: what was in force at the time of the event is looked up by date.
create table cases.classes (
  code text not null,
  name jsonb not null,
  result_amount int not null,
  result_unit text not null check (result_unit in ('working_days', 'hours')),
  hand_back_amount int not null,
  hand_back_unit text not null
    check (hand_back_unit in ('minutes', 'hours', 'working_hours', 'working_days')),
  source text,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

create table cases.subject_groups (
  code text primary key,
  name jsonb not null,
  icon text not null,
  sort int not null
);

create table cases.subjects (
  code text not null,
  group_code text not null references cases.subject_groups,
  name jsonb not null,
  class text not null,
  publication text not null check (publication in ('public', 'masked', 'closed')),
  lead jsonb not null default '[]',
  urgent_words text[] not null default '{}',
  sort int not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- Reasons to choose from: of refusing a report, of returning an answer; and the rating scale.
create table cases.choices (
  list text not null check (list in ('refusal', 'return', 'rating')),
  code text not null,
  name jsonb not null,
  guidance jsonb,
  sort int not null,
  valid_from date not null,
  valid_to date,
  primary key (list, code, valid_from)
);

create table cases.cases (
  id uuid primary key,
  number text not null unique,
  -- The number of actions so far: who acts says which version was seen.
  version int not null default 1,
  status text not null,
  channel text not null,
  subject text not null,
  class text not null,
  -- The reporter's words, closed to agencies and public.
  description text not null,
  -- What the agency reads.
  agency_text text,
  -- The same for agencies: they must not learn the reporter's words by searching for them.
  agency_search text,
  commune text not null,
  lat double precision,
  lon double precision,
  address text,
  -- What the reporter typed, without diacritics and in lower case, to be searched.
  search text not null,
  agency text,
  officer text,
  return_to text,
  question text,
  answer text,
  published_title text,
  published_text text,
  published_answer text,
  -- Whether anybody may read the published texts; some subjects answer the reporter only.
  public boolean not null default false,
  answered_at timestamptz,
  rating text,
  rating_comment text,
  guidance text,
  reopenings int not null default 0,
  submitted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  due_at timestamptz not null,
  hand_back_until timestamptz,
  -- Set while the citizen is asked: the clock stands still.
  paused_at timestamptz
);
create index cases_status_due on cases.cases (status, due_at, id);
create index cases_agency_status_due on cases.cases (agency, status, due_at, id);
create index cases_answered on cases.cases (answered_at desc, id desc) where answered_at is not null;
create index cases_submitted on cases.cases (submitted_at desc, id desc);

-- The append-only log the status is folded from.
create table cases.actions (
  case_id uuid not null references cases.cases,
  seq int not null,
  type text not null,
  actor_kind text not null check (actor_kind in ('reporter', 'staff')),
  actor_id text,
  actor_agency text,
  input jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (case_id, seq)
);

create index actions_at on cases.actions (at, case_id, seq);

create function cases.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the action log is append-only';
end $$;
create trigger actions_append_only before update or delete on cases.actions
  for each statement execute function cases.refuse_change();

-- The end of the n-th working day after a moment, 17:00 in Viet Nam. The day of receipt is not
-- counted; weekends are off unless worked, weekdays are on unless a holiday (BLLĐ 2019 Đ112).
create function cases.working_days_after(moment timestamptz, days int) returns timestamptz
language sql stable parallel safe as $$
  select (day + time '17:00') at time zone 'Asia/Ho_Chi_Minh'
  from (
    select g.day::date as day
    from generate_series(
      (moment at time zone 'Asia/Ho_Chi_Minh')::date + 1,
      (moment at time zone 'Asia/Ho_Chi_Minh')::date + days * 2 + 30,
      interval '1 day'
    ) as g(day)
    left join places.calendar c on c.day = g.day::date
    where coalesce(c.working, extract(isodow from g.day) < 6)
    order by g.day
    limit days
  ) counted
  order by day desc
  limit 1
$$;

-- The end of a length of time. Working hours count as hours of the running working day here: the
-- office hours of each agency come with the working calendar.
create function cases.deadline_after(moment timestamptz, amount int, unit text)
returns timestamptz language sql stable parallel safe as $$
  select case unit
    when 'minutes' then moment + make_interval(mins => amount)
    when 'hours' then moment + make_interval(hours => amount)
    when 'working_hours' then moment + make_interval(hours => amount)
    when 'working_days' then cases.working_days_after(moment, amount)
  end
$$;

-- The legal deadline of a class in force at a moment; null when there is no such class.
create function cases.due_at(class_code text, moment timestamptz) returns timestamptz
language sql stable parallel safe as $$
  select cases.deadline_after(moment, c.result_amount, c.result_unit)
  from cases.classes c
  where c.code = class_code
    and c.valid_from <= (moment at time zone 'Asia/Ho_Chi_Minh')::date
    and (c.valid_to is null or c.valid_to > (moment at time zone 'Asia/Ho_Chi_Minh')::date)
$$;

-- Until when an agency may hand a case back as not its own.
create function cases.hand_back_until(class_code text, moment timestamptz) returns timestamptz
language sql stable parallel safe as $$
  select cases.deadline_after(moment, c.hand_back_amount, c.hand_back_unit)
  from cases.classes c
  where c.code = class_code
    and c.valid_from <= (moment at time zone 'Asia/Ho_Chi_Minh')::date
    and (c.valid_to is null or c.valid_to > (moment at time zone 'Asia/Ho_Chi_Minh')::date)
$$;
