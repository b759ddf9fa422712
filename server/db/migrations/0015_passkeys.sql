-- Passkeys of the staff: public keys only, nothing to be sealed.
create table identity.passkeys (
  id uuid primary key,
  user_id text not null references identity.users on delete cascade,
  -- What the authenticator calls it, base64url.
  credential_id text not null unique,
  public_key bytea not null,
  -- Uses as the authenticator counts them; 0 throughout when it does not. A copy is behind.
  sign_count bigint not null,
  transports text[] not null,
  -- What its owner calls it.
  name text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkeys_user on identity.passkeys (user_id);

-- Challenges that have been answered: none is accepted again. One that nobody answers leaves no row.
create table identity.spent_challenges (
  hash bytea primary key,
  expires_at timestamptz not null
);

-- Accounts that ask for more than a password.
create view identity.protected as
  select user_id from identity.second_factors
  union all
  select user_id from identity.passkeys;
