import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from '../../db/types.ts'

// A calendar day has no zone: keep it as 'YYYY-MM-DD'. A position or a count fits a double.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** The tables of one schema, by qualified name. */
export type TablesOf<Schema extends string> = {
  [Name in keyof DB as Name extends `${Schema}.${string}` ? Name : never]: DB[Name]
}

/** Where a query runs: the database or a transaction. It names no tables; see {@link tablesOf}. */
export type Executor = Kysely<never>

/**
 * A domain's own view of an executor: `const tables = tablesOf('cases')`, then
 * `tables(tx).selectFrom('cases.cases')`. Another domain's tables do not compile.
 */
export function tablesOf<const Schema extends string>(_schema: Schema) {
  return (executor: Executor) => executor as unknown as Kysely<TablesOf<Schema>>
}

export type Database = {
  executor: Executor
  pool: pg.Pool
  url: string
  /** Runs `work` in one transaction; what it returns is durable when this resolves. */
  transaction<Result>(work: (tx: Executor) => Promise<Result>): Promise<Result>
  /** Connections that have another role from the start; see wall.ts. */
  as(role: string): Kysely<never>
  ping(): Promise<void>
  close(): Promise<void>
}

/** Connects lazily: a database that is away is found by the first query, not here. */
export function openDatabase(
  url: string,
  options: { max?: number; log?: (error: Error) => void } = {},
): Database {
  const settings: pg.PoolConfig = {
    connectionString: url,
    max: options.max ?? 20,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Nothing a screen asks may hang: a runaway query is stopped and answered as unavailable.
    statement_timeout: 10_000,
    // The same for a server that no longer answers at all: it cannot stop its own statements.
    query_timeout: 10_500,
    application_name: 'nhip',
  }
  const pool = new pg.Pool(settings)
  const others = new Map<string, Kysely<never>>()
  let closing = false
  const lost = (error: Error) => {
    // The embedded server may go before the last socket has closed.
    if (!closing) options.log?.(error)
  }
  // A connection that is lost in use rejects its query; without these its event ends the process.
  const watched = (watchedPool: pg.Pool) => {
    watchedPool.on('error', lost)
    watchedPool.on('connect', (client) => client.on('error', lost))
    return watchedPool
  }
  watched(pool)
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  const executor = kysely as unknown as Executor
  return {
    executor,
    pool,
    url,
    async transaction(work) {
      return kysely.transaction().execute((tx: Transaction<DB>) => work(tx as unknown as Executor))
    },
    as(role) {
      const known = others.get(role)
      if (known) return known
      const own = watched(new pg.Pool({ ...settings, options: `-c role=${role}` }))
      const other = new Kysely<never>({ dialect: new PostgresDialect({ pool: own }) })
      others.set(role, other)
      return other
    },
    async ping() {
      await sql`select 1`.execute(kysely)
    },
    async close() {
      closing = true
      await Promise.all([...others.values()].map((other) => other.destroy()))
      await kysely.destroy()
    },
  }
}

/** Connection lost or refused, server starting or stopping, no room, statement stopped. */
const transient = /^(08|53|57)/
const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'])

/** Whether an error means "the database is away or overloaded, try again", not "this is wrong". */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: string }).code ?? ''
  if (code === '40001' || code === '40P01') return true
  return (
    transient.test(code) ||
    socketErrors.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/.test(
      error.message,
    )
  )
}
