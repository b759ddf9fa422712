-- Made from the migrations by `npm run schema`; read it, do not edit it.

create schema platform;

create sequence platform.event_position;

create table platform.changes (
  id bigint generated always as identity not null,
  kind text not null,
  key text not null,
  code text not null,
  before jsonb,
  after jsonb,
  actor text,
  origin text not null,
  reason text,
  at timestamp with time zone not null default now(),
  salt uuid not null default gen_random_uuid(),
  PRIMARY KEY (id)
);

CREATE INDEX changes_kind ON platform.changes USING btree (kind, id DESC);

CREATE INDEX changes_record ON platform.changes USING btree (kind, code, id DESC);

CREATE TRIGGER changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.changes FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();

CREATE TRIGGER changes_audited AFTER INSERT ON platform.changes REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit.log_changes();

create table platform.events (
  id bigint generated always as identity not null,
  "position" bigint,
  type text not null,
  subject uuid not null,
  audience text[] not null,
  data jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (id),
  UNIQUE ("position")
);

CREATE INDEX events_unnumbered ON platform.events USING btree (id) WHERE ("position" IS NULL);

create table platform.idempotency (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  response jsonb,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_at ON platform.idempotency USING btree (at);

create table platform.settings (
  key text not null,
  value jsonb not null,
  PRIMARY KEY (key)
);

create table platform.workers (
  id text not null,
  seen_at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

CREATE OR REPLACE FUNCTION platform.admit_server()
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  each record;
begin
  perform pg_advisory_xact_lock(8246139);
  if not exists (select from pg_roles where rolname = 'nhip_server') then
    create role nhip_server nologin;
  end if;
  if exists (select from pg_roles where rolname = 'nhip_viewer')
    and not pg_has_role('nhip_server', 'nhip_viewer', 'member')
  then
    begin
      grant nhip_viewer to nhip_server;
    exception when insufficient_privilege then
      null; -- The wall does not stand then, and doctor says so.
    end;
  end if;

  for each in select nspname as name from pg_namespace
    where nspowner = (select nspowner from pg_namespace where nspname = 'cases')
      and nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'audit')
  loop
    execute format('grant usage on schema %I to nhip_server', each.name);
    execute format('grant select, insert, update, delete on all tables in schema %I to nhip_server',
      each.name);
    execute format('grant usage, select on all sequences in schema %I to nhip_server', each.name);
  end loop;
  -- What was done stays said: entries are added, and given their place in the chain once.
  grant usage on schema audit to nhip_server;
  grant select, insert on all tables in schema audit to nhip_server;
  grant update (seq, prev, hash) on audit.entries to nhip_server;
  grant update on audit.tip to nhip_server;
  grant usage, select on all sequences in schema audit to nhip_server;
  grant select on public.migrations to nhip_server;
  if to_regclass('jobs.migrations') is not null then
    revoke insert, update, delete on jobs.migrations from nhip_server;
  end if;

  -- Row-level security holds for everybody but the owner: the application itself passes, as it did
  -- when it was the owner (docs/adr/0016-second-wall.md). Viewers do not have this role.
  for each in select c.oid::regclass as name from pg_class c
    where c.relrowsecurity and has_table_privilege('nhip_server', c.oid, 'select')
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'server')
  loop
    execute format('create policy server on %s to nhip_server using (true) with check (true)',
      each.name);
  end loop;
  return true;
exception when insufficient_privilege or duplicate_object or unique_violation then
  return false;
end $function$;

CREATE OR REPLACE FUNCTION platform.raise_wall()
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  -- Two processes that start at once would grant the same at once, which is an error.
  perform pg_advisory_xact_lock(8246139);
  if not exists (select from pg_roles where rolname = 'nhip_viewer') then
    create role nhip_viewer nologin;
    execute format('grant nhip_viewer to %I', current_user);
  end if;
  grant usage on schema cases, pictures, vault, identity, platform to nhip_viewer;
  grant select on all tables in schema cases, pictures to nhip_viewer;
  grant update on cases.cases, pictures.links to nhip_viewer;
  grant insert on cases.actions, pictures.links to nhip_viewer;
  grant delete on pictures.unnamed to nhip_viewer;
  grant select on vault.reporters, vault.reads to nhip_viewer;
  grant insert on vault.reads, platform.events to nhip_viewer;
  grant select on identity.agencies, identity.held to nhip_viewer;
  grant select (id, name, disabled_at) on identity.users to nhip_viewer;
  grant insert, update, delete on cases.snoozes to nhip_viewer;
  return true;
exception when insufficient_privilege or duplicate_object or unique_violation then
  return exists (select from pg_roles where rolname = 'nhip_viewer');
end $function$;

CREATE OR REPLACE FUNCTION platform.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the log of changes is append-only';
end $function$;

CREATE OR REPLACE FUNCTION platform.viewer()
 RETURNS jsonb
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(nullif(current_setting('nhip.viewer', true), ''), '{}')::jsonb
$function$;

create schema places;

