import type pg from 'pg'
import type { Database } from '../database/index.ts'
import type { Log } from '../log.ts'
import type { NumberedEvent } from './index.ts'
import { workAlone } from './alone.ts'

/** The channel on which readers hear that there are new positions; the payload is the last one. */
export const channel = 'nhip_events'

/** One relay at a time over all processes. */
const lock = 7_411_024
const batchSize = 500
/** How often a process without the lock looks whether the holder is gone, in ms. */
const takeOverMs = 500
/** After this much quiet the relay polls five times less often, in ms. */
const quietMs = 5_000

/** A job that an event asks for. With a `jobKey`, a waiting job of the same key is replaced. */
export type EventJob = { task: string; payload: Record<string, unknown>; jobKey?: string }

export type Relay = { stop(): Promise<void> }

/**
 * Numbers committed events in one sequence that never shows a later position before an earlier one,
 * and hands their jobs to the queue in the same transaction: both happen, or neither. Safe to start
 * in every process: one works, the others wait and take over when its connection ends.
 *
 * `tasksFor` must be pure and must not throw. If it does, nothing is lost but nothing moves either:
 * the batch is tried again until the code is mended.
 */
export function startRelay(options: {
  database: Pick<Database, 'url'>
  log: Log
  tasksFor: (event: NumberedEvent) => EventJob[]
  /** Between two looks at an idle table, in ms. */
  pollMs?: number
}): Relay {
  const { log, tasksFor, pollMs = 50 } = options
  let lastWork = performance.now()
  return workAlone({
    url: options.database.url,
    name: 'relay',
    log,
    lock,
    takeOverMs,
    async work(client) {
      const count = await relayBatch(client, tasksFor)
      if (count > 0) lastWork = performance.now()
      if (count === batchSize) return 0
      return performance.now() - lastWork > quietMs ? pollMs * 5 : pollMs
    },
  })
}

/** Relays up to one batch; returns how many events it numbered. */
async function relayBatch(
  client: pg.Client,
  tasksFor: (event: NumberedEvent) => EventJob[],
): Promise<number> {
  const waiting = await client.query('select from platform.events where position is null limit 1')
  if (waiting.rowCount === 0) return 0
  // An error leaves the transaction open on purpose: the session is closed, which rolls it back.
  await client.query('begin')
  const events = await numberEvents(client)
  await addJobs(client, events.flatMap(tasksFor))
  const last = events.at(-1)
  if (last) await client.query('select pg_notify($1, $2)', [channel, String(last.position)])
  await client.query('commit')
  return events.length
}

/** The inner select fixes the order before the volatile nextval is called on it. */
async function numberEvents(client: pg.Client): Promise<NumberedEvent[]> {
  // pg gives a bigint as text, unless the process has set another parser.
  const { rows } = await client.query<Omit<NumberedEvent, 'position'> & { position: unknown }>(
    `with batch as (
      select id, nextval('platform.event_position') as position
      from (
        select id from platform.events where position is null order by id limit $1
      ) as unnumbered
    )
    update platform.events as event set position = batch.position
    from batch where event.id = batch.id
    returning event.position, event.type, event.subject, event.audience, event.data, event.at`,
    [batchSize],
  )
  return rows
    .map((row) => ({ ...row, position: Number(row.position) }))
    .sort((a, b) => a.position - b.position)
}

/** One call for the whole batch: a call for each event was measured to halve the write rate. */
async function addJobs(client: pg.Client, jobs: EventJob[]): Promise<void> {
  let specs = lastOfEachKey(jobs)
  while (specs.length > 0) {
    const { rows } = await client.query<{ key: string | null }>(
      `select job.key from jobs.add_jobs((
        select array_agg(spec) from json_populate_recordset(null::jobs.job_spec, $1::json) as spec
      )) as job`,
      [
        JSON.stringify(
          specs.map((job) => ({
            identifier: job.task,
            payload: job.payload,
            job_key: job.jobKey,
          })),
        ),
      ],
    )
    // add_jobs silently drops a keyed job whose predecessor is taken by a worker between two of its
    // statements. Asked again, it sees the lock and makes a new job.
    const added = new Set(rows.map((row) => row.key))
    specs = specs.filter((job) => job.jobKey !== undefined && !added.has(job.jobKey))
  }
}

/** One statement may not write a row twice: of several jobs with one key the last one counts. */
function lastOfEachKey(jobs: EventJob[]): EventJob[] {
  const last = new Map(jobs.map((job) => [job.jobKey, job]))
  return jobs.filter((job) => job.jobKey === undefined || last.get(job.jobKey) === job)
}
