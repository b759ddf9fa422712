import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { keptFilesSql } from '../pictures/index.ts'
import { beginSnapshot, connect, copyOut, readSequences, tablesToTake } from './catalogue.ts'
import type { DatabasePart, Part, TablePart, Tally } from './manifest.ts'
import { tally } from './tally.ts'
import type { Vessel } from './vessel.ts'

/** What waits in the job queue, as calls of `add_job`: the form of its tables is its own affair. */
const jobsOut = `copy (
  select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts - j.attempts, j.key,
    j.priority, (select array_agg(flag order by flag) from jsonb_object_keys(j.flags) as flag)
  from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
  left join jobs._private_job_queues q on q.id = j.job_queue_id
  where j.attempts < j.max_attempts order by j.id) to stdout`

/**
 * Writes the whole database as of one moment into a backup, table by table, compressed and sealed.
 * What is written meanwhile by others is left out as a whole; nobody waits for it.
 */
export async function dumpDatabase(
  url: string,
  vessel: Vessel,
  tell: (line: string) => void,
): Promise<DatabasePart> {
  const client = await connect(url)
  try {
    // Held until the end, so that no migration changes a table between its list and its rows.
    const tables = await lockTables(client)
    const { rows } = await client.query<{ at: Date }>('select now() as at')
    const migrations = await client.query<{ name: string; hash: string }>(
      'select name, hash from public.migrations order by name',
    )
    const parts: TablePart[] = []
    for (const { name: table, columns } of tables) {
      const sql = copyOut({ name: table, columns })
      const part = await copyPart(client, vessel, `table-${table.replaceAll('"', '')}.sealed`, sql)
      if (part.rows > 0) tell(`  ${table}: ${part.rows} rows`)
      parts.push({ table, columns, ...part })
    }
    const jobs = await copyPart(client, vessel, 'jobs.sealed', jobsOut)
    const keys = await copyPart(client, vessel, 'keys.sealed', `copy (${keptFilesSql}) to stdout`)
    const sequences = await readSequences(client)
    const masters = await client.query<{ id: string }>(
      'select id from vault.master_keys order by position desc',
    )
    return {
      at: rows[0]!.at.toISOString(),
      migrations: migrations.rows,
      tables: parts,
      sequences,
      jobs,
      keys,
      masterKeys: masters.rows.map(({ id }) => id),
    }
  } finally {
    await client.end().catch(() => {})
  }
}

async function lockTables(client: pg.Client) {
  await client.query('begin')
  const names = (await tablesToTake(client)).map(({ name }) => name)
  await client.query('rollback')
  await beginSnapshot(client)
  await client.query(`lock table ${names.join(', ')} in access share mode`)
  return tablesToTake(client)
}

async function copyPart(
  client: pg.Client,
  vessel: Vessel,
  name: string,
  sql: string,
): Promise<Part & Tally> {
  const count = tally()
  const zipped = createZstdCompress()
  const rows: Readable = client.query(copyTo(sql))
  const [read, written] = await Promise.allSettled([
    pipeline(rows, count.through, zipped),
    vessel.write(name, zipped),
  ])
  if (written.status === 'fulfilled' && read.status === 'fulfilled') {
    return { ...written.value, ...count.result() }
  }
  // Each ends the other: the one that was not merely cut off says why.
  const errors = [read, written].flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  const isCutOff = ({ code }: { code?: string }) => code === 'ERR_STREAM_PREMATURE_CLOSE'
  throw errors.find((error) => !isCutOff(error as object)) ?? errors[0]
}

/** The lines of a part that was copied out, counted as they were. */
export function partRows(
  vessel: Vessel,
  part: Part,
): { lines: AsyncIterable<Buffer>; count: ReturnType<typeof tally> } {
  const count = tally()
  async function* lines(): AsyncGenerator<Buffer> {
    const clear = createZstdDecompress()
    const filled = pipeline(vessel.read(part.name), clear)
    // Told to whoever reads; without this it would count as told to nobody first.
    filled.catch(() => {})
    yield* count.through(clear)
    await filled
  }
  return { lines: lines(), count }
}
