import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { explainFileError } from './error.ts'
import type { EmbeddedOptions, EmbeddedPostgres } from './options.ts'
import { supervise } from './supervisor.ts'

export { EmbeddedError } from './error.ts'
export { stopAbandoned } from './supervisor.ts'

export type { EmbeddedOptions, EmbeddedPostgres }

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
