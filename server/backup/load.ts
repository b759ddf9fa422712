import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { knownMigrations, migrate } from '../db/migrate.ts'
import { beginSnapshot, connect, copyIn, copyOut } from './catalogue.ts'
import { partRows } from './dump.ts'
import { BackupError } from './error.ts'
import type { DatabasePart, Part, TablePart, Tally } from './manifest.ts'
import { isSame, tally } from './tally.ts'
import type { Vessel } from './vessel.ts'

/** There while a database is being filled: nothing is served from it. Names what is done. */
const mark = 'public.restored_parts'

/** Whether a restore into this database was begun and not finished. */
export async function isHalfRestored(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`select to_regclass('${mark}') is not null as yes`)
    return rows[0].yes
  } finally {
    await client.end()
  }
}

/** @throws BackupError when this release does not know every migration of the backup */
export async function checkRelease(database: DatabasePart, release: string): Promise<void> {
  const known = await knownMigrations()
  for (const [place, { name, hash }] of database.migrations.entries()) {
    const mine = known[place]
    if (mine?.name === name && mine.hash === hash) continue
    throw new BackupError(
      mine
        ? `this backup is of another line of releases (${release}): its migration ${name} is not ours`
        : `this backup was made by a newer release (${release}, migration ${name}): restore it with that one`,
    )
  }
}

/**
 * Takes an empty database for this backup, or goes on with one that was taken for it.
 * @returns what is done already
 * @throws BackupError when the database holds anything, or another backup's beginning
 */
export async function beginRestore(url: string, backup: string): Promise<Set<string>> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ marked: boolean; tables: number }>(
      `select to_regclass('${mark}') is not null as marked, count(*)::int as tables from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
    )
    const { marked, tables } = rows[0]!
    if (!marked && tables > 0) {
      throw new BackupError(
        'the database is not empty, and a restore never destroys: give it an empty one (another NHIP_DATA or DATABASE_URL)',
      )
    }
    if (!marked) {
      await client.query(`begin; create table ${mark} (part text primary key);
        insert into ${mark} values (${client.escapeLiteral(`backup ${backup}`)}); commit`)
    }
    const done = await client.query<{ part: string }>(`select part from ${mark}`)
    const parts = new Set(done.rows.map(({ part }) => part))
    if (!parts.has(`backup ${backup}`)) {
      throw new BackupError('a restore of another backup was begun here: give it an empty database')
    }
    return parts
  } finally {
    await client.end()
  }
}

/** Notes a part as done, where that is not one transaction with doing it. */
export async function noteRestored(client: pg.Client, part: string): Promise<void> {
  await client.query(`insert into ${mark} values ($1) on conflict do nothing`, [part])
}

/** From here on the database is served from. */
export async function endRestore(client: pg.Client): Promise<void> {
  await client.query(`drop table ${mark}`)
}

/** Makes the tables as they were at the time of the backup, and fills those that are not yet. */
export async function loadDatabase(
  url: string,
  vessel: Vessel,
  database: DatabasePart,
  done: Set<string>,
  tell: (line: string) => void,
): Promise<void> {
  await migrate(url, database.migrations.at(-1)!.name)
  const client = await connect(url)
  try {
    for (const part of database.tables) {
      if (done.has(part.name)) continue
      await fill(client, part.name, () => fillTable(client, vessel, part))
      if (part.rows > 0) tell(`  ${part.table}: ${part.rows} rows`)
    }
    if (!done.has(database.jobs.name)) {
      await fill(client, database.jobs.name, () => fillJobs(client, vessel, database))
    }
    await client.query('analyze')
  } finally {
    await client.end().catch(() => {})
  }
}

async function fill(client: pg.Client, name: string, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  await work()
  await noteRestored(client, name)
  await client.query('commit')
}

/** The log's own triggers would refuse these rows or tell of them anew; foreign keys stay on guard. */
async function fillTable(client: pg.Client, vessel: Vessel, part: TablePart): Promise<void> {
  await client.query(`alter table ${part.table} disable trigger user`)
  // What the migrations of an empty database wrote themselves: its own beginning of the log.
  await client.query(`delete from ${part.table}`)
  await copyRows(client, vessel, part, copyIn({ name: part.table, columns: part.columns }))
  await client.query(`alter table ${part.table} enable trigger user`)
}

/** Jobs are put into the queue anew, and sequences go on where they were. */
async function fillJobs(
  client: pg.Client,
  vessel: Vessel,
  { jobs, sequences }: DatabasePart,
): Promise<void> {
  await client.query(`create temp table waiting (place bigint generated always as identity,
    task text, payload json, queue text, run_at timestamptz, attempts int, key text, priority int,
    flags text[]) on commit drop`)
  await copyRows(
    client,
    vessel,
    jobs,
    'copy waiting (task, payload, queue, run_at, attempts, key, priority, flags) from stdin',
  )
  await client.query(`select jobs.add_job(task, payload, queue, run_at, attempts, key, priority, flags)
    from (select * from waiting order by place) ordered`)
  for (const { name, value, isCalled } of sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, isCalled])
  }
}

async function copyRows(
  client: pg.Client,
  vessel: Vessel,
  part: Part & Tally,
  sql: string,
): Promise<void> {
  const { lines, count } = partRows(vessel, part)
  await pipeline(lines, client.query(copyFrom(sql)))
  if (!isSame(count.result(), part)) {
    throw new BackupError(`${part.name} does not hold the rows that were counted for it`)
  }
}

/**
 * Reads every table back and compares its count and hash with those of the backup, in one snapshot.
 * @throws BackupError naming the first table that differs
 */
export async function compareTables(url: string, tables: TablePart[]): Promise<number> {
  const client = await connect(url)
  let rows = 0
  try {
    await beginSnapshot(client)
    for (const part of tables) {
      const count = tally()
      const sql = copyOut({ name: part.table, columns: part.columns })
      const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
      await pipeline(client.query(copyTo(sql)), count.through, sink)
      const found = count.result()
      if (!isSame(found, part)) {
        throw new BackupError(
          `${part.table} differs from the backup: ${found.rows} rows, and there were ${part.rows}`,
        )
      }
      rows += found.rows
    }
    return rows
  } finally {
    await client.end().catch(() => {})
  }
}
