import { readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import pg from 'pg'
import { runMigrations } from 'graphile-worker'

const folder = new URL('./migrations/', import.meta.url)
/** Any constant: one migrating process at a time. */
const lock = 7_411_023

/** The migrations of this version, in order. */
export async function knownMigrations(): Promise<{ name: string; hash: string; sql: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { name, hash: createHash('sha256').update(sql).digest('hex'), sql }
    }),
  )
}

/**
 * Brings a database to this version: each plain SQL file once, in order, in a transaction of its
 * own; then the job queue's own migrations, and what the roles may. A file that was changed after it was applied is an
 * error, never silently skipped. Returns the names of what was applied. With `upTo`, later migrations
 * than the one of that name wait: for a backup of an older version.
 */
export async function migrate(url: string, upTo?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await client.query(`create table if not exists public.migrations (
      name text primary key, hash text not null, at timestamptz not null default now())`)
    const done = await client.query<{ name: string; hash: string }>(
      'select name, hash from public.migrations',
    )
    const known = new Map(done.rows.map((row) => [row.name, row.hash]))
    const applied: string[] = []
    for (const { name, hash, sql } of await knownMigrations()) {
      if (upTo !== undefined && name > upTo) break
      if (known.has(name)) {
        if (known.get(name) !== hash) throw new Error(`migration ${name} was changed after use`)
        continue
      }
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into public.migrations (name, hash) values ($1, $2)', [
          name,
          hash,
        ])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${name} failed`, { cause: error })
      }
      applied.push(name)
    }
    await runMigrations({ connectionString: url, schema: 'jobs' })
    await client.query('select platform.raise_wall(), platform.admit_server()')
    return applied
  } finally {
    await client.end()
  }
}

/** The migrations this version has and the database lacks. Reads only. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    const there = await client.query(`select to_regclass('public.migrations') is not null as yes`)
    if (!there.rows[0].yes) return names
    const done = await client.query<{ name: string }>('select name from public.migrations')
    const known = new Set(done.rows.map((row) => row.name))
    return names.filter((name) => !known.has(name))
  } finally {
    await client.end()
  }
}