create table places.boundaries (
  unit text not null,
  geometry jsonb not null,
  approximate boolean not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (unit, valid_from)
);

create table places.calendar_days (
  day date not null,
  working boolean not null,
  name jsonb not null,
  source text not null,
  holiday text,
  PRIMARY KEY (day)
);

create table places.feature_classes (
  code text not null,
  register text not null,
  name jsonb not null,
  subjects jsonb not null,
  reach double precision not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from),
  CHECK ((register = ANY (ARRAY['works'::text, 'zone'::text, 'structure'::text, 'road'::text])))
);

create table places.feature_parts (
  code text not null,
  valid_from date not null,
  extent box not null,
  geometry jsonb not null,
  FOREIGN KEY (code, valid_from) REFERENCES places.features(code, valid_from) ON DELETE CASCADE
);

CREATE INDEX feature_parts_extent ON places.feature_parts USING gist (extent);

CREATE INDEX feature_parts_feature ON places.feature_parts USING btree (code, valid_from);

create table places.features (
  code text not null,
  class text not null,
  name text not null,
  manager text not null,
  geometry jsonb not null,
  attributes jsonb,
  source text not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

create table places.holiday_rules (
  code text not null,
  name jsonb not null,
  calendar text not null,
  month integer not null,
  day integer not null,
  days jsonb not null,
  adjacent boolean not null,
  make_up boolean not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from),
  CHECK ((calendar = ANY (ARRAY['solar'::text, 'lunar'::text])))
);

create table places.office_hours (
  code text not null,
  agency text,
  season jsonb,
  week jsonb not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

create table places.place_names (
  code text not null,
  name text not null,
  kind text not null,
  commune text not null,
  lat double precision not null,
  lon double precision not null,
  aliases jsonb,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

CREATE INDEX place_names_commune ON places.place_names USING btree (commune);

create table places.unit_changes (
  "from" text not null,
  "to" text not null,
  day date not null,
  divided boolean not null,
  PRIMARY KEY ("from", "to", day)
);

CREATE INDEX unit_changes_to ON places.unit_changes USING btree ("to", day);

create table places.units (
  code text not null,
  name text not null,
  kind text not null,
  type text not null,
  parent text,
  lat double precision not null,
  lon double precision not null,
  valid_from date not null,
  valid_to date,
  aliases jsonb,
  PRIMARY KEY (code, valid_from),
  CHECK ((kind = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text])))
);

create schema identity;

create table identity.agencies (
  code text not null,
  name text not null,
  kind text not null,
  parent text,
  valid_from date not null,
  valid_to date,
  areas jsonb,
  subjects jsonb,
  stand_in boolean,
  note text,
  PRIMARY KEY (code, valid_from)
);

create table identity.attempts (
  account bytea not null,
  failures integer not null,
  since timestamp with time zone not null default now(),
  locked_until timestamp with time zone,
  PRIMARY KEY (account)
);

CREATE INDEX attempts_since ON identity.attempts USING btree (since);

