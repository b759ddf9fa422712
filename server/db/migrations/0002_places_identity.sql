create schema places;

-- Administrative units as they were: codes are text (leading zeros), ranges half-open.
create table places.units (
  code text not null,
  name text not null,
  kind text not null check (kind in ('province', 'commune')),
  type text not null,
  parent text,
  lat double precision not null,
  lon double precision not null,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from)
);

-- Days off and working Saturdays, as decided and announced year by year.
create table places.calendar (
  day date primary key,
  working boolean not null,
  name jsonb not null,
  source text
);

create schema identity;

create table identity.agencies (
  code text primary key,
  name text not null,
  kind text not null,
  parent text references identity.agencies,
  unit text,
  valid_from date not null,
  valid_to date
);

create table identity.users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table identity.sessions (
  id text primary key,
  user_id text not null references identity.users on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on identity.sessions (user_id);

create table identity.credentials (
  id text primary key,
  user_id text not null references identity.users on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index credentials_user on identity.credentials (user_id);

create table identity.verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- What a person may be in which agency; the centre's own roles have no agency.
create table identity.grants (
  user_id text not null references identity.users on delete cascade,
  role text not null check (role in ('operator', 'coordinator', 'officer', 'head', 'administrator')),
  agency text references identity.agencies,
  unique nulls not distinct (user_id, role, agency)
);
create index grants_agency on identity.grants (agency);
