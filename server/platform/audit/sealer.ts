import type pg from 'pg'
import type { Database } from '../database/index.ts'
import { workAlone } from '../events/alone.ts'
import type { Log } from '../log.ts'
import { beginning, entryColumns, hashOf } from './entry.ts'
import type { EntryRow } from './entry.ts'
import { tipText } from './key.ts'
import type { AuditKey } from './key.ts'

const lock = 7_411_025
const batchSize = 1_000
/** How often a process without the lock looks whether the holder is gone, in ms. */
const takeOverMs = 2_000

export type Sealer = { stop(): Promise<void> }

/**
 * Gives committed entries their place in the chain. Safe to start in every process: one works, the
 * others wait for its connection to end.
 */
export function startSealer(options: {
  database: Pick<Database, 'url'>
  log: Log
  key: AuditKey
  /** Between two looks, in ms. */
  pollMs?: number
}): Sealer {
  const { log, key, pollMs = 1_000 } = options
  return workAlone({
    url: options.database.url,
    name: 'audit',
    log,
    lock,
    takeOverMs,
    work: async (client) => ((await sealBatch(client, key)) < batchSize ? pollMs : 0),
  })
}

/** Seals up to one batch; returns how many. The caller holds the lock. */
export async function sealBatch(
  client: Pick<pg.ClientBase, 'query'>,
  key: AuditKey,
): Promise<number> {
  const waiting = await client.query('select from audit.entries where seq is null limit 1')
  if (waiting.rowCount === 0) return 0
  // An error leaves the transaction open on purpose: the session is closed, which rolls it back.
  await client.query('begin')
  const { rows } = await client.query<EntryRow>(
    `select ${entryColumns} from audit.entries where seq is null order by id limit $1`,
    [batchSize],
  )
  let { seq, hash } = await endOfChain(client)
  const sealed = rows.map((row) => {
    const prev = hash
    seq += 1
    hash = hashOf(prev, { ...row, id: Number(row.id), seq })
    return { id: row.id, seq, prev, hash }
  })
  await client.query(
    `update audit.entries entry set seq = sealed.seq, prev = sealed.prev, hash = sealed.hash
    from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) as sealed(id, seq, prev, hash)
    where entry.id = sealed.id`,
    [
      sealed.map((one) => one.id),
      sealed.map((one) => one.seq),
      sealed.map((one) => one.prev),
      sealed.map((one) => one.hash),
    ],
  )
  await client.query(
    `insert into audit.tip (seq, hash, signature) values ($1, $2, $3)
    on conflict (single) do update set seq = $1, hash = $2, signature = $3`,
    [seq, hash, key.sign(tipText(seq, hash))],
  )
  await client.query('commit')
  return sealed.length
}

/**
 * Where the chain goes on: behind the tip, also when entries before it are gone, so that a gap that
 * somebody made is never closed again.
 */
async function endOfChain(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<{ seq: number; hash: Buffer }> {
  const { rows } = await client.query<{ seq: unknown; hash: Buffer }>(
    `select seq, hash from (
      (select seq, hash, 1 as rank from audit.tip)
      union all
      (select seq, hash, 2 from audit.entries where seq is not null order by seq desc limit 1)
    ) as ends order by seq desc, rank limit 1`,
  )
  const [last] = rows
  return last ? { seq: Number(last.seq), hash: last.hash } : { seq: 0, hash: beginning }
}