create table identity.contacts (
  code text not null,
  agency text not null,
  role text not null,
  "when" text not null,
  name text,
  phone text,
  email text,
  address text,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

CREATE INDEX contacts_agency ON identity.contacts USING btree (agency);

create table identity.credentials (
  id text not null,
  user_id text not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  first_until timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

CREATE INDEX credentials_user ON identity.credentials USING btree (user_id);

create table identity.delegations (
  id uuid not null,
  from_id text not null,
  to_id text not null,
  role text not null,
  agency text,
  begins_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  made_at timestamp with time zone not null default now(),
  withdrawn_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK (((begins_at < ends_at) AND (ends_at <= (begins_at + '90 days'::interval)))),
  CHECK ((role = ANY (ARRAY['operator'::text, 'shift_lead'::text, 'coordinator'::text, 'officer'::text, 'head'::text, 'leader'::text]))),
  CHECK ((from_id <> to_id)),
  FOREIGN KEY (from_id) REFERENCES identity.users(id) ON DELETE CASCADE,
  FOREIGN KEY (to_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

CREATE INDEX delegations_from ON identity.delegations USING btree (from_id);

CREATE INDEX delegations_to ON identity.delegations USING btree (to_id);

create table identity.grants (
  user_id text not null,
  role text not null,
  agency text,
  areas text[],
  UNIQUE NULLS NOT DISTINCT (user_id, role, agency),
  CHECK ((cardinality(areas) > 0)),
  CHECK ((role = ANY (ARRAY['operator'::text, 'shift_lead'::text, 'coordinator'::text, 'officer'::text, 'head'::text, 'leader'::text, 'administrator'::text, 'auditor'::text]))),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

CREATE INDEX grants_agency ON identity.grants USING btree (agency);

create table identity.passkeys (
  id uuid not null,
  user_id text not null,
  credential_id text not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null default now(),
  used_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (credential_id),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

CREATE INDEX passkeys_user ON identity.passkeys USING btree (user_id);

create table identity.recovery_codes (
  user_id text not null,
  hash bytea not null,
  used_at timestamp with time zone,
  PRIMARY KEY (user_id, hash),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

create table identity.second_factors (
  user_id text not null,
  secret bytea not null,
  last_step bigint not null,
  created_at timestamp with time zone not null default now(),
  PRIMARY KEY (user_id),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

create table identity.sessions (
  id text not null,
  user_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  used_at timestamp with time zone not null default now(),
  locked_at timestamp with time zone,
  new_secret bytea,
  proved_twice boolean not null default false,
  first_password boolean not null default false,
  browser text,
  system text,
  PRIMARY KEY (id),
  UNIQUE (token),
  FOREIGN KEY (user_id) REFERENCES identity.users(id) ON DELETE CASCADE
);

CREATE INDEX sessions_user ON identity.sessions USING btree (user_id);

create table identity.spent_challenges (
  hash bytea not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (hash)
);

create table identity.users (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  disabled_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (email)
);

create table identity.verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

create view identity.held as
 SELECT grants.user_id,
    grants.role,
    grants.agency,
    grants.areas,
    NULL::text AS acting_for
   FROM identity.grants
UNION ALL
 SELECT d.to_id AS user_id,
    g.role,
    g.agency,
    g.areas,
    g.user_id AS acting_for
   FROM identity.delegations d
     JOIN identity.grants g ON g.user_id = d.from_id AND g.role = d.role AND NOT g.agency IS DISTINCT FROM d.agency
     JOIN identity.users u ON u.id = d.from_id AND u.disabled_at IS NULL
  WHERE d.withdrawn_at IS NULL AND d.begins_at <= now() AND d.ends_at > now();

create view identity.protected as
 SELECT second_factors.user_id
   FROM identity.second_factors
UNION ALL
 SELECT passkeys.user_id
   FROM identity.passkeys;

create schema vault;

create table vault.citizens (
  id uuid not null,
  phone_hmac bytea,
  email_hmac bytea,
  key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  created_at timestamp with time zone not null default now(),
  PRIMARY KEY (id),
  UNIQUE (email_hmac),
  UNIQUE (phone_hmac),
  FOREIGN KEY (key_id) REFERENCES vault.master_keys(id)
);

create policy nobody on vault.citizens for all
  using (false);

create policy server on vault.citizens for all
  using (true)
  with check (true);

create table vault.master_keys (
  id text not null,
  "position" integer generated always as identity not null,
  index_key bytea not null,
  PRIMARY KEY (id),
  UNIQUE ("position")
);

create policy nobody on vault.master_keys for all
  using (false);

create policy server on vault.master_keys for all
  using (true)
  with check (true);

create table vault.reads (
  id bigint generated always as identity not null,
  case_id uuid not null,
  actor text not null,
  reason text not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

CREATE INDEX reads_case ON vault.reads USING btree (case_id, id);

CREATE TRIGGER reads_append_only BEFORE DELETE OR UPDATE ON vault.reads FOR EACH ROW EXECUTE FUNCTION vault.only_erase();

CREATE TRIGGER reads_not_emptied BEFORE TRUNCATE ON vault.reads FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_change();

create policy centre on vault.reads for select
  using (vault.is_centre_of(case_id));

create policy own on vault.reads for insert
  with check (((actor = (platform.viewer() ->> 'id'::text)) AND vault.is_centre_of(case_id)));

create policy server on vault.reads for all
  using (true)
  with check (true);

create table vault.reporters (
  case_id uuid not null,
  code text,
  name text,
  phone text,
  email text,
  at timestamp with time zone not null default now(),
  code_hmac bytea,
  phone_hmac bytea,
  key_id text,
  wrapped_key bytea,
  sealed bytea,
  email_hmac bytea,
  citizen_id uuid,
  PRIMARY KEY (case_id),
  UNIQUE (code_hmac),
  CHECK (((code IS NULL) AND (name IS NULL) AND (phone IS NULL) AND (email IS NULL) AND (code_hmac IS NOT NULL) AND (key_id IS NOT NULL) AND (wrapped_key IS NOT NULL) AND (sealed IS NOT NULL))) NOT VALID,
  FOREIGN KEY (citizen_id) REFERENCES vault.citizens(id) ON DELETE SET NULL,
  FOREIGN KEY (key_id) REFERENCES vault.master_keys(id)
);

CREATE INDEX reporters_citizen ON vault.reporters USING btree (citizen_id) WHERE (citizen_id IS NOT NULL);

CREATE INDEX reporters_email ON vault.reporters USING btree (email_hmac) WHERE (email_hmac IS NOT NULL);

CREATE INDEX reporters_phone ON vault.reporters USING btree (phone_hmac) WHERE (phone_hmac IS NOT NULL);

create policy centre on vault.reporters for select
  using (vault.is_centre_of(case_id));

create policy server on vault.reporters for all
  using (true)
  with check (true);

CREATE OR REPLACE FUNCTION vault.is_centre_of(case_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select exists (
    select from cases.cases c
    where c.id = case_id and (cases.reach_all('{operator,shift_lead}')
      or ' ' || c.commune = any(cases.reach_areas('{operator,shift_lead}'))))
$function$;

CREATE OR REPLACE FUNCTION vault.only_erase()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.id, new.case_id, new.actor, new.at)
      is distinct from (old.id, old.case_id, old.actor, old.at)
  then
    raise exception 'the record of reads is append-only';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION vault.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the record of reads is append-only';
end $function$;

create schema cases;

create table cases.actions (
  case_id uuid not null,
  seq integer not null,
  type text not null,
  actor_kind text not null,
  actor_id text,
  actor_agency text,
  input jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  salt uuid not null default gen_random_uuid(),
  acting_for text,
  clock_before jsonb,
  first_seq integer,
  PRIMARY KEY (case_id, seq),
  CHECK ((actor_kind = ANY (ARRAY['reporter'::text, 'staff'::text]))),
  FOREIGN KEY (case_id) REFERENCES cases.cases(id)
);

CREATE INDEX actions_at ON cases.actions USING btree (at, case_id, seq);

CREATE TRIGGER actions_append_only BEFORE DELETE OR UPDATE ON cases.actions FOR EACH ROW EXECUTE FUNCTION cases.only_erase();

CREATE TRIGGER actions_audited AFTER INSERT ON cases.actions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit.log_actions();

CREATE TRIGGER actions_not_emptied BEFORE TRUNCATE ON cases.actions FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_change();

create policy own on cases.actions for insert
  with check (((actor_kind = 'staff'::text) AND (actor_id = (platform.viewer() ->> 'id'::text)) AND (EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = actions.case_id)))));

create policy seen on cases.actions for select
  using ((EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = actions.case_id))));

create policy server on cases.actions for all
  using (true)
  with check (true);

create table cases.cases (
  id uuid not null,
  number text not null,
  version integer not null default 1,
  status text not null,
  channel text not null,
  subject text not null,
  class text not null,
  description text not null,
  agency_text text,
  agency_search text,
  commune text not null,
  lat double precision,
  lon double precision,
  address text,
  search text not null,
  agency text,
  officer text,
  return_to text,
  question text,
  answer text,
  published_title text,
  published_text text,
  published_answer text,
  public boolean not null default false,
  answered_at timestamp with time zone,
  rating text,
  rating_comment text,
  guidance text,
  reopenings integer not null default 0,
  submitted_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  due_at timestamp with time zone not null,
  hand_back_until timestamp with time zone,
  paused_at timestamp with time zone,
  hand_backs integer not null default 0,
  type text not null default 'field_report'::text,
  about uuid,
  erased_at timestamp with time zone,
  answers jsonb not null default '[]'::jsonb,
  published_search text generated always as (lower(translate(regexp_replace(NORMALIZE(((COALESCE(published_title, ''::text) || ' '::text) || COALESCE(published_text, ''::text)), NFD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 'đĐ'::text, 'dd'::text))) stored,
  merged_into text,
  split_from text,
  extension text,
  extensions integer not null default 0,
  reminders integer not null default 0,
  escalation text,
  urgent text,
  progress_due_at timestamp with time zone,
  recurs integer not null default 0,
  address_key text,
  callback text,
  PRIMARY KEY (id),
  UNIQUE (number),
  FOREIGN KEY (about) REFERENCES cases.cases(id),
  FOREIGN KEY (merged_into) REFERENCES cases.cases(number),
  FOREIGN KEY (split_from) REFERENCES cases.cases(number)
);

CREATE INDEX cases_about ON cases.cases USING btree (about) WHERE (about IS NOT NULL);

CREATE INDEX cases_agency_status_due ON cases.cases USING btree (agency, status, due_at, id);

CREATE INDEX cases_answered ON cases.cases USING btree (answered_at DESC, id DESC) WHERE (answered_at IS NOT NULL);

CREATE INDEX cases_answered_at ON cases.cases USING btree (subject, commune, address_key) WHERE ((answered_at IS NOT NULL) AND (address_key IS NOT NULL));

CREATE INDEX cases_answered_near ON cases.cases USING btree (subject, ((lat + (0)::double precision))) WHERE ((answered_at IS NOT NULL) AND (lat IS NOT NULL));

CREATE INDEX cases_callback ON cases.cases USING btree (due_at, id) WHERE (callback IS NOT NULL);

CREATE INDEX cases_due ON cases.cases USING btree (due_at, id);

CREATE INDEX cases_flagged ON cases.cases USING btree (due_at, id) WHERE ((extension IS NOT NULL) OR (escalation IS NOT NULL) OR (urgent IS NOT NULL));

CREATE INDEX cases_merged_into ON cases.cases USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX cases_near ON cases.cases USING btree (lat, lon) WHERE (lat IS NOT NULL);

CREATE INDEX cases_public_commune ON cases.cases USING btree (commune, submitted_at DESC, id DESC) INCLUDE (subject, status, public, due_at, paused_at, answered_at, agency, rating) WHERE (type = 'field_report'::text);

CREATE INDEX cases_public_place ON cases.cases USING btree (lat, lon) INCLUDE (subject, status, public, due_at, paused_at, answered_at, number) WHERE ((type = 'field_report'::text) AND (lat IS NOT NULL) AND (lon IS NOT NULL));

CREATE INDEX cases_split_from ON cases.cases USING btree (split_from) WHERE (split_from IS NOT NULL);

CREATE INDEX cases_status_due ON cases.cases USING btree (status, due_at, id);

CREATE INDEX cases_submitted ON cases.cases USING btree (submitted_at DESC, id DESC);

CREATE INDEX cases_type ON cases.cases USING btree (type, status, due_at, id) WHERE (type <> 'field_report'::text);

CREATE INDEX cases_updated ON cases.cases USING btree (updated_at, id);

create policy acted_on on cases.cases for update
  using ((( SELECT cases.reach_all('{operator,shift_lead}'::text[]) AS reach_all) OR (agency = ANY (( SELECT cases.reach_agencies('{coordinator,officer,head}'::text[]) AS reach_agencies)::text[])) OR (ARRAY[(' '::text || commune), ((agency || ' '::text) || commune)] && ( SELECT cases.reach_areas('{operator,shift_lead,coordinator,officer,head}'::text[]) AS reach_areas))));

create policy seen on cases.cases for select
  using ((( SELECT cases.reach_all('{operator,shift_lead}'::text[]) AS reach_all) OR (ARRAY[(' '::text || commune)] && ( SELECT cases.reach_areas('{operator,shift_lead}'::text[]) AS reach_areas)) OR ((type <> 'personal_data'::text) AND (( SELECT cases.reach_all('{leader}'::text[]) AS reach_all) OR (agency = ANY (( SELECT cases.reach_agencies('{coordinator,officer,head}'::text[]) AS reach_agencies)::text[])) OR (ARRAY[(' '::text || commune), ((agency || ' '::text) || commune)] && ( SELECT cases.reach_areas('{leader,coordinator,officer,head}'::text[]) AS reach_areas))))));

create policy server on cases.cases for all
  using (true)
  with check (true);

create table cases.choices (
  list text not null,
  code text not null,
  name jsonb not null,
  guidance jsonb,
  sort integer not null,
  valid_from date not null,
  valid_to date,
  signs jsonb,
  PRIMARY KEY (code, valid_from),
  CHECK ((list = ANY (ARRAY['refusal'::text, 'return'::text, 'rating'::text, 'evidence'::text, 'data_request'::text, 'data_refusal'::text])))
);

create policy open on cases.choices for select
  using (true);

create policy server on cases.choices for all
  using (true)
  with check (true);

create table cases.classes (
  code text not null,
  name jsonb not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  result jsonb not null,
  accept jsonb not null,
  ack jsonb,
  hand_back jsonb not null,
  extend jsonb,
  PRIMARY KEY (code, valid_from)
);

create policy open on cases.classes for select
  using (true);

create policy server on cases.classes for all
  using (true)
  with check (true);

create table cases.consent_texts (
  code text not null,
  name jsonb not null,
  text jsonb not null,
  sort integer not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

create policy open on cases.consent_texts for select
  using (true);

create policy server on cases.consent_texts for all
  using (true)
  with check (true);

create table cases.consents (
  case_id uuid not null,
  purpose text not null,
  version date not null,
  language text not null,
  channel text not null,
  at timestamp with time zone not null default now(),
  withdrawn_at timestamp with time zone,
  PRIMARY KEY (case_id, purpose),
  FOREIGN KEY (case_id) REFERENCES cases.cases(id)
);

create policy seen on cases.consents for select
  using ((EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = consents.case_id))));

create policy server on cases.consents for all
  using (true)
  with check (true);

create table cases.follows (
  citizen_id uuid not null,
  case_id uuid not null,
  at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  PRIMARY KEY (citizen_id, case_id),
  FOREIGN KEY (case_id) REFERENCES cases.cases(id) ON DELETE CASCADE,
  FOREIGN KEY (citizen_id) REFERENCES vault.citizens(id) ON DELETE CASCADE
);

CREATE INDEX follows_case ON cases.follows USING btree (case_id);

create policy nobody on cases.follows for all
  using (false);

create policy server on cases.follows for all
  using (true)
  with check (true);

create table cases.macros (
  code text not null,
  name jsonb not null,
  steps jsonb not null,
  "group" text,
  sort integer not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

create policy open on cases.macros for select
  using (true);

create policy server on cases.macros for all
  using (true)
  with check (true);

create table cases.retention (
  code text not null,
  name jsonb not null,
  days integer not null,
  source text not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from),
  CHECK ((days > 0))
);

create policy open on cases.retention for select
  using (true);

create policy server on cases.retention for all
  using (true)
  with check (true);

create table cases.retention_runs (
  id bigint generated always as identity not null,
  at timestamp with time zone not null default now(),
  code text not null,
  days integer not null,
  done integer not null,
  PRIMARY KEY (id)
);

CREATE INDEX retention_runs_at ON cases.retention_runs USING btree (at DESC, id);

create policy nobody on cases.retention_runs for all
  using (false);

create policy server on cases.retention_runs for all
  using (true)
  with check (true);

create table cases.snoozes (
  person text not null,
  case_id uuid not null,
  until timestamp with time zone not null,
  version integer not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (person, case_id),
  FOREIGN KEY (case_id) REFERENCES cases.cases(id) ON DELETE CASCADE
);

CREATE INDEX snoozes_case ON cases.snoozes USING btree (case_id);

create policy own on cases.snoozes for all
  using ((person = (platform.viewer() ->> 'id'::text)))
  with check (((person = (platform.viewer() ->> 'id'::text)) AND (EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = snoozes.case_id)))));

create policy server on cases.snoozes for all
  using (true)
  with check (true);

create table cases.subject_groups (
  code text not null,
  name jsonb not null,
  icon text not null,
  sort integer not null,
  PRIMARY KEY (code)
);

create policy open on cases.subject_groups for select
  using (true);

create policy server on cases.subject_groups for all
  using (true)
  with check (true);

create table cases.subjects (
  code text not null,
  "group" text not null,
  name jsonb not null,
  class text not null,
  publication text not null,
  lead jsonb not null,
  urgent_words jsonb not null,
  valid_from date not null,
  valid_to date,
  class_up jsonb,
  support jsonb,
  questions jsonb,
  evidence jsonb,
  note jsonb,
  contact text,
  PRIMARY KEY (code, valid_from),
  CHECK ((contact = ANY (ARRAY['optional'::text, 'required'::text]))),
  CHECK ((publication = ANY (ARRAY['public'::text, 'masked'::text, 'closed'::text]))),
  FOREIGN KEY ("group") REFERENCES cases.subject_groups(code)
);

create policy open on cases.subjects for select
  using (true);

create policy server on cases.subjects for all
  using (true)
  with check (true);

create table cases.text_modules (
  code text not null,
  action text not null,
  name jsonb not null,
  text jsonb not null,
  "group" text,
  sort integer not null,
  valid_from date not null,
  valid_to date,
  PRIMARY KEY (code, valid_from)
);

create policy open on cases.text_modules for select
  using (true);

create policy server on cases.text_modules for all
  using (true)
  with check (true);

CREATE OR REPLACE FUNCTION cases.only_erase()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.case_id, new.seq, new.type, new.actor_kind, new.actor_id, new.actor_agency,
      new.acting_for, new.at, new.clock_before, new.first_seq)
      is distinct from
      (old.case_id, old.seq, old.type, old.actor_kind, old.actor_id, old.actor_agency,
      old.acting_for, old.at, old.clock_before, old.first_seq)
  then
    raise exception 'the action log is append-only';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION cases.reach_agencies(roles text[])
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return array(
    select g ->> 'agency'
    from jsonb_array_elements(platform.viewer() -> 'grants') g
    where g ->> 'role' = any(roles) and g ->> 'agency' is not null
      and coalesce(g -> 'areas', 'null') = 'null');
end $function$;

CREATE OR REPLACE FUNCTION cases.reach_all(roles text[])
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return exists (
    select from jsonb_array_elements(platform.viewer() -> 'grants') g
    where g ->> 'role' = any(roles) and g ->> 'agency' is null
      and coalesce(g -> 'areas', 'null') = 'null');
end $function$;

CREATE OR REPLACE FUNCTION cases.reach_areas(roles text[])
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  return array(
    select coalesce(g ->> 'agency', '') || ' ' || area
    from jsonb_array_elements(platform.viewer() -> 'grants') g
    cross join lateral jsonb_array_elements_text(nullif(g -> 'areas', 'null')) as area
    where g ->> 'role' = any(roles));
end $function$;

CREATE OR REPLACE FUNCTION cases.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the action log is append-only';
end $function$;

create schema pictures;

create table pictures.copies (
  id uuid not null,
  picture_id uuid not null,
  marks jsonb not null,
  approved_by text not null,
  approved_at timestamp with time zone not null default now(),
  PRIMARY KEY (id),
  UNIQUE (picture_id),
  FOREIGN KEY (picture_id) REFERENCES pictures.pictures(id)
);

create policy seen on pictures.copies for select
  using ((EXISTS ( SELECT
   FROM pictures.links l
  WHERE (l.picture_id = copies.picture_id))));

create policy server on pictures.copies for all
  using (true)
  with check (true);

create table pictures.leftovers (
  key text not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (key)
);

create policy nobody on pictures.leftovers for all
  using (false);

create policy server on pictures.leftovers for all
  using (true)
  with check (true);

create table pictures.links (
  picture_id uuid not null,
  case_id uuid not null,
  kind text not null,
  place integer not null,
  approved boolean not null default false,
  at timestamp with time zone not null default now(),
  centre_only boolean not null default false,
  PRIMARY KEY (picture_id),
  CHECK ((kind = ANY (ARRAY['report'::text, 'answer'::text]))),
  FOREIGN KEY (picture_id) REFERENCES pictures.pictures(id)
);

CREATE INDEX links_case ON pictures.links USING btree (case_id, at, place);

create policy approved on pictures.links for update
  using ((EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = links.case_id))));

create policy hung on pictures.links for insert
  with check ((EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = links.case_id))));

