-- How far the audit log was sent on to the system outside that keeps a copy, by its address: another
-- address begins at the log's beginning.
create table audit.sent (
  sink text primary key,
  -- The last entry that it has taken, and the last signed day.
  seq bigint not null,
  head date,
  at timestamptz not null default now()
);

-- What somebody signed in with, in the product's own words (`chrome`, `android`), so that they
-- recognise their sessions; null where it is none that is known. The user agent itself is not kept.
alter table identity.sessions
  add column browser text,
  add column system text;
