import { realpathSync } from 'node:fs'
import pg from 'pg'
import { DATABASE_USER } from './cluster.ts'
import { EmbeddedError } from './error.ts'
import { SOCKET_PORT } from './settings.ts'

const DATABASE = 'nhip'

/** Connection string over a socket; the form that `new URL` and libpq understand alike. */
export function connectionUrl(socketDir: string, password: string, database = DATABASE): string {
  const query = new URLSearchParams({ host: socketDir, sslmode: 'disable' })
  return `postgresql://${DATABASE_USER}:${password}@localhost:${SOCKET_PORT}/${database}?${query}`
}

/**
 * Asks a server once whether it is ready, and whether it is ours; makes the database at first.
 * @returns 'absent' while nothing listens, 'busy' while it starts, recovers or shuts down
 */
export async function probe(
  socketDir: string,
  password: string,
  cluster: string,
): Promise<'ready' | 'busy' | 'absent'> {
  const client = new pg.Client({
    connectionString: connectionUrl(socketDir, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  })
  // A connection that breaks while idle reports here; the query reports it as well.
  client.on('error', () => {})
  try {
    await client.connect()
    const answer = await client.query<{ directory: string; exists: boolean }>(
      `select current_setting('data_directory') as directory,
              exists (select from pg_database where datname = $1) as exists`,
      [DATABASE],
    )
    const { directory, exists } = answer.rows[0] ?? { directory: '', exists: false }
    if (realpathSync(directory) !== realpathSync(cluster)) {
      throw new EmbeddedError(
        `Another PostgreSQL (${directory}) answers at ${socketDir}: stop it, or set NHIP_DATA to another folder.`,
      )
    }
    if (!exists) await client.query(`create database ${DATABASE}`)
    return 'ready'
  } catch (error) {
    return explainConnectionError(error)
  } finally {
    await client.end().catch(() => {})
  }
}

function explainConnectionError(error: unknown): 'busy' | 'absent' {
  const code = (error as { code?: string }).code
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return 'absent'
    case '57P03': // cannot_connect_now: starting up, recovering or shutting down
    case '57P01': // admin_shutdown, while we asked
    case '53300': // too_many_connections
    case '42P04': // duplicate_database: another process was quicker
    case '23505':
    case 'ECONNRESET':
    case 'EPIPE':
      return 'busy'
    case '28P01':
      throw new EmbeddedError(
        `The database refuses the password kept beside it (file "password" in the data folder): put the right one back.`,
      )
    default:
      if (
        error instanceof Error &&
        /terminated unexpectedly|not queryable|timeout/.test(error.message)
      ) {
        return 'busy'
      }
      throw error
  }
}