create policy seen on pictures.links for select
  using ((EXISTS ( SELECT
   FROM cases.cases c
  WHERE (c.id = links.case_id))));

create policy server on pictures.links for all
  using (true)
  with check (true);

create table pictures.pictures (
  id uuid not null,
  sha256 bytea not null,
  bytes integer not null,
  format text not null,
  width integer not null,
  height integer not null,
  at timestamp with time zone not null default now(),
  faces jsonb,
  faces_tries smallint not null default 0,
  original_gone_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((format = ANY (ARRAY['jpeg'::text, 'png'::text, 'webp'::text, 'avif'::text])))
);

CREATE INDEX pictures_unsearched ON pictures.pictures USING btree (at) WHERE ((faces IS NULL) AND (faces_tries < 3));

create policy seen on pictures.pictures for select
  using (((EXISTS ( SELECT
   FROM pictures.links l
  WHERE (l.picture_id = pictures.id))) OR (EXISTS ( SELECT
   FROM pictures.unnamed u
  WHERE (u.id = pictures.id)))));

create policy server on pictures.pictures for all
  using (true)
  with check (true);

create table pictures.reads (
  picture_id uuid not null,
  actor text not null,
  hour timestamp with time zone not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (picture_id, actor, hour),
  FOREIGN KEY (picture_id) REFERENCES pictures.pictures(id)
);

