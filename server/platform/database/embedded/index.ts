import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { explainFileError } from './error.ts'
import { supervise } from './supervisor.ts'

export { EmbeddedError } from './error.ts'
export { stopAbandoned } from './supervisor.ts'

export type EmbeddedPostgres = {
  /** connection string over the server's socket: database `nhip`, user `nhip`; never changes */
  readonly url: string
  /** pid of the postmaster; another one after a restart */
  readonly pid: number
  /** true while this process restarts and stops the server; passes on when the owner ends */
  readonly owner: boolean
  /**
   * Ends this use. The owner shuts the server down (fast), unless other processes use it still:
   * then one of them becomes the owner. A no-op for others while the owner lives.
   */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  /** folder for the cluster, its password, socket and log; made when missing */
  dataDir: string
  /** lines for the log */
  log?: (line: string) => void
  /** what takes long, for the person who waits */
  progress?: (message: string) => void
  /** further PostgreSQL settings, used when this process starts the server */
  settings?: Record<string, string>
  /** false only for tests: a crash of the machine may then destroy the data */
  durable?: boolean
  /** the server ended unasked, with this exit code if known; it is being restarted */
  onExit?: (code: number | null) => void
}

/**
 * Starts the embedded PostgreSQL of a data folder, or joins the one that runs there already.
 * @throws EmbeddedError with one line for the user
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    makeFolder(resolve(options.dataDir))
    return await supervise({
      ...options,
      dataDir: realpathSync(options.dataDir),
      token: randomBytes(8).toString('hex'),
    })
  } catch (error) {
    throw explainFileError(error, options.dataDir)
  }
}

/** Not `recursive`: Node 24 loops for ever below a folder that cannot be extended, as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
