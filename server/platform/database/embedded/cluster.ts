import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { giveTo } from './account.ts'
import type { Account } from './account.ts'
import { POSTGRES_MAJOR } from './binaries.ts'
import { EmbeddedError, explainOutput } from './error.ts'

export const DATABASE_USER = 'nhip'
const UNFINISHED = 'cluster.new-'

/** PGDATA below the data folder. */
export function clusterPath(dataDir: string): string {
  return join(dataDir, 'cluster')
}

/** What PostgreSQL's programs get of the environment: nothing of ours, English messages. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

/** True when there is a cluster to start; an EmbeddedError when it is not one of ours to open. */
export function hasCluster(dataDir: string): boolean {
  const cluster = clusterPath(dataDir)
  if (!existsSync(cluster)) return false
  let version: string
  try {
    version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new EmbeddedError(
      `${cluster} is not a PostgreSQL data directory (it has no PG_VERSION): move it away, or set NHIP_DATA to another folder.`,
    )
  }
  if (version === POSTGRES_MAJOR) return true
  throw new EmbeddedError(
    `${cluster} was made by PostgreSQL ${version}, this Nhịp runs ${POSTGRES_MAJOR}: make a backup with the Nhịp that made it and restore it into a new folder.`,
  )
}

/**
 * Makes the cluster. It grows under another name and is renamed when complete, so that whatever
 * interrupts it never leaves half a database under the true name.
 */
export async function createCluster(
  dataDir: string,
  account: Account,
  durable: boolean,
): Promise<void> {
  const unfinished = mkdtempSync(join(dataDir, UNFINISHED))
  const passwordFile = join(dataDir, `${UNFINISHED}password`)
  try {
    writeFileSync(passwordFile, readPassword(dataDir), { mode: 0o600 })
    giveTo(account, passwordFile)
    giveTo(account, unfinished)
    await runInitdb(account, dataDir, [
      `--pgdata=${unfinished}`,
      `--username=${DATABASE_USER}`,
      // A password even though the socket's folder is private: it holds wherever the socket ends up
      // and whichever user the server runs as, which peer (user namespaces blur it) and trust do not.
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      // Built in, so that an index means the same on every machine, whatever its C library.
      // Vietnamese order is asked for by name where people read: collate "vi-x-icu".
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--text-search-config=simple',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ])
    renameSync(unfinished, clusterPath(dataDir))
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Removes what an interrupted first start left behind. */
export function removeLeftovers(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(UNFINISHED)) continue
    // Kept from failing by an initdb that outlived its starter by a moment and still writes.
    rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
}

/** The database's password, made at the first call for a new data folder and kept in a 0600 file. */
export function readPassword(dataDir: string): string {
  const path = join(dataDir, 'password')
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  if (existsSync(clusterPath(dataDir))) {
    throw new EmbeddedError(
      `The database's password file ${path} is gone: put it back from a backup.`,
    )
  }
  writeFileSync(`${path}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return readFileSync(path, 'utf8')
}

async function runInitdb(account: Account, dataDir: string, args: string[]): Promise<void> {
  const [program = '', ...rest] = [
    ...account.prefix,
    join(account.native, 'bin', 'initdb'),
    ...args,
  ]
  const child = spawn(program, rest, {
    ...account.credentials,
    cwd: '/',
    env: programEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [code, output] = await Promise.all([ended, text(child.stderr)])
  if (code !== 0) throw explainOutput('Creating the database', output, dataDir)
}