create policy centre on pictures.reads for select
  using ((EXISTS ( SELECT
   FROM pictures.links l
  WHERE ((l.picture_id = reads.picture_id) AND vault.is_centre_of(l.case_id)))));

create policy server on pictures.reads for all
  using (true)
  with check (true);

create table pictures.unnamed (
  id uuid not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

CREATE INDEX unnamed_at ON pictures.unnamed USING btree (at);

create policy known on pictures.unnamed for select
  using ((platform.viewer() ? 'id'::text));

create policy named on pictures.unnamed for delete
  using ((platform.viewer() ? 'id'::text));

create policy server on pictures.unnamed for all
  using (true)
  with check (true);

create schema exchange;

create table exchange.api_keys (
  hash bytea not null,
  name text not null,
  test boolean not null default false,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  PRIMARY KEY (hash)
);

create table exchange.submissions (
  case_id uuid not null,
  api_key bytea not null,
  attributes jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (case_id),
  FOREIGN KEY (api_key) REFERENCES exchange.api_keys(hash)
);

create schema messages;

create table messages.outbox (
  id uuid not null,
  channel text not null,
  purpose text not null,
  sealed bytea not null,
  state text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  CHECK ((state = ANY (ARRAY['kept'::text, 'waiting'::text, 'sending'::text, 'sent'::text, 'refused'::text, 'late'::text])))
);

CREATE INDEX outbox_created ON messages.outbox USING btree (created_at DESC);

create schema citizens;

create table citizens.challenges (
  id uuid not null,
  sealed bytea not null,
  code_hash bytea not null,
  tries integer not null default 0,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

CREATE INDEX challenges_expires ON citizens.challenges USING btree (expires_at);

create table citizens.limits (
  key bytea not null,
  used integer not null,
  since timestamp with time zone not null default now(),
  PRIMARY KEY (key)
);

create table citizens.sessions (
  token_hash bytea not null,
  citizen_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (citizen_id) REFERENCES vault.citizens(id) ON DELETE CASCADE
);

CREATE INDEX sessions_citizen ON citizens.sessions USING btree (citizen_id);

create schema shifts;

create table shifts.notes (
  id uuid not null,
  shift_id uuid not null,
  kind text not null,
  text bytea not null,
  case_id uuid,
  written_by text not null,
  written_at timestamp with time zone not null default now(),
  settled_by text,
  settled_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((num_nulls(settled_by, settled_at) = ANY (ARRAY[0, 2]))),
  CHECK ((kind = ANY (ARRAY['urgent'::text, 'missed_call'::text, 'device'::text, 'message'::text]))),
  FOREIGN KEY (shift_id) REFERENCES shifts.shifts(id)
);

CREATE INDEX notes_open ON shifts.notes USING btree (written_at) WHERE (settled_at IS NULL);

CREATE INDEX notes_shift ON shifts.notes USING btree (shift_id, written_at);

create table shifts.shifts (
  id uuid not null,
  lead text not null,
  previous uuid,
  taken boolean not null default false,
  started_at timestamp with time zone not null default now(),
  read jsonb not null,
  handed_at timestamp with time zone,
  handed_by text,
  handed_to text,
  summary jsonb,
  words bytea,
  ended_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((num_nulls(handed_at, handed_by, summary) = ANY (ARRAY[0, 3]))),
  FOREIGN KEY (previous) REFERENCES shifts.shifts(id)
);

CREATE INDEX shifts_started ON shifts.shifts USING btree (started_at DESC);

CREATE UNIQUE INDEX shifts_running ON shifts.shifts USING btree ((true)) WHERE (ended_at IS NULL);

create schema audit;

create table audit.checks (
  id bigint generated always as identity not null,
  at timestamp with time zone not null default now(),
  seq bigint not null,
  hash bytea,
  fault jsonb,
  PRIMARY KEY (id)
);

CREATE TRIGGER checks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.checks FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

create table audit.entries (
  id bigint generated always as identity not null,
  seq bigint,
  at timestamp with time zone not null default now(),
  kind text not null,
  actor_kind text not null,
  actor text,
  subject text,
  data jsonb not null default '{}'::jsonb,
  prev bytea,
  hash bytea,
  PRIMARY KEY (id),
  UNIQUE (seq),
  CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'reporter'::text, 'system'::text, 'command'::text, 'unknown'::text]))),
  CHECK ((num_nulls(seq, prev, hash) = ANY (ARRAY[0, 3])))
);

