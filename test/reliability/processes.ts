import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { clusterPath, readPassword } from '../../server/platform/database/embedded/cluster.ts'
import { connectionUrl } from '../../server/platform/database/embedded/connection.ts'
import { findPostmaster } from '../../server/platform/database/embedded/postmaster.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** One program of the product in a process of its own, started again whenever it ends. */
export type Kept = {
  /** The living process, if there is one at this moment. */
  pid(): number | undefined
  /** Whether the living process has said that it runs. */
  ready(): boolean
  /** `kill -9`; false when nothing lived. */
  kill(): boolean
  /** Ends it for good, the polite way. */
  stop(): Promise<void>
  /** How often it ended by itself after it had said that it runs: must stay 0. */
  crashes: string[]
  /** How often a start came to nothing, because the database was killed meanwhile. */
  failedStarts: string[]
}

/** The environment of a program: our settings and nothing that a developer's shell may hold. */
export function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('NHIP_') && name !== 'DATABASE_URL' && name !== 'NODE_OPTIONS',
  )
  return { ...Object.fromEntries(inherited), NHIP_LOG: 'silent', ...settings }
}

/**
 * Starts `nhip <args>` without its launcher, so that the pid is the program's own, and starts it
 * again at once whenever it ends, as a service manager would.
 */
export function keepRunning(args: string[], settings: Record<string, string>): Kept {
  const crashes: string[] = []
  const failedStarts: string[] = []
  let child: ChildProcess | undefined
  let isReady = false
  let isKilled = false
  let stopping = false
  let ended: Promise<void> = Promise.resolve()

  function start(): void {
    isReady = false
    isKilled = false
    let output = ''
    const started = spawn(process.execPath, [main, ...args], {
      cwd: root,
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4_000)
        if (output.includes('is running.')) isReady = true
      })
    }
    ended = new Promise((resolve) => {
      started.on('exit', (code, signal) => {
        child = undefined
        resolve()
        if (stopping) return
        const told = `${args[0]} ended with ${signal ?? code}: ${output.trim().slice(-600)}`
        if (!isKilled) (isReady ? crashes : failedStarts).push(told)
        void sleep(isKilled ? 0 : 250).then(() => stopping || start())
      })
    })
  }

  start()
  return {
    crashes,
    failedStarts,
    pid: () => child?.pid,
    ready: () => child !== undefined && isReady,
    kill() {
      if (!child || isKilled) return false
      isKilled = true
      return child.kill('SIGKILL')
    },
    async stop() {
      stopping = true
      child?.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(late)
    },
  }
}

/** The embedded database of a data folder, seen from outside: never joined, so never owned. */
export function embeddedDatabase(dataDir: string) {
  const folder = join(dataDir, 'postgres')
  const postmaster = () => findPostmaster(clusterPath(folder))
  return {
    folder,
    pid: () => postmaster()?.pid,
    /** `kill -9` of the postmaster; false when none lives. */
    kill(): boolean {
      const pid = postmaster()?.pid
      return pid !== undefined && process.kill(pid, 'SIGKILL')
    },
    url(): string {
      const socketDir = postmaster()?.socketDir
      if (!socketDir) throw new Error('the database does not run')
      return connectionUrl(socketDir, readPassword(folder))
    },
  }
}
