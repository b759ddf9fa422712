-- The processes that run jobs. A job stays locked by the worker that took it; when that worker is
-- killed, nobody else would touch the job for four hours. Each worker therefore says every second
-- that it lives, and holds the session advisory lock (7411, hashtext(id)), which the server lets go
-- the moment the process dies: see platform/jobs/heartbeat.ts.
create table platform.workers (
  id text primary key,
  seen_at timestamptz not null default now()
);
