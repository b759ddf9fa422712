-- Who serves is not who owns. The role nhip_server reads and writes rows and can change no table, no
-- trigger and no entry of the audit log (docs/adr/0022-server-role.md). Whoever serves connects as a
-- member of it.

-- Makes the role where that is allowed, and gives it what the server and the worker need. Answers
-- whether there is such a role; a DBA may have to make it. Repeated by every run of the migrations,
-- after those of the job queue: new tables are opened by it.
create function platform.admit_server() returns boolean language plpgsql as $$
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
end $$;
