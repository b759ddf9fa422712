import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedError } from './error.ts'
import type { EmbeddedOptions, EmbeddedPostgres } from './options.ts'
import { withLock } from './lock.ts'
import { findPostmaster, shutDown } from './postmaster.ts'
import { isSame, processIdentity, thisProcess } from './process-identity.ts'
import { clusterPath } from './cluster.ts'
import { openRegistry } from './registry.ts'
import type { Participant } from './registry.ts'
import { joinServer, startServer } from './server.ts'
import type { RunningServer } from './server.ts'
import { removeSharedSocketDir } from './socket-dir.ts'

const WATCH_INTERVAL_MS = 500
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 5_000

/** Joins or starts the server of a data folder (a real path) and looks after it until stop(). */
export async function supervise(
  options: EmbeddedOptions & { token: string },
): Promise<EmbeddedPostgres> {
  const { dataDir, log = () => {}, progress = () => {} } = options
  const registry = openRegistry(dataDir)
  const me: Participant = { ...thisProcess(), token: options.token }
  const stopping = new AbortController()
  const isMe = (other: Participant | undefined) => isSame(other, me) && other?.token === me.token
  let server: RunningServer
  let owner = false
  let recovering = false

  /** The one way in: join the running server or start one, own it if nobody living does. */
  const attach = () =>
    withLock(
      lockFile(dataDir),
      async () => {
        const running = await joinServer(options, stopping.signal)
        server = running ?? (await startServer(options, stopping.signal))
        if (!running || !registry.owner()) registry.setOwner(me)
        owner = isMe(registry.owner())
        server.child?.once('exit', (code) => void recover(code))
        const how = running ? (owner ? 'taken over' : 'joined') : 'started'
        log(`PostgreSQL ${how} (pid ${server.pid}, ${dataDir})`)
      },
      () => progress('Waiting for another process that is starting the database…'),
    )

  const recover = async (code: number | null) => {
    if (recovering || stopping.signal.aborted) return
    recovering = true
    const pid = server.pid
    log(`PostgreSQL (pid ${pid}) ended unasked with code ${code ?? 'unknown'}: restarting it`)
    options.onExit?.(code)
    for (let delay = FIRST_RETRY_MS; !stopping.signal.aborted; delay *= 2) {
      try {
        await attach()
        break
      } catch (error) {
        if (stopping.signal.aborted) break
        log(`PostgreSQL cannot be restarted yet: ${(error as Error).message}`)
        await sleep(Math.min(delay, LONGEST_RETRY_MS), undefined, { ref: false })
      }
    }
    recovering = false
  }

  const watch = async () => {
    if (recovering || stopping.signal.aborted) return
    const current = registry.owner()
    owner = isMe(current)
    const isRunning = processIdentity(server.pid) === server.identity
    if (!isRunning && (owner || !current)) return recover(null)
    // The owner is gone, or has restarted the server: look again who owns what.
    if (!isRunning || !current) {
      recovering = true
      await attach().catch((error: Error) => log(`The database is away: ${error.message}`))
      recovering = false
    }
  }

  registry.add(me)
  try {
    await attach()
  } catch (error) {
    registry.remove(me)
    throw error
  }
  const watcher = setInterval(() => void watch(), WATCH_INTERVAL_MS).unref()

  return {
    get url() {
      return server.url
    },
    get pid() {
      return server.pid
    },
    get owner() {
      return owner
    },
    stop: async () => {
      if (stopping.signal.aborted) return
      stopping.abort()
      clearInterval(watcher)
      await withLock(lockFile(dataDir), async () => {
        registry.remove(me)
        const current = registry.owner()
        owner = false
        if (current && !isMe(current)) return
        const heir = registry.living()[0]
        registry.setOwner(heir)
        if (!heir) await stopServer(dataDir, log)
      })
    },
  }
}

/**
 * Stops the server of a data folder when everybody who used it is gone (killed, say).
 * @returns false when somebody uses it still
 */
export async function stopAbandoned(dataDir: string): Promise<boolean> {
  const registry = openRegistry(dataDir)
  return withLock(lockFile(dataDir), async () => {
    if (registry.living().length > 0) return false
    await stopServer(dataDir, () => {})
    return true
  })
}

async function stopServer(dataDir: string, log: (line: string) => void): Promise<void> {
  const running = findPostmaster(clusterPath(dataDir))
  if (!running) return
  await shutDown(running.pid, log)
  if (findPostmaster(clusterPath(dataDir))) {
    throw new EmbeddedError(`PostgreSQL (pid ${running.pid}) does not stop.`)
  }
  if (running.socketDir) removeSharedSocketDir(running.socketDir, dataDir)
  log('PostgreSQL stopped')
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'start.lock')
}
