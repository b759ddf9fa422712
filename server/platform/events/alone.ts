import type pg from 'pg'
import type { Log } from '../log.ts'
import { keepSession, pause } from './session.ts'
import type { Session } from './session.ts'

/**
 * Does a work again and again in one process at a time. Safe to start in every process: one holds
 * the advisory lock and works, the others look every `takeOverMs` whether its connection has ended.
 * When `work` throws, the connection is closed, which rolls back what was open on it, and the work
 * goes on after a moment, here or elsewhere.
 */
export function workAlone(options: {
  url: string
  /** What the session is for: in logs and in `pg_stat_activity.application_name`. */
  name: string
  log: Log
  /** Any constant that no other lock of the product has: 7_411_023 is that of the migrations. */
  lock: number
  takeOverMs: number
  /** Works once; answers after how many ms it wants to work again. */
  work: (client: pg.Client, signal: AbortSignal) => Promise<number>
}): Session {
  const { url, name, log, lock, takeOverMs, work } = options
  return keepSession({
    url,
    name,
    log,
    async hold(client, signal) {
      while (!(await tryLock(client, lock))) {
        await pause(takeOverMs, signal)
        if (signal.aborted) return
      }
      log.info({ session: name }, 'works here')
      while (!signal.aborted) {
        const ms = await work(client, signal)
        if (ms > 0) await pause(ms, signal)
      }
    },
  })
}

async function tryLock(client: pg.Client, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1) as locked',
    [lock],
  )
  return rows[0]?.locked === true
}
