-- What every domain stands on: events (the queue), idempotency keys, settings.
create schema platform;

-- An event is written in the transaction of the change it tells of. Ids are handed out before
-- commit, so their order is not the order of commits and a reader that follows ids skips rows.
-- The relay alone sets `position`, only on committed rows: readers follow positions.
create table platform.events (
  id bigint generated always as identity primary key,
  position bigint unique,
  type text not null,
  subject uuid not null,
  -- Who may be told: 'centre', 'agency:<code>'. Ids only, so that a stream carries no content.
  audience text[] not null,
  data jsonb not null default '{}',
  at timestamptz not null default now()
);
create index events_unnumbered on platform.events (id) where position is null;

create sequence platform.event_position;

-- A write from outside is done once per key: the first answer is kept and given again.
create table platform.idempotency (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  response jsonb,
  at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_at on platform.idempotency (at);

-- Facts about this installation: the province served, secrets are not here.
create table platform.settings (
  key text primary key,
  value jsonb not null
);
