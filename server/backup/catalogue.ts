import pg from 'pg'
import { BackupError } from './error.ts'

/** A table that is taken along: quoted names, generated columns left out. */
export type Table = { name: string; oid: number; columns: string[] }

/**
 * Tables that start empty after a restore: sessions that were ended since must not come to life again,
 * and nobody who finds a backup and its key shall find open ones.
 */
export const notTaken = new Set([
  'identity.sessions',
  'identity.verifications',
  'citizens.sessions',
  'citizens.challenges',
  'platform.workers',
])

/** Our schemas: of others in the same database, and of the job queue's own form, nothing is taken. */
const ours = `nspowner = (select nspowner from pg_namespace where nspname = 'cases')
  and nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'jobs')`

/** The tables to take along, each behind those that it refers to. */
export async function tablesToTake(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name,
      array(select quote_ident(attname)::text from pg_attribute a
        where a.attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and ${ours} order by 2`,
  )
  const references = await client.query<{ from: number; to: number }>(
    `select conrelid::int as "from", confrelid::int as "to" from pg_constraint
    where contype = 'f' and conrelid <> confrelid`,
  )
  const waiting = rows.filter(({ name }) => !notTaken.has(name))
  const ordered: Table[] = []
  while (waiting.length > 0) {
    const isFree = ({ oid }: Table) =>
      !references.rows.some(({ from, to }) => from === oid && waiting.some((t) => t.oid === to))
    const next = waiting.findIndex(isFree)
    // Two tables that refer to each other would need their constraints put off.
    if (next === -1) throw new Error('tables refer to each other in a circle')
    ordered.push(...waiting.splice(next, 1))
  }
  return ordered
}

/** Where each sequence of ours stands. */
export async function readSequences(
  client: pg.Client,
): Promise<{ name: string; value: string; isCalled: boolean }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and ${ours} order by 1`,
  )
  const found = []
  for (const { name } of rows) {
    const state = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${name}`,
    )
    found.push({ name, ...state.rows[0]! })
  }
  return found
}

/** How a table is read and filled. */
export const copyOut = ({ name, columns }: Pick<Table, 'name' | 'columns'>) =>
  `copy ${name} (${columns.join(', ')}) to stdout`
export const copyIn = ({ name, columns }: Pick<Table, 'name' | 'columns'>) =>
  `copy ${name} (${columns.join(', ')}) from stdin`

/** A connection whose texts of rows are the same on every server; no time limit stops it. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'nhip backup',
    keepAlive: true,
  })
  // A connection that is lost in use fails its query; this only keeps the event from ending us.
  client.on('error', () => {})
  await client.connect()
  await client.query(`set client_encoding to 'UTF8'; set datestyle to 'ISO'; set timezone to 'UTC';
    set intervalstyle to 'postgres'; set bytea_output to 'hex'; set extra_float_digits to 1;
    set statement_timeout to 0; set lock_timeout to 0; set row_security to off;
    set synchronize_seqscans to off`)
  return client
}

/** Reads in one snapshot of the whole database. */
export async function beginSnapshot(client: pg.Client): Promise<void> {
  await client.query('begin isolation level repeatable read, read only')
}

/** What the database answers to somebody who may not read all of it. */
export function refusedRights(error: unknown): unknown {
  if ((error as { code?: string } | null)?.code !== '42501') return error
  return new BackupError(
    'the user of DATABASE_URL may not read or fill every table: give the owner in NHIP_DATABASE_OWNER_URL',
    { cause: error },
  )
}
