-- Persons at rest are ciphertext: see docs/adr/0013-persons-encrypted.md.

-- The master keys that persons are sealed under at present: one, two while keys are changed. The
-- keys themselves are outside the database; an id is a fingerprint of its key.
create table vault.master_keys (
  id text primary key,
  -- The newest is the one to write under.
  position int generated always as identity unique,
  -- The key of the searchable fingerprints, under this master key. It outlives every master key.
  index_key bytea not null
);

alter table vault.reporters
  -- Found by what was typed, without keeping it: HMAC-SHA-256 under keys derived from the index key.
  add column code_hmac bytea unique,
  add column phone_hmac bytea,
  -- No master key goes while a person needs it, and none writes under one that went.
  add column key_id text references vault.master_keys,
  -- The data key of this person, under the master key.
  add column wrapped_key bytea,
  -- Code, name, telephone, e-mail, under the data key (AES-256-GCM: nonce, ciphertext, tag).
  add column sealed bytea,
  alter column code drop not null,
  drop constraint reporters_code_key,
  -- Not yet true of older rows, which no migration has the key to seal: the start of the new
  -- version does, and validates this. Every new or changed row is held to it from now on.
  add constraint reporters_sealed check (
    code is null and name is null and phone is null and email is null
    and code_hmac is not null and key_id is not null and wrapped_key is not null
    and sealed is not null
  ) not valid;

-- Who of the centre read who reported, when and why.
create table vault.reads (
  id bigint generated always as identity primary key,
  case_id uuid not null,
  actor text not null,
  reason text not null,
  at timestamptz not null default now()
);
create index reads_case on vault.reads (case_id, id);

create function vault.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the record of reads is append-only';
end $$;
create trigger reads_append_only before update or delete or truncate on vault.reads
  for each statement execute function vault.refuse_change();
