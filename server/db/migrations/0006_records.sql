-- Records: what packs bring and administrators edit. Every change of one is told here.
create table platform.changes (
  id bigint generated always as identity primary key,
  kind text not null,
  -- What names the record among its kind, and the code its periods share.
  key text not null,
  code text not null,
  before jsonb,
  after jsonb,
  -- The member of staff, or null for a pack or a command; `origin` says which.
  actor text,
  origin text not null,
  reason text,
  at timestamptz not null default now()
);
create index changes_record on platform.changes (kind, code, id desc);
create index changes_kind on platform.changes (kind, id desc);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the log of changes is append-only';
end $$;
create trigger changes_append_only before update or delete or truncate on platform.changes
  for each statement execute function platform.refuse_change();

-- Units: districts and wards of before 2025 too; a code alone no longer names one.
alter table places.units drop constraint units_kind_check;
alter table places.units
  add column aliases jsonb,
  add constraint units_kind_check check (kind in ('province', 'district', 'commune'));

create table places.unit_changes (
  "from" text not null,
  "to" text not null,
  day date not null,
  divided boolean not null,
  primary key ("from", "to", day)
);
create index unit_changes_to on places.unit_changes ("to", day);

create table places.boundaries (
  unit text not null,
  geometry jsonb not null,
  approximate boolean not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (unit, valid_from)
);

create table places.place_names (
  code text not null,
  name text not null,
  kind text not null,
  commune text not null,
  lat double precision not null,
  lon double precision not null,
  aliases jsonb,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);
create index place_names_commune on places.place_names (commune);

-- Works, zones, structures, roads: what has a manager of its own.
create table places.feature_classes (
  code text not null,
  register text not null check (register in ('works', 'zone', 'structure', 'road')),
  name jsonb not null,
  subjects jsonb not null,
  reach double precision not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

create table places.features (
  code text not null,
  class text not null,
  name text not null,
  manager text not null,
  geometry jsonb not null,
  attributes jsonb,
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- A feature in pieces of a few points each, so that the box around a long road is not a province.
create table places.feature_parts (
  code text not null,
  valid_from date not null,
  extent box not null,
  geometry jsonb not null,
  foreign key (code, valid_from) references places.features on delete cascade
);
create index feature_parts_extent on places.feature_parts using gist (extent);
create index feature_parts_feature on places.feature_parts (code, valid_from);

-- The calendar: rules, what notices decided above them, and the hours of offices.
create table places.holiday_rules (
  code text not null,
  name jsonb not null,
  calendar text not null check (calendar in ('solar', 'lunar')),
  month int not null,
  day int not null,
  days jsonb not null,
  adjacent boolean not null,
  make_up boolean not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

alter table places.calendar rename to calendar_days;
alter table places.calendar_days rename constraint calendar_pkey to calendar_days_pkey;
update places.calendar_days set source = '–' where source is null;
alter table places.calendar_days add column holiday text, alter column source set not null;

create table places.office_hours (
  code text not null,
  agency text,
  season jsonb,
  week jsonb not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- Agencies keep all their periods: who had a case in 2025 had the name of 2025.
alter table identity.grants drop constraint grants_agency_fkey;
alter table identity.agencies drop constraint agencies_parent_fkey;
alter table identity.agencies drop constraint agencies_pkey;
alter table identity.agencies add primary key (code, valid_from);
alter table identity.agencies
  add column areas jsonb,
  add column subjects jsonb,
  add column stand_in boolean,
  add column note text;
update identity.agencies set areas = jsonb_build_array(unit) where unit is not null;
alter table identity.agencies drop column unit;

create table identity.contacts (
  code text not null,
  agency text not null,
  role text not null,
  "when" text not null,
  name text,
  phone text,
  email text,
  address text,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);
create index contacts_agency on identity.contacts (agency);

-- Somebody who left keeps their name in the logs and cannot sign in.
alter table identity.users
  add column disabled_at timestamptz,
  add column last_seen_at timestamptz;

-- Deadlines are counted by the calendar, in one function outside the database.
drop function cases.due_at(text, timestamptz);
drop function cases.hand_back_until(text, timestamptz);
drop function cases.deadline_after(timestamptz, int, text);
drop function cases.working_days_after(timestamptz, int);

alter table cases.classes
  add column result jsonb,
  add column accept jsonb not null default '{"amount": 0, "unit": "minutes"}',
  add column ack jsonb,
  add column hand_back jsonb,
  add column extend jsonb;
update cases.classes set
  result = jsonb_build_object('amount', result_amount, 'unit', result_unit),
  hand_back = jsonb_build_object('amount', hand_back_amount, 'unit', hand_back_unit),
  source = coalesce(source, '–');
alter table cases.classes
  alter column result set not null,
  alter column hand_back set not null,
  alter column accept drop default,
  alter column source set not null,
  drop column result_amount,
  drop column result_unit,
  drop column hand_back_amount,
  drop column hand_back_unit;

alter table cases.subjects rename column group_code to "group";
alter table cases.subjects
  alter column lead drop default,
  alter column urgent_words drop default,
  alter column urgent_words type jsonb using to_jsonb(urgent_words),
  drop column sort,
  add column class_up jsonb,
  add column support jsonb,
  add column questions jsonb,
  add column evidence jsonb,
  add column note jsonb;

alter table cases.choices drop constraint choices_list_check;
alter table cases.choices drop constraint choices_pkey;
alter table cases.choices
  add constraint choices_list_check check (list in ('refusal', 'return', 'rating', 'evidence')),
  add primary key (code, valid_from);

-- What an older installation was filled with, to be brought up to date after the upgrade.
insert into platform.settings (key, value)
select 'province', to_jsonb(code) from (
  select code from places.units where kind = 'province' and valid_to is null order by code limit 1
) served
union all
select 'pack vietnam', '""' where exists (select from places.calendar_days)
union all
select 'pack field_reports', '""' where exists (select from cases.subjects where code = 'GT01')
union all
select 'pack hue', '""' where exists (select from places.units where code = '46');
