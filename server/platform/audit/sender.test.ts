import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { addSignIn, auditScratch, sealAll, sources } from '../../../test/audit.ts'
import type { Database } from '../database/index.ts'
import { log, terminate, until } from '../events/fixture.ts'
import { createFetchOutside } from '../http/outgoing.ts'
import { closeDay } from './check.ts'
import { beginning, hashOf } from './entry.ts'
import type { ChainEntry } from './entry.ts'
import { headText, isSigned } from './key.ts'
import type { AuditKey } from './key.ts'
import { sentUpTo, startSender } from './sender.ts'

type Line =
  | { type: 'entry'; entry: ChainEntry; prev: string; hash: string }
  | { type: 'head'; day: string; seq: number; hash: string; signature: string }
type Delivery = { lines: Line[]; headers: IncomingHttpHeaders }

let database: Database
let client: pg.Client
let key: AuditKey
let close: () => Promise<void>
let receiver: Server
/** What the receiver does with a batch; it takes all of them by itself. */
let answer: (response: ServerResponse, delivery: Delivery) => unknown
/** All that was answered with 2xx. */
let taken: Delivery[] = []

const take = (response: ServerResponse, delivery: Delivery) => {
  taken.push(delivery)
  response.writeHead(204).end()
}

beforeAll(async () => {
  ;({ database, client, key, close } = await auditScratch())
  receiver = createServer(async (request, response) => {
    const body = await text(request)
    const lines = body.split('\n').filter(Boolean)
    await answer(response, {
      headers: request.headers,
      lines: lines.map((line) => JSON.parse(line) as Line),
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  receiver.closeAllConnections()
  receiver.close()
  await close()
})

const stoppers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stoppers.splice(0)) await stop()
})

/** An address that has nothing of the log yet. */
function newSink(name: string) {
  taken = []
  answer = take
  const { port } = receiver.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/${name}`, token: 'bi-mat' }
}

function send(sink: { url: string; token: string | null }) {
  const fetchOutside = createFetchOutside({
    allow: [{ host: '127.0.0.1', port: null }],
    timeoutMs: 300,
  })
  const sender = startSender({ database, log, sink, fetchOutside, pollMs: 10, firstPause: 10 })
  stoppers.push(sender.stop)
}

/** Some committed entries of one account, sealed. */
async function add(count: number, actor: string): Promise<void> {
  await client.query(
    `insert into audit.entries (kind, actor_kind, actor, data)
    select 'sign_in', 'staff', $2, jsonb_build_object('n', n, 'a', 'ổ gà') from generate_series(1, $1) n`,
    [count, actor],
  )
  await sealAll(client, key)
}

const end = async () =>
  Number((await client.query('select max(seq) as seq from audit.entries')).rows[0].seq)
const entriesOf = (deliveries: Delivery[]) =>
  deliveries.flatMap(({ lines }) => lines.flatMap((line) => (line.type === 'entry' ? line : [])))
const seqs = () => entriesOf(taken).map(({ entry }) => entry.seq)
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

it('sends all of it in order, in a form whose hashes the receiver computes itself', async () => {
  await add(700, 'mai')
  await closeDay({ database, log, key, sources })
  await sealAll(client, key)
  const sink = newSink('order')
  send(sink)
  const last = await end()
  await until(async () => (await sentUpTo(client, sink)).seq === last)
  await addSignIn(database, 'an')
  await sealAll(client, key)
  await until(async () => (await sentUpTo(client, sink)).seq === last + 1)

  expect(seqs()).toEqual(upTo(last + 1))
  expect(taken[0]!.headers).toMatchObject({
    authorization: 'Bearer bi-mat',
    'content-type': 'application/x-ndjson',
  })
  let hash: Buffer = beginning
  for (const line of entriesOf(taken)) {
    expect(line.prev).toBe(hash.toString('hex'))
    hash = hashOf(hash, line.entry)
    expect(line.hash).toBe(hash.toString('hex'))
  }
  const all = taken.flatMap(({ lines }) => lines)
  const at = all.findIndex(({ type }) => type === 'head')
  const head = all[at] as Line & { type: 'head' }
  expect(all[at - 1]).toMatchObject({ entry: { seq: head.seq }, hash: head.hash })
  const signed = headText(head.day, head.seq, Buffer.from(head.hash, 'hex'))
  expect(isSigned(signed, Buffer.from(head.signature, 'base64url'), key.publicKey)).toBe(true)
  expect(all.filter(({ type }) => type === 'head')).toHaveLength(1)
})

it('skips nothing while the receiver refuses, does not answer, and comes back', async () => {
  const sink = newSink('away')
  let tries = 0
  answer = (response, delivery) => {
    tries += 1
    if (tries === 1) response.writeHead(503).end()
    else if (tries === 2) response.writeHead(302, { location: '/elsewhere' }).end()
    else if (tries === 3) response.destroy()
    // The fourth is never answered: the guarded call gives up.
    else if (tries > 4) take(response, delivery)
  }
  await add(600, 'an')
  send(sink)
  const last = await end()
  await until(async () => (await sentUpTo(client, sink)).seq === last)
  // What came too late to be believed is sent once more.
  expect([...new Set(seqs())]).toEqual(upTo(last))
})

it('repeats at most the one batch that was taken but not yet remembered', async () => {
  const sink = newSink('killed')
  answer = async (response, delivery) => {
    const isFirst = taken.length === 0
    if (isFirst) expect(await terminate(database, 'audit-sender')).toBe(1)
    take(response, delivery)
  }
  send(sink)
  const last = await end()
  await until(async () => (await sentUpTo(client, sink)).seq === last)
  const [first, second] = taken
  expect(second!.lines).toEqual(first!.lines)
  expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key'])
  expect(entriesOf(taken.slice(1)).map(({ entry }) => entry.seq)).toEqual(upTo(last))
})

it('of two senders one sends', async () => {
  const sink = newSink('two')
  send(sink)
  send(sink)
  const last = await end()
  await until(async () => (await sentUpTo(client, sink)).seq === last)
  expect(seqs()).toEqual(upTo(last))
})

it('is late when an entry has waited for over an hour', async () => {
  const sink = newSink('late')
  expect(await sentUpTo(client, sink)).toEqual({ seq: 0, late: false })
  await client.query(
    `insert into audit.entries (at, kind, actor_kind) values (now() - interval '61 minutes', 'sign_in', 'staff')`,
  )
  await sealAll(client, key)
  await client.query('insert into audit.sent (sink, seq) values ($1, $2)', [
    sink.url,
    (await end()) - 1,
  ])
  expect(await sentUpTo(client, sink)).toMatchObject({ late: true })
  send(sink)
  await until(async () => !(await sentUpTo(client, sink)).late)
  expect(taken).toHaveLength(1)
})
