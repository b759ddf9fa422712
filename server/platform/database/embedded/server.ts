import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount, giveTo } from './account.ts'
import type { Account } from './account.ts'
import { addMissingLinks, copyBinaries, installedBinaries } from './binaries.ts'
import { clusterPath, createCluster, hasCluster, readPassword } from './cluster.ts'
import { removeLeftovers } from './cluster.ts'
import { connectionUrl, probe } from './connection.ts'
import { EmbeddedError, explainOutput } from './error.ts'
import type { EmbeddedOptions } from './options.ts'
import { findPostmaster, readLog, shutDown, spawnPostmaster } from './postmaster.ts'
import { processIdentity } from './process-identity.ts'
import { serverSettings } from './settings.ts'
import { prepareSocketDir } from './socket-dir.ts'

const POLL_MS = 15
/** Slower once it answers: it logs every refusal. */
const BUSY_POLL_MS = 50
const SILENCE_LIMIT_MS = 60_000
const PROGRESS_INTERVAL_MS = 5_000
/** How long a crashed server's backends may take to notice and go, and how long kills are met. */
const TRANSIENT_LIMIT_MS = 15_000

export type RunningServer = {
  pid: number
  /** see processIdentity */
  identity: string | undefined
  url: string
  /** when this process started it */
  child?: ChildProcess
}

/** The server that runs on the data folder, once it answers; undefined when none does. */
export async function joinServer(
  options: EmbeddedOptions,
  signal: AbortSignal,
): Promise<RunningServer | undefined> {
  const cluster = clusterPath(options.dataDir)
  const found = findPostmaster(cluster)
  if (!found) return undefined
  const identity = processIdentity(found.pid)
  const isGone = () => findPostmaster(cluster)?.pid !== found.pid
  const socketDir = () => findPostmaster(cluster)?.socketDir
  const url = await waitUntilReady(options, isGone, socketDir, signal)
  // It was on its way out: gone by now, so there is none.
  return url === undefined ? undefined : { pid: found.pid, identity, url }
}

/** Starts a server, making the cluster first if there is none. The caller holds the lock. */
export async function startServer(
  options: EmbeddedOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { dataDir, log = () => {}, progress = () => {}, durable = true } = options
  const cluster = clusterPath(dataDir)
  removeLeftovers(dataDir)
  const isNew = !hasCluster(dataDir)
  const account = chooseAccount(completeBinaries(dataDir), dataDir, cluster)
  log(`PostgreSQL runs as ${account.description}`)
  if (isNew) {
    progress('Creating the database…')
    await createCluster(dataDir, account, durable)
  }
  giveTo(account, cluster)
  const socketDir = await prepareSocketDir(dataDir, account)
  rmSync(join(socketDir, '.probe'), { force: true })
  giveTo(account, socketDir)
  const settings = { ...serverSettings(socketDir, durable), ...options.settings }
  const giveUpAt = Date.now() + TRANSIENT_LIMIT_MS
  for (;;) {
    const started = await tryStart(options, account, settings, socketDir, signal)
    if ('pid' in started) return started
    const isTransient =
      started.killedBy !== null ||
      // What the last one, killed a moment ago, has not let go of yet.
      /pre-existing shared memory block|lock file ".*" already exists/.test(started.output)
    if (!isTransient || Date.now() > giveUpAt) {
      throw explainOutput('Starting the database', started.output, dataDir)
    }
    await sleep(100)
  }
}

async function tryStart(
  options: EmbeddedOptions,
  account: Account,
  settings: Record<string, string>,
  socketDir: string,
  signal: AbortSignal,
): Promise<RunningServer | { output: string; killedBy: NodeJS.Signals | null }> {
  const { dataDir, log = () => {} } = options
  const logFile = join(dataDir, 'postgres.log')
  const { child, logStart } = spawnPostmaster(account, clusterPath(dataDir), settings, logFile)
  let failure = ''
  child.on('error', (error) => {
    failure = error.message
  })
  const isGone = () => failure !== '' || child.exitCode !== null || child.signalCode !== null
  try {
    const url = await waitUntilReady(options, isGone, () => socketDir, signal)
    const pid = child.pid
    if (url === undefined || pid === undefined) {
      const killedBy = child.signalCode
      const output = killedBy ? `FATAL: it was killed by ${killedBy}` : readLog(logFile, logStart)
      return { output: failure || output, killedBy }
    }
    return { pid, identity: processIdentity(pid), url, child }
  } catch (error) {
    if (child.pid !== undefined && !isGone()) {
      const exited = once(child, 'exit')
      child.ref()
      await shutDown(child.pid, log)
      await exited
    }
    throw error
  }
}

/**
 * Waits for a server that may have a long recovery before it; only silence has a limit.
 * @returns its connection string, or undefined when the process went away
 */
async function waitUntilReady(
  options: EmbeddedOptions,
  isGone: () => boolean,
  socketDir: () => string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { dataDir, progress = () => {} } = options
  const password = readPassword(dataDir)
  let silentSince = Date.now()
  let nextProgress = Date.now() + PROGRESS_INTERVAL_MS
  while (!isGone()) {
    signal.throwIfAborted()
    const dir = socketDir()
    const state = dir ? await probe(dir, password, clusterPath(dataDir)) : 'absent'
    if (dir && state === 'ready') return connectionUrl(dir, password)
    if (state === 'busy') silentSince = Date.now()
    if (Date.now() - silentSince > SILENCE_LIMIT_MS) {
      throw new EmbeddedError(
        `The database does not answer; its log is ${join(dataDir, 'postgres.log')}.`,
      )
    }
    if (Date.now() > nextProgress) {
      progress('The database is still starting (recovering after a crash)…')
      nextProgress = Date.now() + PROGRESS_INTERVAL_MS
    }
    await sleep(state === 'busy' ? BUSY_POLL_MS : POLL_MS)
  }
  return undefined
}

/** The installed binaries if their links are all there or can be made, else a copy with them. */
function completeBinaries(dataDir: string): string {
  const native = installedBinaries()
  return addMissingLinks(native) ? native : copyBinaries(native, dataDir)
}
