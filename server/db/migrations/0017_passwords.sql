-- A password that somebody else made opens the account until this moment, and only to be replaced;
-- null: its owner's own. Those from before cannot be told apart and count as their owners'.
alter table identity.credentials add column first_until timestamptz;

-- Every account needs a second factor, so that none has a password that is too short to stand alone.
alter table identity.sessions
  drop column short_password,
  -- Opened with a first password: nothing until it is replaced.
  add column first_password boolean not null default false;
