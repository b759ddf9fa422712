import { createHash } from 'node:crypto'
import type pg from 'pg'
import { headText } from './key.ts'
import type { AuditKey } from './key.ts'
import { micros, notTold } from './source.ts'
import type { AuditSource } from './source.ts'

/** A day's end of the chain, signed. */
export type Head = { day: string; seq: number; hash: Buffer; signature: Buffer }

type Client = Pick<pg.ClientBase, 'query'>

const parts = `jsonb_build_array(h.day, h.seq, encode(h.hash, 'hex'), encode(h.signature, 'hex'),
  ${micros('h.at')})::text`

/** The heads are told of in the chain themselves: one that is taken out is missed. */
export const headSource: AuditSource = {
  kind: 'head',
  table: 'audit.heads',
  key: /^\d{4}-\d\d-\d\d$/,
  rows: `select h.day::text as key, ${parts} as parts from audit.heads h
    where h.day = any($1::text[]::date[])`,
  unlogged: `select h.day::text as key from audit.heads h
    where ($1::timestamptz is null or h.at >= $1) and ${notTold('head', 'h.day::text')}
    order by h.day limit 1`,
}

/**
 * Signs the end of the chain for yesterday in Vietnam; returns null when that day has a head or the
 * chain is empty. Safe to repeat.
 */
export async function signHead(client: Client, key: AuditKey): Promise<Head | null> {
  await client.query('begin')
  try {
    const { rows } = await client.query<{ day: string; seq: unknown; hash: Buffer }>(
      `select ((now() at time zone 'Asia/Ho_Chi_Minh')::date - 1)::text as day, seq, hash
      from audit.entries where seq is not null order by seq desc limit 1`,
    )
    const [end] = rows
    if (!end) return null
    const { day, hash } = end
    const seq = Number(end.seq)
    const signature = key.sign(headText(day, seq, hash))
    const made = await client.query<{ parts: string }>(
      `insert into audit.heads as h (day, seq, hash, signature) values ($1, $2, $3, $4)
      on conflict do nothing returning ${parts} as parts`,
      [day, seq, hash, signature],
    )
    if (!made.rows[0]) return null
    const digest = createHash('sha256').update(made.rows[0].parts).digest('hex')
    await client.query(
      `insert into audit.entries (kind, actor_kind, data) values ('head', 'system', $1)`,
      [JSON.stringify({ row: day, seq, digest })],
    )
    await client.query('commit')
    return { day, seq, hash, signature }
  } finally {
    // Nothing is open after a commit; PostgreSQL then only warns.
    await client.query('rollback').catch(() => {})
  }
}

/** All heads, oldest first. */
export async function readHeads(client: Client): Promise<Head[]> {
  const { rows } = await client.query<Omit<Head, 'seq'> & { seq: unknown }>(
    'select day::text, seq, hash, signature from audit.heads order by seq, day',
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}

/** A head in one line, to be kept outside: day, place, hash, signature. */
export function printHead({ day, seq, hash, signature }: Head): string {
  return `${day} ${seq} ${hash.toString('hex')} ${signature.toString('base64url')}`
}

/** Reads what {@link printHead} wrote; null when it is not such a line. */
export function parseHead(line: string): Head | null {
  const found = /^(\d{4}-\d\d-\d\d) (\d+) ([0-9a-f]{64}) ([\w-]{86})$/.exec(line.trim())
  if (!found) return null
  const [, day, seq, hash, signature] = found
  return {
    day: day!,
    seq: Number(seq),
    hash: Buffer.from(hash!, 'hex'),
    signature: Buffer.from(signature!, 'base64url'),
  }
}
