import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { AuditFault } from '../../../contract/audit.ts'
import { beginning, entryColumns, hashOf } from './entry.ts'
import type { ChainEntry, EntryRow } from './entry.ts'
import { headSource, readHeads } from './heads.ts'
import type { Head } from './heads.ts'
import { headText, isSigned, tipText } from './key.ts'
import type { AuditSource } from './source.ts'

type Client = Pick<pg.ClientBase, 'query'>
type Link = ChainEntry & { prev: Buffer; hash: Buffer }

/** A place in the chain; the entries behind it are looked at. */
export type Place = { seq: number; hash: Buffer }

/** `end` is how far the chain is whole: the last good entry, or where the look began. */
export type Verified = {
  fault: AuditFault | null
  end: Place
  entries: number
  /** Entries that wait to be sealed, and are not looked at. */
  waiting: number
}

export type VerifyOptions = {
  sources: AuditSource[]
  /** Whose signatures count; without it none is looked at. */
  publicKey?: string | undefined
  /** Where to begin; the first entry when absent. */
  after?: Place | undefined
  /** Only rows since then must be told of by entries; ever when absent. */
  since?: Date | undefined
  /** Stop after about so many entries, and leave the chain's end and the untold rows alone. */
  most?: number | undefined
  /** Heads that were kept outside. */
  kept?: Head[]
  onPage?: (end: Place) => void
}

const pageSize = 2_000

/**
 * Follows the chain from entry to entry and compares the rows they tell of; the first fault ends it.
 * Reads only. The caller gives one snapshot (a repeatable read transaction), so that what is written
 * meanwhile does not count.
 */
export async function verifyChain(client: Client, options: VerifyOptions): Promise<Verified> {
  const sources = new Map(
    [...options.sources, headSource].map((each) => [each.kind as string, each]),
  )
  const heads = [...(await readHeads(client)), ...(options.kept ?? [])]
  const erased = await readErased(client)
  const waiting = await countWaiting(client)
  const start = options.after ?? { seq: 0, hash: beginning }
  let end = start
  let entries = 0
  const result = (fault: AuditFault | null): Verified => ({ fault, end, entries, waiting })

  const forged = heads.filter(
    (head) => options.publicKey !== undefined && !isSignedHead(head, options.publicKey),
  )
  if (options.after && !(await isThere(client, options.after))) {
    return result({ fault: 'missing', seq: options.after.seq, row: null })
  }
  const isPast = heads.find((head) => forged.includes(head) && head.seq <= start.seq)
  if (isPast) return result({ fault: 'head', seq: isPast.seq, row: isPast.day })
  for (const { seq, hash, day } of options.kept ?? []) {
    if (seq <= start.seq && !(await isThere(client, { seq, hash }))) {
      return result({ fault: 'head', seq: firstUnsigned(heads, seq), row: day })
    }
  }
  const most = options.most ?? Infinity
  while (entries < most) {
    const page = await readPage(client, end.seq)
    if (page.length === 0) break
    const good: Link[] = []
    let fault: AuditFault | null = null
    let last = end
    for (const link of page) {
      fault = await faultOf(client, link, last, { heads, forged })
      if (fault) break
      good.push(link)
      last = link
    }
    // A row that differs may stand before the broken link.
    const bad = await firstBadRow(client, good, sources, erased)
    if (bad) {
      const before = good.findLast(({ seq }) => seq < bad.seq!)
      end = before ?? end
      entries += good.filter(({ seq }) => seq < bad.seq!).length
      return result(bad)
    }
    end = { seq: last.seq, hash: last.hash }
    entries += good.length
    if (fault) return result(fault)
    options.onPage?.(end)
    if (page.length < pageSize) break
  }
  if (options.most !== undefined) return result(null)
  return result(
    (await faultOfEnd(client, end, { heads, forged }, options.publicKey)) ??
      (await firstUntold(client, [...sources.values()], options.since)),
  )
}

async function countWaiting(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: unknown }>(
    'select count(*) as count from audit.entries where seq is null',
  )
  return Number(rows[0]!.count)
}

/** Whether the chain still has the entry that was reached before. */
async function isThere(client: Client, { seq, hash }: Place): Promise<boolean> {
  const { rowCount } = await client.query(
    'select from audit.entries where seq = $1 and hash = $2',
    [seq, hash],
  )
  return rowCount === 1
}

/** The subjects whose rows were erased by law, with the id of the last entry that says so. */
async function readErased(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ subject: string; id: unknown }>(
    `select subject, max(id) as id from audit.entries
    where kind = 'erasure' and subject is not null group by subject`,
  )
  return new Map(rows.map(({ subject, id }) => [subject, Number(id)]))
}

async function readPage(client: Client, after: number): Promise<Link[]> {
  const { rows } = await client.query<EntryRow & Pick<Link, 'prev' | 'hash'>>(
    `select ${entryColumns}, prev, hash from audit.entries where seq > $1 order by seq limit $2`,
    [after, pageSize],
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq), id: Number(row.id) }))
}

