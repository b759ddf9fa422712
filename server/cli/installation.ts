import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { createApp } from '../app.ts'
import type { App } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { migrate, pendingMigrations } from '../db/migrate.ts'
import { isHalfRestored } from '../backup/index.ts'
import { refreshPacks } from '../import.ts'
import { startEmbedded } from '../platform/database/embedded/index.ts'
import { isOwner, servingUrl } from '../platform/database/serving.ts'
import { readSecret } from '../platform/secrets.ts'
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

async function checkExternal(url: string, setting: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query('show server_version_num')
    if (Number(rows[0].server_version_num) < 150_000) {
      throw new UserError(`${setting}: PostgreSQL 15 or later is needed`)
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const shown = url.replace(/:[^:@/]*@/, ':***@')
    const why = (error as Error).message || (error as NodeJS.ErrnoException).code
    throw new UserError(`${setting}: cannot reach ${shown}: ${why}`)
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Starts or reaches the database; the embedded one is stopped again by whoever started it. `url` is
 * its owner's, for migrations; `serving()`, once they are done, that of who may change rows alone.
 */
export async function openDatabaseServer(
  config: Config,
): Promise<{ url: string; serving(): Promise<string>; stop(): Promise<void> }> {
  prepareDataDir(config.dataDir)
  const { databaseUrl, databaseOwnerUrl } = config
  if (databaseUrl) {
    if (databaseOwnerUrl) await checkExternal(databaseOwnerUrl, 'NHIP_DATABASE_OWNER_URL')
    else await checkExternal(databaseUrl, 'DATABASE_URL')
    const serving = async () => {
      if (databaseOwnerUrl) await checkExternal(databaseUrl, 'DATABASE_URL')
      return databaseUrl
    }
    return { url: databaseOwnerUrl ?? databaseUrl, serving, stop: async () => {} }
  }
  const embedded = await startEmbedded({
    dataDir: join(config.dataDir, 'postgres'),
    progress: say,
  })
  return {
    url: embedded.url,
    serving: () => servingUrl(embedded.url, readSecret(config.dataDir, 'database-password')),
    stop: () => embedded.stop(),
  }
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

/** Where the owner's address is kept elsewhere, this process finds the migrations done. */
async function migrateAsOwner(url: string): Promise<string[]> {
  if (await isOwner(url)) return migrate(url)
  const missing = await pendingMigrations(url)
  if (missing.length === 0) return []
  throw new UserError(
    `${missing.length} migrations are missing, which the user of DATABASE_URL may not apply: run \`npx nhip migrate\` with NHIP_DATABASE_OWNER_URL`,
  )
}

/** Half of a province's data must not be taken for all of it. */
async function refuseHalfRestored(url: string): Promise<void> {
  if (!(await isHalfRestored(url))) return
  throw new UserError(
    'the restore into this database is not finished: run `npx nhip restore` again',
  )
}

/** Opens an installation: settings, database, migrations. */
export async function openInstallation(config: Config = readConfig()): Promise<Installation> {
  const server = await openDatabaseServer(config)
  try {
    await refuseHalfRestored(server.url)
    const applied = await migrateAsOwner(server.url)
    if (applied.length > 0) say(`Database: ${applied.length} migrations applied`)
    const app = createApp(config, await server.serving())
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
