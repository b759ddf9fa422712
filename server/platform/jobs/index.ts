import { EventEmitter } from 'node:events'
import { Logger, parseCrontab, run } from 'graphile-worker'
import type { Runner, RunnerOptions, Task as QueueTask, WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Database } from '../database/index.ts'
import { pause } from '../events/session.ts'
import type { Log } from '../log.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Heartbeat } from './heartbeat.ts'

/** Jobs of one process at a time. */
const concurrency = 2
/** A notification wakes the worker; this is for retries and jobs whose time has come, in ms. */
const pollMs = 500
/** So long running jobs may take to finish when the worker stops, in ms; then they are returned. */
const stopMs = 15_000

/**
 * Does one job. It may be called again for the same job (a process was killed, an error, a worker
 * that was taken for dead), so it must be safe to repeat. An error means "later again".
 */
export type Task = (
  payload: unknown,
  job: { attempt: number; maxAttempts: number; signal: AbortSignal },
) => Promise<void>

export type WorkerOptions = {
  database: Pick<Database, 'url'>
  log: Log
  tasks: Record<string, Task>
  /** What comes round by the clock (UTC): lines of crontab, e.g. `0 3 * * * prune`. */
  crontab?: string
}

export type JobWorker = { stop(): Promise<void> }

type Round = { runner: Runner; heartbeat: Heartbeat; pool: pg.Pool }

/**
 * Runs the jobs of the queue in this process, and frees those of worker processes that died. Ends
 * only by `stop`, which lets running jobs finish. Throws when the database cannot be reached.
 */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let round = await startRound(options, signal)
  const ended = keepRunning()

  /** The queue's runner gives up on errors it calls fatal; a province cannot. */
  async function keepRunning(): Promise<void> {
    for (;;) {
      // Stopped while it was coming back: then `stop` only knew the runner before.
      if (signal.aborted) await stopRunner(round.runner)
      await round.runner.promise.catch((error: unknown) =>
        log.error({ err: error }, 'runner ended'),
      )
      await endRound(round, log)
      for (;;) {
        await pause(1_000, signal)
        if (signal.aborted) return
        try {
          round = await startRound(options, signal)
          log.info('job worker is back')
          break
        } catch (error) {
          log.warn({ err: error }, 'job worker cannot start yet')
        }
      }
    }
  }

  return {
    async stop() {
      const stopped = stopRunner(round.runner)
      stopping.abort()
      await stopped
      await ended
    },
  }
}

async function startRound(options: WorkerOptions, stopping: AbortSignal): Promise<Round> {
  const { log } = options
  const { url } = options.database
  const pool = new pg.Pool({
    connectionString: url,
    max: concurrency + 2,
    connectionTimeoutMillis: 5_000,
    application_name: 'nhip-jobs',
  })
  pool.on('error', (error) => log.debug({ err: error }, 'idle job connection lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'job connection lost'))
  })
  const events: WorkerEvents = new EventEmitter()
  let heartbeat: Heartbeat | undefined
  events.on('pool:create', ({ workerPool }) => {
    heartbeat = startHeartbeat({ url, id: workerPool.id, log })
  })
  events.on('job:error', ({ job, error }) => {
    log.error({ err: error, job: job.id, task: job.task_identifier, attempt: job.attempts })
  })
  const settings: RunnerOptions = {
    pgPool: pool,
    schema: 'jobs',
    concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    logger: bridge(log),
    events,
    taskList: Object.fromEntries(
      Object.entries(options.tasks).map(([name, task]) => [name, queueTask(task)]),
    ),
    parsedCronItems: parseCrontab(options.crontab ?? ''),
    // The one thing that is awaited before every look for a job: none is taken by a worker that
    // others may count as dead.
    forbiddenFlags: async () => {
      await heartbeat?.living(stopping)
      return null
    },
    // Without a batch the queue does not await what it writes when a job is done, and an outage of
    // the database at that moment would end the process. With one it ends this runner only, which
    // is started again; the job is then done once more.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  }
  try {
    const runner = await run(settings)
    if (!heartbeat) throw new Error('the job queue made no worker pool')
    return { runner, heartbeat, pool }
  } catch (error) {
    await heartbeat?.stop()
    await pool.end()
    throw error
  }
}

/** Lets running jobs finish; after `stopMs` they are given back for another attempt. */
async function stopRunner(runner: Runner): Promise<void> {
  const late = new AbortController()
  const stopped = runner.stop().catch(() => {})
  const timeout = pause(stopMs, late.signal).then(async () => {
    if (!late.signal.aborted) await runner.kill('stopping takes too long').catch(() => {})
  })
  await Promise.race([stopped, timeout])
  late.abort()
}

async function endRound({ heartbeat, pool }: Round, log: Log): Promise<void> {
  await heartbeat.stop()
  await pool.end().catch((error: unknown) => log.warn({ err: error }, 'job connections'))
}

function queueTask(task: Task): QueueTask {
  return async (payload, { job, abortSignal }) => {
    await task(payload, {
      attempt: job.attempts,
      maxAttempts: job.max_attempts,
      signal: abortSignal,
    })
  }
}

/** The queue's messages in our log, one level lower: a finished job is no news. No payloads. */
function bridge(log: Log): Logger {
  const levels = { error: 'warn', warning: 'warn', info: 'debug', debug: 'trace' } as const
  return new Logger(() => (level, text) => log[levels[level]]({ queue: true }, text))
}
