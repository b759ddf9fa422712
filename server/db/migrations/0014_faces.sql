-- Originals are closed; what everybody sees is a copy in which a person has covered what must not be
-- seen, beginning from the faces that were proposed.

-- What was found: boxes as parts of the width and height. Null until somebody has looked; a search
-- that fails again and again is given up.
alter table pictures.pictures
  add column faces jsonb,
  add column faces_tries smallint not null default 0,
  -- When what is not covered was kept long enough. The copy is what is left.
  add column original_gone_at timestamptz;
create index pictures_unsearched on pictures.pictures (at) where faces is null and faces_tries < 3;

-- Closed to the agency that has the case.
alter table pictures.links add column centre_only boolean not null default false;

-- The one public copy of a picture. A change makes another one, with an id of its own: the address
-- of the one before leads nowhere from then on.
create table pictures.copies (
  id uuid primary key,
  picture_id uuid not null unique references pictures.pictures,
  -- What was covered: boxes and strokes, as parts of the width and height.
  marks jsonb not null,
  approved_by text not null,
  approved_at timestamptz not null default now()
);

-- Which member of staff saw the uncovered picture of a citizen, once an hour.
create table pictures.reads (
  picture_id uuid not null references pictures.pictures,
  actor text not null,
  hour timestamptz not null,
  at timestamptz not null default now(),
  primary key (picture_id, actor, hour)
);

-- Files that are to go. A row is here until its file is gone.
create table pictures.leftovers (
  key text primary key,
  at timestamptz not null default now()
);

-- What was sent, byte for byte, is kept no longer: it told where and when a picture was taken.
insert into pictures.leftovers (key)
select id || '.original' from pictures.pictures
union select id || '.original' from pictures.unnamed;

-- Behind the second wall (docs/adr/0016-second-wall.md).
alter table pictures.copies enable row level security;
create policy seen on pictures.copies for select
  using (exists (select from pictures.links l where l.picture_id = copies.picture_id));
alter table pictures.reads enable row level security;
create policy centre on pictures.reads for select using (exists (
  select from pictures.links l
  where l.picture_id = reads.picture_id and vault.is_centre_of(l.case_id)));
alter table pictures.leftovers enable row level security;
create policy nobody on pictures.leftovers using (false);

-- The new tables too.
select platform.raise_wall();
