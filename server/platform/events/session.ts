import pg from 'pg'
import type { Log } from '../log.ts'

/** The longest pause between two attempts to connect, in ms. */
const maxBackoff = 1_000

export type Session = { stop(): Promise<void> }

/**
 * Keeps one dedicated connection to the database: what a pool cannot give, because a session's
 * advisory locks and LISTEN belong to one connection. `hold` works on it until `signal` aborts (the
 * connection is lost, or `stop` was called). When `hold` throws or the connection breaks, the
 * connection is closed and a new one is opened, after 50 ms growing to 1 s.
 */
export function keepSession(options: {
  url: string
  /** What the session is for: in logs and in `pg_stat_activity.application_name`. */
  name: string
  log: Log
  hold: (client: pg.Client, signal: AbortSignal) => Promise<void>
}): Session {
  const { name, log } = options
  const stopping = new AbortController()

  async function once(onConnected: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: `nhip-${name}`,
      connectionTimeoutMillis: 5_000,
      // A server that vanished without a word must not hold us for the hours TCP would wait.
      query_timeout: 30_000,
      keepAlive: true,
    })
    const lost = new AbortController()
    client.on('error', () => lost.abort())
    client.on('end', () => lost.abort())
    try {
      await client.connect()
      // The other direction: the server lets go of a vanished client's locks within 20 s.
      await client.query(
        'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3',
      )
      onConnected()
      await options.hold(client, AbortSignal.any([lost.signal, stopping.signal]))
      if (lost.signal.aborted && !stopping.signal.aborted) throw new Error('connection lost')
    } finally {
      await close(client)
    }
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      let since = Infinity
      try {
        await once(() => {
          since = performance.now()
          if (failures > 0) log.info({ session: name }, 'database session is back')
        })
      } catch (error) {
        if (stopping.signal.aborted) return
        // Only a session that lasted proves that things are well again.
        failures = performance.now() - since > 5_000 ? 1 : failures + 1
        // A long outage is one line, not one a second.
        log[failures === 1 ? 'warn' : 'debug']({ err: error, session: name }, 'session lost')
        await pause(Math.min(maxBackoff, 25 * 2 ** failures), stopping.signal)
      }
    }
  }

  const ended = run()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** Ends politely; a server that does not answer is hung up on. */
async function close(client: pg.Client): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection
  const timer = setTimeout(() => stream.destroy(), 1_000)
  await client.end().catch(() => {})
  clearTimeout(timer)
}

/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return createPulse().pause(ms, signal)
}

/** A pause that can be cut short. A wake that comes while nobody pauses is kept for the next. */
export type Pulse = { wake(): void; pause(ms: number, signal: AbortSignal): Promise<void> }

/** Makes a {@link Pulse}; one waiter at a time. */
export function createPulse(): Pulse {
  let woken = false
  let finish: (() => void) | undefined
  return {
    wake() {
      if (finish) finish()
      else woken = true
    },
    pause(ms, signal) {
      if (woken || signal.aborted) {
        woken = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          finish = undefined
          resolve()
        }
        const timer = setTimeout(done, ms)
        signal.addEventListener('abort', done)
        finish = done
      })
    },
  }
}
