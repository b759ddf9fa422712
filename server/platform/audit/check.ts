import pg from 'pg'
import type { AuditFault } from '../../../contract/audit.ts'
import type { Database } from '../database/index.ts'
import type { Log } from '../log.ts'
import { printHead, signHead } from './heads.ts'
import type { AuditKey } from './key.ts'
import type { AuditSource } from './source.ts'
import { verifyChain } from './verify.ts'
import type { Place, VerifyOptions, Verified } from './verify.ts'

/** How far the chain was looked at, when, and what was found. */
export type Checked = { seq: number; at: Date; fault: AuditFault | null }

/** Verifies over one snapshot on a connection of its own: the whole chain may take minutes. */
export async function verifyOn(url: string, options: VerifyOptions): Promise<Verified> {
  return withClient(url, (client) => inSnapshot(client, () => verifyChain(client, options)))
}

/**
 * The nightly work: looks at the whole chain, keeps what it found, and signs the day's end when all
 * is well. The head goes to the log too, so that it can be kept where nobody here can reach it.
 */
export async function closeDay(options: {
  database: Pick<Database, 'url'>
  log: Log
  key: AuditKey
  sources: AuditSource[]
}): Promise<void> {
  const { database, log, key, sources } = options
  await withClient(database.url, async (client) => {
    const { publicKey } = key
    const { fault, end, entries } = await inSnapshot(client, () =>
      verifyChain(client, { sources, publicKey }),
    )
    await client.query('insert into audit.checks (seq, hash, fault) values ($1, $2, $3)', [
      end.seq,
      end.hash,
      fault && JSON.stringify(fault),
    ])
    if (fault) {
      log.error({ audit: fault }, 'the audit chain is broken: run `nhip audit verify`')
      return
    }
    const head = await signHead(client, key)
    if (head) log.info({ head: printHead(head), publicKey, entries }, 'audit head')
  })
}

/** So many entries are looked at for one question; the next one goes on from there. */
const mostAtOnce = 20_000

/**
 * Answers how far the chain is whole. It goes on from the last nightly check and then from its own
 * last answer, so that asking stays cheap; the rows behind that are the night's to look at again.
 */
export function createWatch(options: {
  database: Pick<Database, 'pool'>
  sources: AuditSource[]
}): () => Promise<Checked> {
  const { database, sources } = options
  let whole: Place | undefined
  let running: Promise<Checked> | null = null

  async function look(): Promise<Checked> {
    const client = await database.pool.connect()
    try {
      const last = await lastCheck(client)
      if (last?.fault) return last
      if (last?.hash && last.seq > (whole?.seq ?? 0)) whole = { seq: last.seq, hash: last.hash }
      const { fault, end } = await inSnapshot(client, () =>
        verifyChain(client, { sources, after: whole, most: mostAtOnce }),
      )
      // An empty chain has nothing to go on from.
      if (end.seq > 0) whole = end
      return { seq: end.seq, at: new Date(), fault }
    } finally {
      client.release()
    }
  }

  return () => {
    running ??= look().finally(() => (running = null))
    return running
  }
}

/** The last nightly check, or null. */
export async function lastCheck(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<(Checked & { hash: Buffer | null }) | null> {
  const { rows } = await client.query<Omit<Checked, 'seq'> & { seq: unknown; hash: Buffer | null }>(
    'select seq, at, fault, hash from audit.checks order by id desc limit 1',
  )
  return rows[0] ? { ...rows[0], seq: Number(rows[0].seq) } : null
}

async function inSnapshot<Result>(
  client: Pick<pg.ClientBase, 'query'>,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('begin isolation level repeatable read read only')
  try {
    return await work()
  } finally {
    await client.query('rollback').catch(() => {})
  }
}

async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'nhip-audit-check' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
