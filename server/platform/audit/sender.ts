import type pg from 'pg'
import type { Database } from '../database/index.ts'
import { workAlone } from '../events/alone.ts'
import type { Log } from '../log.ts'
import { canonicalJson, entryColumns } from './entry.ts'
import type { ChainEntry, EntryRow } from './entry.ts'

/** A system outside that keeps a copy of the log. */
export type AuditSink = { url: string; token: string | null }

type Client = Pick<pg.ClientBase, 'query'>

/** How far a receiver has the log: its last entry (0: none) and its last signed day. */
type Place = { seq: number; head: string | null }
type Batch = { body: string; from: number; end: Place; isFull: boolean }

const lock = 7_411_028
const batchSize = 500
const takeOverMs = 2_000
/** The longest pause between two tries, in ms. */
const maxPause = 5 * 60_000

/**
 * Sends sealed entries and signed days on, in their order, as lines of JSON:
 * `{"type":"entry","entry":{…},"prev":"…","hash":"…"}`, where hash = SHA-256(prev || canonical JSON
 * of `entry`), and `{"type":"head","day","seq","hash","signature"}` behind the entry that it ends
 * with. What was answered with 2xx is remembered and never sent again; everything else is tried
 * again until it is taken, after `firstPause` growing to five minutes, and nothing overtakes it. A
 * process that dies between an answer and the remembering repeats that one batch: receivers know
 * entries by `seq`. Safe to start in every process: one sends.
 */
export function startSender(options: {
  database: Pick<Database, 'url'>
  log: Log
  sink: AuditSink
  fetchOutside: typeof fetch
  /** Between two looks when all is sent, in ms. */
  pollMs?: number
  firstPause?: number
}): { stop(): Promise<void> } {
  const { log, sink, fetchOutside, pollMs = 1_000, firstPause = 1_000 } = options
  let failures = 0
  return workAlone({
    url: options.database.url,
    name: 'audit-sender',
    log,
    lock,
    takeOverMs,
    async work(client, signal) {
      const batch = await nextBatch(client, sink.url)
      if (!batch) return pollMs
      const refusal = await post(fetchOutside, sink, batch, signal)
      if (signal.aborted) return 0
      if (refusal) {
        failures += 1
        // A long outage is one line, not one a try.
        log[failures === 1 ? 'warn' : 'debug']({ refusal }, 'the audit log was not taken')
        return Math.min(maxPause, firstPause * 2 ** (failures - 1))
      }
      if (failures > 0) log.info('the audit log is taken again')
      failures = 0
      await remember(client, sink.url, batch.end)
      return batch.isFull ? 0 : pollMs
    },
  })
}

/** How far a receiver has the log, and whether an entry has waited for it for over an hour. */
export async function sentUpTo(
  client: Client,
  sink: AuditSink,
): Promise<{ seq: number; late: boolean }> {
  const { seq } = await placeOf(client, sink.url)
  const { rows } = await client.query<{ late: boolean }>(
    `select at < now() - interval '1 hour' as late from audit.entries
    where seq > $1 order by seq limit 1`,
    [seq],
  )
  return { seq, late: rows[0]?.late ?? false }
}

async function placeOf(client: Client, url: string): Promise<Place> {
  const { rows } = await client.query<{ seq: unknown; head: string | null }>(
    'select seq, head::text from audit.sent where sink = $1',
    [url],
  )
  const [row] = rows
  return row ? { seq: Number(row.seq), head: row.head } : { seq: 0, head: null }
}

async function remember(client: Client, url: string, { seq, head }: Place): Promise<void> {
  await client.query(
    `insert into audit.sent (sink, seq, head) values ($1, $2, $3)
    on conflict (sink) do update set seq = $2, head = $3, at = now()`,
    [url, seq, head],
  )
}

async function nextBatch(client: Client, url: string): Promise<Batch | null> {
  const place = await placeOf(client, url)
  const entries = await client.query<EntryRow & { prev: Buffer; hash: Buffer }>(
    `select ${entryColumns}, prev, hash from audit.entries
    where seq > $1 order by seq limit ${batchSize}`,
    [place.seq],
  )
  const seq = Number(entries.rows.at(-1)?.seq ?? place.seq)
  const heads = await client.query<{ day: string; seq: unknown; hash: Buffer; signature: Buffer }>(
    `select day::text, seq, hash, signature from audit.heads
    where ($1::date is null or day > $1) and seq <= $2 order by day`,
    [place.head, seq],
  )
  if (entries.rows.length === 0 && heads.rows.length === 0) return null
  const lines = [
    ...entries.rows.map((row) => ({ seq: Number(row.seq), text: entryLine(row) })),
    ...heads.rows.map(({ day, seq: at, hash, signature }) => ({
      seq: Number(at),
      text: JSON.stringify({
        type: 'head',
        day,
        seq: Number(at),
        hash: hash.toString('hex'),
        signature: signature.toString('base64url'),
      }),
    })),
  ]
  // Stable: a head stays behind the entry of its number.
  lines.sort((a, b) => a.seq - b.seq)
  return {
    body: lines.map(({ text }) => `${text}\n`).join(''),
    from: place.seq,
    end: { seq, head: heads.rows.at(-1)?.day ?? place.head },
    isFull: entries.rows.length === batchSize,
  }
}

/** The entry as its hash covers it, so that a receiver can compute the hash from these bytes. */
function entryLine({ prev, hash, ...row }: EntryRow & { prev: Buffer; hash: Buffer }): string {
  const { at, kind, actorKind, actor, subject, data } = row
  const seq = Number(row.seq)
  const entry: ChainEntry = { seq, id: Number(row.id), at, kind, actorKind, actor, subject, data }
  const hex = (bytes: Buffer) => JSON.stringify(bytes.toString('hex'))
  return `{"type":"entry","entry":${canonicalJson(entry)},"prev":${hex(prev)},"hash":${hex(hash)}}`
}

/** Hands a batch over; returns null when it was taken, else why not. */
async function post(
  fetchOutside: typeof fetch,
  { url, token }: AuditSink,
  { body, from, end }: Batch,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const response = await fetchOutside(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        'idempotency-key': `${from}-${end.seq}-${end.head ?? ''}`,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body,
      redirect: 'error',
      signal,
    })
    await response.body?.cancel()
    return response.ok ? null : `answered ${response.status}`
  } catch (error) {
    return (error as { code?: string }).code ?? 'unreachable'
  }
}