CREATE INDEX entries_actor ON audit.entries USING btree (actor, at, id) WHERE (actor IS NOT NULL);

CREATE INDEX entries_at ON audit.entries USING btree (at, id);

CREATE INDEX entries_rare ON audit.entries USING btree (kind, at, id) WHERE (kind <> ALL (ARRAY['action'::text, 'change'::text]));

CREATE INDEX entries_subject ON audit.entries USING btree (subject, at, id);

CREATE INDEX entries_unsealed ON audit.entries USING btree (id) WHERE (seq IS NULL);

CREATE TRIGGER entries_append_only BEFORE DELETE OR TRUNCATE ON audit.entries FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE TRIGGER entries_only_sealed BEFORE UPDATE ON audit.entries FOR EACH ROW EXECUTE FUNCTION audit.only_seal();

create table audit.heads (
  day date not null,
  seq bigint not null,
  hash bytea not null,
  signature bytea not null,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (day)
);

CREATE TRIGGER heads_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.heads FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

create table audit.sent (
  sink text not null,
  seq bigint not null,
  head date,
  at timestamp with time zone not null default now(),
  PRIMARY KEY (sink)
);

create table audit.tip (
  single boolean not null default true,
  seq bigint not null,
  hash bytea not null,
  signature bytea not null,
  PRIMARY KEY (single),
  CHECK (single)
);

