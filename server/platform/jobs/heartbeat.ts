import type pg from 'pg'
import { keepSession, pause } from '../events/session.ts'
import type { Log } from '../log.ts'

/** The first half of the advisory lock that says "this worker lives"; see 0005_workers.sql. */
const lockClass = 7_411
const beatMs = 1_000
/**
 * A worker that looks dead so many beats in a row is dead. After a restart of the database all have
 * lost their locks, and need a moment (at most `maxBackoff` of a session) to take them again.
 */
const beatsToDie = 3
/** One beat in so many also looks for locks of workers that are not even registered. */
const strayEvery = 60

export type Heartbeat = {
  /** Resolves when this worker counts as living, or `signal` aborts. No job is taken before. */
  living(signal: AbortSignal): Promise<void>
  /** Signs off. Jobs still locked by this worker are freed. */
  stop(): Promise<void>
}

/**
 * Says every second that the worker `id` lives, and frees the jobs of workers that do not: whose
 * session is gone (a killed process loses its lock at once), or which have said nothing for a
 * minute (a frozen process, a machine that vanished).
 */
export function startHeartbeat(options: { url: string; id: string; log: Log }): Heartbeat {
  const { id, log } = options
  const suspects = new Map<string, number>()
  let living = false
  let stopped = false

  const session = keepSession({
    url: options.url,
    name: 'worker',
    log,
    async hold(client, signal) {
      try {
        for (let beat = 0; !signal.aborted; beat += 1) {
          await sayAlive(client, id)
          living = true
          if (beat % strayEvery === 0) await registerStrays(client)
          const dead = await findDead(client, id, suspects)
          if (dead.length > 0) {
            await free(client, dead)
            log.warn({ workers: dead }, 'freed the jobs of dead workers')
          }
          await pause(beatMs, signal)
        }
        if (stopped) await free(client, [id])
      } finally {
        living = false
      }
    },
  })

  return {
    async living(signal) {
      while (!living && !signal.aborted) await pause(50, signal)
    },
    async stop() {
      stopped = true
      await session.stop()
    },
  }
}

async function sayAlive(client: pg.Client, id: string): Promise<void> {
  // Our own lost connection may still hold the lock for a while; then others see it as ours, and
  // the next beat tries again. A session may hold a lock many times over, hence the `not exists`.
  await client.query(
    `select pg_try_advisory_lock($1::integer, hashtext($2)) where not exists (
      select from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'
        and classid = $1::bigint::oid and granted
    )`,
    [lockClass, id],
  )
  await client.query(
    `insert into platform.workers (id) values ($1)
    on conflict (id) do update set seen_at = now()`,
    [id],
  )
}

/** A worker cut off for a while is forgotten, yet may hold jobs that it took at that moment. */
async function registerStrays(client: pg.Client): Promise<void> {
  await client.query(
    `insert into platform.workers (id)
    select locked_by from jobs._private_jobs where locked_by is not null
    union select locked_by from jobs._private_job_queues where locked_by is not null
    on conflict (id) do nothing`,
  )
}

/**
 * The workers other than `id` that have looked dead long enough. `suspects` counts in how many
 * looks in a row, and is brought up to date.
 */
export async function findDead(
  client: pg.Client,
  id: string,
  suspects: Map<string, number>,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select worker.id from platform.workers as worker
    where worker.id <> $2 and (
      worker.seen_at < now() - interval '1 minute'
      or not exists (
        select from pg_locks
        where locktype = 'advisory' and granted
          and database = (select oid from pg_database where datname = current_database())
          and classid = $1::bigint::oid
          and objid = (hashtext(worker.id)::bigint & 4294967295)::oid
      )
    )`,
    [lockClass, id],
  )
  const absent = new Map(rows.map((row) => [row.id, (suspects.get(row.id) ?? 0) + 1]))
  suspects.clear()
  for (const [worker, beats] of absent) suspects.set(worker, beats)
  return [...absent].filter(([, beats]) => beats >= beatsToDie).map(([worker]) => worker)
}

async function free(client: pg.Client, workers: string[]): Promise<void> {
  // In this order: what is still locked is always found through its worker's row.
  await client.query('select jobs.force_unlock_workers($1)', [workers])
  await client.query('delete from platform.workers where id = any($1)', [workers])
}
