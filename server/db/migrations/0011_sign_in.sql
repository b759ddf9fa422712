-- Citizens who sign in, and what the installation sends out; see docs/adr/0019-citizens-sign-in.md.

-- A citizen's account: a person sealed as reporters are, found by what they have proved to be theirs.
create table vault.citizens (
  id uuid primary key,
  phone_hmac bytea unique,
  email_hmac bytea unique,
  key_id text not null references vault.master_keys,
  wrapped_key bytea not null,
  -- Name, telephone, e-mail, under the data key.
  sealed bytea not null,
  created_at timestamptz not null default now()
);

alter table vault.reporters
  add column email_hmac bytea,
  -- Who was signed in when the report was made.
  add column citizen_id uuid references vault.citizens on delete set null;
create index reporters_phone on vault.reporters (phone_hmac) where phone_hmac is not null;
create index reporters_email on vault.reporters (email_hmac) where email_hmac is not null;
create index reporters_citizen on vault.reporters (citizen_id) where citizen_id is not null;

-- What is sent to people. Recipient and words are sealed; the row goes when they are past.
create schema messages;
create table messages.outbox (
  id uuid primary key,
  channel text not null check (channel in ('sms', 'email')),
  purpose text not null,
  sealed bytea not null,
  -- kept: there is no gateway, it is read here. sending: handed over, and if nothing was heard since
  -- it stays so, for it may have arrived.
  state text not null check (state in ('kept', 'waiting', 'sending', 'sent', 'refused', 'late')),
  created_at timestamptz not null default now(),
  -- Not delivered after this.
  expires_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_created on messages.outbox (created_at desc);

create schema citizens;

-- A code that was sent, for whoever asked for it.
create table citizens.challenges (
  id uuid primary key,
  -- The contact it was sent to.
  sealed bytea not null,
  code_hash bytea not null,
  tries integer not null default 0,
  expires_at timestamptz not null
);
create index challenges_expires on citizens.challenges (expires_at);

-- How often something was asked for, by a keyed fingerprint of who or where.
create table citizens.limits (
  key bytea primary key,
  used integer not null,
  since timestamptz not null default now()
);

create table citizens.sessions (
  -- Of the token in the cookie: who reads this table cannot make a cookie of it.
  token_hash bytea primary key,
  citizen_id uuid not null references vault.citizens on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_citizen on citizens.sessions (citizen_id);

-- Another party, which staff signed on with, asked for more than one proof.
alter table identity.sessions add column proved_twice boolean not null default false;