/** What is wrong with one entry, seen from the one before. */
async function faultOf(
  client: Client,
  link: Link,
  last: Place,
  { heads, forged }: { heads: Head[]; forged: Head[] },
): Promise<AuditFault | null> {
  const { seq, prev, hash } = link
  const at = (fault: AuditFault['fault']): AuditFault => ({ fault, seq, row: rowIn(link) })
  if (seq !== last.seq + 1) return { fault: 'missing', seq: last.seq + 1, row: null }
  if (!prev.equals(last.hash)) {
    const { rowCount } = await client.query(
      'select from audit.entries where hash = $1 and seq > $2 limit 1',
      [prev, last.seq],
    )
    return at(rowCount ? 'reordered' : 'changed')
  }
  if (!hashOf(prev, link).equals(hash)) return at('changed')
  if (seq === 1 && link.kind !== 'genesis') return at('reordered')
  const here = heads.filter((head) => head.seq === seq)
  const fake = here.find((head) => forged.includes(head))
  if (fake) return { fault: 'head', seq, row: fake.day }
  const other = here.find((head) => !head.hash.equals(hash))
  return other ? { fault: 'head', seq: firstUnsigned(heads, seq), row: other.day } : null
}

/** The entry behind the last head before a place: from there on nothing signed speaks for them. */
function firstUnsigned(heads: Head[], before: number): number {
  return Math.max(0, ...heads.flatMap(({ seq }) => (seq < before ? [seq] : []))) + 1
}

/** What an entry says of the row that it tells of. */
function told({ data }: Link): { row: string; digest: string } | null {
  const { row, digest } = (data ?? {}) as { row?: unknown; digest?: unknown }
  return typeof row === 'string' && typeof digest === 'string' ? { row, digest } : null
}

const rowIn = (link: Link) => told(link)?.row ?? null

/** The first entry of these whose row is gone or another one, except where the law erased it. */
async function firstBadRow(
  client: Client,
  links: Link[],
  sources: Map<string, AuditSource>,
  erased: Map<string, number>,
): Promise<AuditFault | null> {
  const digests = new Map<string, string>()
  for (const source of sources.values()) {
    const keys = links.flatMap((link) => {
      const row = link.kind === source.kind ? rowIn(link) : null
      return row !== null && source.key.test(row) ? [row] : []
    })
    if (keys.length === 0) continue
    const { rows } = await client.query<{ key: string; parts: string }>(source.rows, [keys])
    for (const { key, parts } of rows) {
      digests.set(`${source.kind} ${key}`, createHash('sha256').update(parts).digest('hex'))
    }
  }
  for (const link of links) {
    const source = sources.get(link.kind)
    if (!source) continue
    if (link.subject !== null && (erased.get(link.subject) ?? 0) > link.id) continue
    const wanted = told(link)
    const found = wanted && digests.get(`${link.kind} ${wanted.row}`)
    if (found && found === wanted.digest) continue
    return {
      fault: found ? 'source_changed' : 'source_missing',
      seq: link.seq,
      row: `${source.table} ${wanted?.row ?? '?'}`,
    }
  }
  return null
}

/** Whether the chain ends where the sealer says that it ends, and reaches every head. */
async function faultOfEnd(
  client: Client,
  end: Place,
  { heads, forged }: { heads: Head[]; forged: Head[] },
  publicKey: string | undefined,
): Promise<AuditFault | null> {
  const { rows } = await client.query<{ seq: unknown; hash: Buffer; signature: Buffer }>(
    'select seq, hash, signature from audit.tip',
  )
  const [tip] = rows
  const fake = forged.find(({ seq }) => seq > end.seq)
  if (fake) return { fault: 'head', seq: fake.seq, row: fake.day }
  const reached = Math.max(Number(tip?.seq ?? 0), ...heads.map(({ seq }) => seq))
  if (reached > end.seq) return { fault: 'missing', seq: end.seq + 1, row: null }
  if (end.seq === 0) {
    const { rowCount } = await client.query('select from audit.entries limit 1')
    return rowCount ? null : { fault: 'missing', seq: 1, row: null }
  }
  const isSealed =
    tip &&
    Number(tip.seq) === end.seq &&
    tip.hash.equals(end.hash) &&
    (publicKey === undefined || isSigned(tipText(end.seq, tip.hash), tip.signature, publicKey))
  return isSealed ? null : { fault: 'signature', seq: firstUnsigned(heads, end.seq + 1), row: null }
}

/** The first row that no entry tells of: it was put in behind the log's back. */
async function firstUntold(
  client: Client,
  sources: AuditSource[],
  since: Date | undefined,
): Promise<AuditFault | null> {
  for (const { table, unlogged } of sources) {
    const { rows } = await client.query<{ key: string }>(unlogged, [since ?? null])
    if (rows[0]) return { fault: 'source_unlogged', seq: null, row: `${table} ${rows[0].key}` }
  }
  return null
}

function isSignedHead({ day, seq, hash, signature }: Head, publicKey: string): boolean {
  return isSigned(headText(day, seq, hash), signature, publicKey)
}
