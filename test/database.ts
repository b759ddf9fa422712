import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** the run's PostgreSQL: connection string of a user who may create databases */
    postgresUrl: string
    /** name of the migrated database that the others are copied from */
    templateDatabase: string
    /** name of the one that holds the demo province as well */
    demoDatabase: string
    /** name, and password, of a role that may do what the running server may */
    servingRole: string
  }
}

/**
 * An own, migrated database for one test file, empty or with the demo province: a copy of a template
 * of the run. Call `drop` when the file is done (connections left open are closed by it).
 */
export async function createTestDatabase(
  template: 'templateDatabase' | 'demoDatabase' = 'templateDatabase',
): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl')
  const name = `nhip_test_${randomBytes(6).toString('hex')}`
  // Copying files is five times quicker than writing them through the log, where fsync is off.
  await runOn(server, `create database ${name} template ${inject(template)} strategy file_copy`)
  return {
    url: withDatabase(server, name),
    drop: () => runOn(server, `drop database if exists ${name} with (force)`),
  }
}

/** The same connection string for another database of the server. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** The connection string by which a test database is served from, as a real one is. */
export function asServer(url: string): string {
  const changed = new URL(url)
  changed.username = inject('servingRole')
  changed.password = inject('servingRole')
  return changed.href
}

/** Runs one statement on a connection of its own. */
export async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
