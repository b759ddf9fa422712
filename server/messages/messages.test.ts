import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createFetchOutside } from '../platform/http/outgoing.ts'
import { createLog } from '../platform/log.ts'
import { createMessages, deliverTask } from './index.ts'
import type { Gateways } from './index.ts'

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let url: string
/** What the gateway was sent, and how it answers; 0 breaks the connection off. */
const taken: { headers: Record<string, unknown>; body: Record<string, string> }[] = []
let answer = 200

const gateway = createServer((request, response) => {
  let text = ''
  request.on('data', (part) => (text += part))
  request.on('end', () => {
    taken.push({ headers: request.headers, body: JSON.parse(text) })
    if (answer === 0) request.socket.destroy()
    else response.writeHead(answer).end()
  })
})

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/sms`
})
afterAll(async () => {
  gateway.close()
  await database.close()
  await scratch.drop()
})
beforeEach(() => {
  taken.length = 0
  answer = 200
})

const messagesWith = (sms: Gateways['sms']) =>
  createMessages({
    database,
    vault: testVault(database),
    gateways: { sms, email: null },
    fetchOutside: createFetchOutside({ allow: [{ host: '127.0.0.1', port: null }] }),
    log: createLog('silent'),
  })
const sms = (more = {}) => ({
  id: randomUUID(),
  channel: 'sms' as const,
  recipient: '0912345678',
  subject: 'Mã',
  text: 'Mã: 123456',
  purpose: 'test',
  seconds: 300,
  ...more,
})
const stateOf = async (id: string) =>
  (await database.pool.query('select state from messages.outbox where id = $1', [id])).rows[0].state

it('is sealed in the database and goes to the gateway once', async () => {
  const messages = messagesWith({ url, token: 'geheim' })
  const message = sms()
  await database.transaction((tx) => messages.send(tx, message))
  const dump = JSON.stringify(
    (await database.pool.query('select o::text from messages.outbox o')).rows,
  )
  expect(dump).not.toMatch(/0912345678|123456"/)
  const { rows } = await database.pool.query(
    'select payload::text from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id where t.identifier = $1',
    [deliverTask],
  )
  expect(rows.map((row) => JSON.parse(row.payload))).toContainEqual({ id: message.id })
  await Promise.all([messages.deliver(message.id), messages.deliver(message.id)])
  await messages.deliver(message.id)
  expect(taken).toHaveLength(1)
  expect(taken[0]!.body).toEqual({ id: message.id, to: '0912345678', text: 'Mã: 123456' })
  expect(taken[0]!.headers).toMatchObject({
    authorization: 'Bearer geheim',
    'idempotency-key': message.id,
  })
  expect(await stateOf(message.id)).toBe('sent')
})

it('is tried again only when the gateway certainly took nothing', async () => {
  const messages = messagesWith({ url, token: null })
  const message = sms()
  await messages.send(database.executor, message)
  answer = 503
  await expect(messages.deliver(message.id)).rejects.toThrow('takes nothing now')
  answer = 200
  await messages.deliver(message.id)
  expect(taken).toHaveLength(2)
  expect(await stateOf(message.id)).toBe('sent')

  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const away = messagesWith({ url: `http://127.0.0.1:${port}/sms`, token: null })
  const other = sms()
  await away.send(database.executor, other)
  await expect(away.deliver(other.id)).rejects.toThrow('takes nothing now')
  expect(await stateOf(other.id)).toBe('waiting')
})

it('is not repeated when nobody knows whether it arrived', async () => {
  const messages = messagesWith({ url, token: null })
  const message = sms()
  await messages.send(database.executor, message)
  answer = 0
  await messages.deliver(message.id)
  await messages.deliver(message.id)
  expect(taken).toHaveLength(1)
  expect(await stateOf(message.id)).toBe('sending')
})

it('is not sent when it is worth nothing any more, nor after a refusal', async () => {
  const messages = messagesWith({ url, token: null })
  const late = sms({ seconds: 0 })
  await messages.send(database.executor, late)
  await messages.deliver(late.id)
  expect(taken).toHaveLength(0)
  expect(await stateOf(late.id)).toBe('late')

  const refused = sms()
  await messages.send(database.executor, refused)
  answer = 400
  await messages.deliver(refused.id)
  expect(await stateOf(refused.id)).toBe('refused')
})

it('stays here to be read where there is no gateway, and goes when it is past', async () => {
  const messages = messagesWith(null)
  const message = sms()
  await messages.send(database.executor, message)
  expect(await messages.kept(message.id)).toMatchObject({
    recipient: '0912345678',
    text: 'Mã: 123456',
  })
  expect((await messages.listKept()).map(({ id }) => id)).toContain(message.id)
  await database.pool.query(
    `update messages.outbox set expires_at = now() - interval '8 days' where id = $1`,
    [message.id],
  )
  await messages.prune()
  expect(await messages.kept(message.id)).toBeNull()
})
