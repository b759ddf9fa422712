-- What other systems use to talk to this one.
create schema exchange;

create table exchange.api_keys (
  -- SHA-256 of the key; the key itself is shown once, when made.
  hash bytea primary key,
  name text not null,
  test boolean not null default false,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- Which key brought which case: only to that key are the reporter's words given back.
create table exchange.submissions (
  case_id uuid primary key,
  api_key bytea not null references exchange.api_keys,
  attributes jsonb not null default '{}',
  at timestamptz not null default now()
);
