import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import { programEnvironment } from './cluster.ts'
import { isPostmasterOf, processIdentity } from './process-identity.ts'

const MAX_LOG_BYTES = 10 * 1024 * 1024
const FAST_SHUTDOWN_MS = 20_000
const IMMEDIATE_SHUTDOWN_MS = 10_000

/** A running server as its pid file names it; the socket folder is there once it listens. */
export type Postmaster = { pid: number; socketDir: string | undefined }

/** The server that runs on this cluster, if one does. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const lines = readPidFile(cluster)
  const pid = Number(lines[0])
  if (!isPostmasterOf(pid, cluster)) return undefined
  return { pid, socketDir: lines[4] || undefined }
}

/**
 * Starts a server on a cluster on which none runs.
 * @returns the process, which is the postmaster itself, and where its log of this start begins
 */
export function spawnPostmaster(
  account: Account,
  cluster: string,
  settings: Record<string, string>,
  logFile: string,
): { child: ChildProcess; logStart: number } {
  const stalePid = clearPidFile(cluster)
  const [program = '', ...args] = [
    ...account.prefix,
    join(account.native, 'bin', 'postgres'),
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const { log, size } = openLog(logFile)
  try {
    const child = spawn(program, args, {
      ...account.credentials,
      cwd: '/',
      env: { ...programEnvironment(), ...(stalePid ? { PG_GRANDPARENT_PID: stalePid } : {}) },
      stdio: ['ignore', log, log],
      // Out of the terminal's group: Ctrl-C must not stop the database before its users.
      detached: true,
    })
    // A process that forgot to stop its database may still end; the next start adopts it.
    child.unref()
    return { child, logStart: size }
  } finally {
    closeSync(log)
  }
}

/** Shuts a server down: the fast way, then harder. Resolves when the process is gone. */
export async function shutDown(pid: number, log: (line: string) => void): Promise<void> {
  const identity = processIdentity(pid)
  const isGone = () => identity === undefined || processIdentity(pid) !== identity
  const steps = [
    { signal: 'SIGINT', wait: FAST_SHUTDOWN_MS },
    { signal: 'SIGQUIT', wait: IMMEDIATE_SHUTDOWN_MS },
    { signal: 'SIGKILL', wait: IMMEDIATE_SHUTDOWN_MS },
  ] as const
  for (const { signal, wait } of steps) {
    if (isGone()) return
    if (signal !== 'SIGINT') log(`PostgreSQL (pid ${pid}) does not stop: sending ${signal}`)
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
    const deadline = Date.now() + wait
    while (!isGone() && Date.now() < deadline) await sleep(10)
  }
}

/** What the server wrote to its log since a position; at most the last 20 kB. */
export function readLog(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).subarray(-20_000).toString('utf8')
  } catch {
    return ''
  }
}

/**
 * Makes a pid file of a dead server harmless. PostgreSQL removes it by itself – after looking for
 * backends that outlived their postmaster, so it is better left to it – unless the pid belongs to
 * some other program by now. PG_GRANDPARENT_PID (made for pg_ctl) names a pid it must not mistake
 * for a server.
 * @returns the pid to name there
 */
function clearPidFile(cluster: string): string | undefined {
  const pid = readPidFile(cluster)[0]
  if (pid !== undefined && Number(pid) > 0) return String(Number(pid))
  // Empty or garbage, as a full disk or a power cut leaves it: PostgreSQL would refuse to start.
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
  return undefined
}

function readPidFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function openLog(logFile: string): { log: number; size: number } {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`)
  return { log: openSync(logFile, 'a', 0o600), size: size > MAX_LOG_BYTES ? 0 : size }
}
