import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { createApp } from '../server/app.ts'
import { migrate } from '../server/db/migrate.ts'
import { installDemo } from '../server/demo.ts'
import { startEmbedded, stopAbandoned } from '../server/platform/database/embedded/index.ts'
import { buildWeb } from '../web/build.ts'
import { testConfig } from './config.ts'
import { runOn, withDatabase } from './database.ts'

const FOLDER_PREFIX = 'nhip-tests-'

/**
 * One PostgreSQL, its template databases (migrated; with the demo province) and one web build for
 * the whole run; returns the tear-down.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildWeb({ root: fileURLToPath(new URL('..', import.meta.url)) })
  const given = process.env.TEST_DATABASE_URL
  const server = given ? { url: given, stop: async () => {} } : await startServer()
  // A given server may serve several runs at once, so the template is this run's own.
  const template = `nhip_template_${randomBytes(4).toString('hex')}`
  const demo = `${template}_demo`
  const serving = template.replace('template', 'serving')
  try {
    await runOn(server.url, `create database ${template} template template0 encoding 'UTF8'`)
    await migrate(withDatabase(server.url, template))
    await runOn(
      server.url,
      `create role ${serving} login password '${serving}' in role nhip_server`,
    )
    await runOn(server.url, `create database ${demo} template ${template}`)
    await fillWithDemo(withDatabase(server.url, demo))
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('postgresUrl', server.url)
  project.provide('templateDatabase', template)
  project.provide('demoDatabase', demo)
  project.provide('servingRole', serving)
  return async () => {
    if (given) {
      for (const name of [demo, template]) {
        await runOn(server.url, `drop database if exists ${name} with (force)`)
      }
      await runOn(server.url, `drop role ${serving}`)
    }
    await server.stop()
  }
}

/** Importing the packs and hashing the passwords takes a second and a half: once, not per server. */
async function fillWithDemo(url: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), FOLDER_PREFIX))
  const app = createApp(testConfig({ databaseUrl: url, dataDir }), url)
  await installDemo(app)
  await app.close()
  rmSync(dataDir, { recursive: true, force: true })
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeAbandonedServers()
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX))
  const server = await startEmbedded({ dataDir: folder, durable: false })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A run that was killed leaves its server running: nobody else would ever stop it. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(FOLDER_PREFIX)) continue
    const folder = join(tmpdir(), name)
    // Another user's folder cannot be looked into, and is not ours to clean.
    const isUnused = await stopAbandoned(folder).catch(() => false)
    if (isUnused) rmSync(folder, { recursive: true, force: true })
  }
}
