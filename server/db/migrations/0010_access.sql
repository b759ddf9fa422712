-- Sessions from before this have not been asked for a second factor, so they end here.
delete from identity.sessions;
alter table identity.sessions
  -- The last thing a person did, at most a minute old; what screens fetch by themselves is not one.
  add column used_at timestamptz not null default now(),
  -- Locked by hand, or by a browser that nobody touched.
  add column locked_at timestamptz,
  -- The password was too short to stand alone when it was typed.
  add column short_password boolean not null default false,
  -- The secret of a second factor that is being set up, until a code from it proves that it works.
  add column new_secret bytea;

create table identity.second_factors (
  user_id text primary key references identity.users on delete cascade,
  -- Encrypted under a key of the installation, bound to the account.
  secret bytea not null,
  -- The time step of the last code accepted: none up to here is accepted again.
  last_step bigint not null,
  created_at timestamptz not null default now()
);

create table identity.recovery_codes (
  user_id text not null references identity.users on delete cascade,
  hash bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

-- Failures to prove who one is, by a keyed hash of the address typed: known accounts and others.
create table identity.attempts (
  account bytea primary key,
  failures integer not null,
  since timestamptz not null default now(),
  locked_until timestamptz
);
create index attempts_since on identity.attempts (since);
