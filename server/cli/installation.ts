import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { createApp } from '../app.ts'
import type { App } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { refreshPacks } from '../import.ts'
import { startEmbedded } from '../platform/database/embedded/index.ts'
import { VaultError, sealClearReporters } from '../vault/index.ts'
import { UserError } from './errors.ts'
import { tellCommand } from './tell.ts'

/** An installation whose database is up to date, and how to let go of it. */
export type Installation = { app: App; config: Config; databaseUrl: string; close(): Promise<void> }

/** Tells what is going on while somebody waits. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Level by level: Node's own recursive mkdir never returns below some folders, such as /proc. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  makeFolder(dirname(dir))
  mkdirSync(dir, { mode: 0o700 })
}

/** The data folder, made if it is not there. */
export function prepareDataDir(dir: string): void {
  try {
    makeFolder(dir)
    accessSync(dir, constants.W_OK)
  } catch (error) {
    throw new UserError(
      `cannot write to the data folder ${dir} (${(error as NodeJS.ErrnoException).code}): make it writable or set NHIP_DATA`,
    )
  }
}

async function checkExternal(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query('show server_version_num')
    if (Number(rows[0].server_version_num) < 150_000) {
      throw new UserError('DATABASE_URL: PostgreSQL 15 or later is needed')
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const shown = url.replace(/:[^:@/]*@/, ':***@')
    const why = (error as Error).message || (error as NodeJS.ErrnoException).code
    throw new UserError(`DATABASE_URL: cannot reach ${shown}: ${why}`)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Starts or reaches the database; the embedded one is stopped again by whoever started it. */
export async function openDatabaseServer(
  config: Config,
): Promise<{ url: string; stop(): Promise<void> }> {
  prepareDataDir(config.dataDir)
  if (config.databaseUrl) {
    await checkExternal(config.databaseUrl)
    return { url: config.databaseUrl, stop: async () => {} }
  }
  const embedded = await startEmbedded({
    dataDir: join(config.dataDir, 'postgres'),
    progress: say,
  })
  return { url: embedded.url, stop: () => embedded.stop() }
}

/** Persons can be sealed and opened, and none is in clear any more. */
async function prepareVault(app: App, url: string): Promise<number> {
  try {
    await app.vault.ready()
    return await sealClearReporters(url, app.vault)
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    await app.close()
    throw new UserError(error.message)
  }
}

/** Opens an installation: settings, database, migrations. */
export async function openInstallation(config: Config = readConfig()): Promise<Installation> {
  const server = await openDatabaseServer(config)
  try {
    const applied = await migrate(server.url)
    if (applied.length > 0) say(`Database: ${applied.length} migrations applied`)
    const app = createApp(config, server.url)
    const sealed = await prepareVault(app, server.url)
    if (sealed > 0) say(`Database: ${sealed} persons sealed that were in clear`)
    const refreshed = await refreshPacks(app.database)
    if (refreshed.length > 0) say(`Database: brought up to date: ${refreshed.join(', ')}`)
    if (applied.length > 0) await tellCommand(app.database, 'migrate')
    return {
      app,
      config,
      databaseUrl: server.url,
      async close() {
        await app.close()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}