CREATE OR REPLACE FUNCTION audit.digest_of(parts jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select encode(sha256(convert_to(parts::text, 'UTF8')), 'hex')
$function$;

CREATE OR REPLACE FUNCTION audit.log_actions()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  insert into audit.entries (at, kind, actor_kind, actor, subject, data)
  select a.at, 'action', a.actor_kind, a.actor_id, a.case_id::text,
    jsonb_strip_nulls(jsonb_build_object(
      'row', a.case_id || '/' || a.seq,
      'type', a.type,
      'agency', a.actor_agency,
      'for', a.acting_for,
      'to', case a.type
        when 'assign' then a.input ->> 'agency'
        when 'assign_inside' then a.input ->> 'officer'
      end,
      'fields', (select jsonb_agg(field order by field) from jsonb_object_keys(a.input) as field),
      -- Rows without it are digested as they were before there was the column.
      'digest', audit.digest_of(jsonb_build_array(a.case_id, a.seq, a.type, a.actor_kind,
        a.actor_id, a.actor_agency, a.input, (extract(epoch from a.at) * 1000000)::bigint, a.salt)
        || case when a.acting_for is null then '[]'::jsonb else jsonb_build_array(a.acting_for) end)
    ))
  from added a order by a.at, a.case_id, a.seq;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION audit.log_changes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into audit.entries (at, kind, actor_kind, actor, subject, data)
  select c.at, 'change',
    case when c.actor is not null then 'staff' when c.origin = 'command' then 'command'
      else 'system' end,
    c.actor, c.kind || ':' || c.code,
    jsonb_strip_nulls(jsonb_build_object(
      'row', c.id::text,
      'kind', c.kind,
      'code', c.code,
      'key', c.key,
      'origin', c.origin,
      'what', case when c.before is null then 'added' when c.after is null then 'removed'
        else 'changed' end,
      'fields', case when c.before is not null and c.after is not null then (
        select jsonb_agg(field order by field) from jsonb_object_keys(c.before || c.after) as field
        where c.before -> field is distinct from c.after -> field
      ) end,
      'digest', audit.digest_of(jsonb_build_array(c.id, c.kind, c.key, c.code, c.before, c.after,
        c.actor, c.origin, c.reason, (extract(epoch from c.at) * 1000000)::bigint, c.salt))
    ))
  from added c order by c.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION audit.only_seal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.seq is not null or new.seq is null
    or (new.id, new.at, new.kind, new.actor_kind, new.actor, new.subject, new.data)
      is distinct from
      (old.id, old.at, old.kind, old.actor_kind, old.actor, old.subject, old.data)
  then
    raise exception 'the audit log is append-only';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION audit.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit log is append-only';
end $function$;
