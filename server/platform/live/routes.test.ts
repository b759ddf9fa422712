import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '../database/index.ts'
import { append, log, scratch, subjectsOf, until } from '../events/fixture.ts'
import { lastPosition } from '../events/reader.ts'
import { startRelay } from '../events/relay.ts'
import type { Relay } from '../events/relay.ts'
import { createServer } from '../http/server.ts'
import { startLive } from './index.ts'
import type { Live } from './index.ts'
import { liveRoutes } from './routes.ts'
import type { LiveOptions } from './routes.ts'

let database: Database
let drop: () => Promise<void>
let relay: Relay
let live: Live
const apps: FastifyInstance[] = []

beforeAll(async () => {
  ;({ database, drop } = await scratch())
  relay = startRelay({ database, log, tasksFor: () => [] })
  live = startLive({ database, log })
})
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})
afterAll(async () => {
  await live.stop()
  await relay.stop()
  await drop()
})

async function serve(options: Partial<LiveOptions> = {}): Promise<number> {
  const app = createServer({
    config: { publicUrl: 'http://localhost', trustedProxies: [] },
    log,
  })
  liveRoutes(app, { live, audienceFor: async () => ['centre'], ...options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  apps.push(app)
  return (app.server.address() as AddressInfo).port
}

type Message = { event: string; id: string; data: string }

/** One connection that reads Server-Sent Events as a browser does: blocks, and the last id. */
function listen(port: number, lastEventId?: string, query = '') {
  const stream = {
    messages: [] as Message[],
    text: '',
    lastEventId: lastEventId ?? '',
    headers: {} as NodeJS.Dict<string | string[]>,
    status: 0,
    ended: false,
    close: () => outgoing.destroy(),
  }
  let rest = ''
  const outgoing = request({
    port,
    host: '127.0.0.1',
    path: `/api/live${query}`,
    agent: false,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  })
  outgoing.on('error', () => (stream.ended = true))
  outgoing.on('response', (response) => {
    stream.status = response.statusCode ?? 0
    stream.headers = response.headers
    response.setEncoding('utf8')
    response.on('error', () => {})
    response.on('close', () => (stream.ended = true))
    response.on('data', (chunk: string) => {
      stream.text += chunk
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) take(block)
    })
  })
  function take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
    stream.lastEventId = field('id') ?? stream.lastEventId
    const data = field('data')
    if (data === undefined) return
    stream.messages.push({ event: field('event') ?? 'message', id: stream.lastEventId, data })
  }
  outgoing.end()
  return stream
}

test('a fresh stream begins with an id to resume from, then tells type and subject only', async () => {
  const port = await serve()
  const stream = listen(port)
  await until(() => stream.messages.length === 1)
  expect(stream.status).toBe(200)
  expect(stream.headers['content-type']).toMatch(/^text\/event-stream/)
  expect(stream.headers['cache-control']).toBe('no-store')
  expect(stream.headers['x-accel-buffering']).toBe('no')
  expect(stream.headers['x-content-type-options']).toBe('nosniff')
  expect(stream.text).toMatch(/^retry: 1000\n\n/)
  const position = await lastPosition(database.executor)
  expect(stream.messages[0]).toEqual({ event: 'ready', id: String(position), data: '{}' })

  const [subject] = subjectsOf(1) as [string]
  await append(database.executor, [subject])
  await until(() => stream.messages.length === 2)
  expect(stream.messages[1]!.event).toBe('message')
  expect(JSON.parse(stream.messages[1]!.data)).toEqual({ type: 'cases.tested', subject })
  expect(Number(stream.lastEventId)).toBeGreaterThan(position)
  stream.close()
})

test('a stream resumes from the header, which goes before the address', async () => {
  const port = await serve()
  const before = String(await lastPosition(database.executor))
  const subjects = subjectsOf(2)
  await append(database.executor, [subjects[0]!])
  const first = listen(port, undefined, `?after=${before}`)
  await until(() => first.messages.length === 1)
  first.close()
  await append(database.executor, [subjects[1]!])
  const second = listen(port, first.lastEventId, `?after=${before}`)
  await until(() => second.messages.length === 1)
  const told = [...first.messages, ...second.messages].map(({ data }) => JSON.parse(data).subject)
  expect(told).toEqual(subjects)
  second.close()
})

test('what is no position is answered by a reset', async () => {
  const port = await serve()
  const stream = listen(port, 'nonsense')
  await until(() => stream.messages.length === 1)
  const id = String(await lastPosition(database.executor))
  expect(stream.messages).toEqual([{ event: 'reset', id, data: '{}' }])
  stream.close()
})

test('nobody we know gets the contract’s error, not a stream', async () => {
  const port = await serve({ audienceFor: async () => null })
  const response = await fetch(`http://127.0.0.1:${port}/api/live`)
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } })
})

test('HEAD opens no stream', async () => {
  const port = await serve()
  const response = await fetch(`http://127.0.0.1:${port}/api/live`, { method: 'HEAD' })
  expect(response.status).toBe(404)
})

test('heartbeats carry the position, also past events for others', async () => {
  const port = await serve({ audienceFor: async () => ['agency:z'], heartbeatMs: 20 })
  const stream = listen(port)
  await until(() => stream.messages.length > 0)
  await append(database.executor, subjectsOf(3))
  await until(() => /^: beat$/m.test(stream.text))
  const ready = Number(stream.messages[0]!.id)
  await until(() => Number(stream.lastEventId) > ready)
  await until(async () => Number(stream.lastEventId) === (await lastPosition(database.executor)))
  expect(stream.messages).toHaveLength(1)
  stream.close()
})

test('a stream ends when its account may no longer listen, or its audience changes', async () => {
  let allowed = true
  let audience: string[] | null = ['agency:a', 'centre']
  let checks = 0
  const asked = await serve({ stillAllowed: async () => allowed, recheckMs: 10 })
  const compared = await serve({
    recheckMs: 10,
    audienceFor: async () => {
      checks += 1
      return audience
    },
  })
  const [one, two, three] = [listen(asked), listen(compared), listen(compared)]
  await until(() => [one, two, three].every((stream) => stream.messages.length === 1))
  audience = ['centre', 'agency:a']
  const before = checks
  await until(() => checks >= before + 6)
  expect([one.ended, two.ended, three.ended]).toEqual([false, false, false])
  allowed = false
  audience = ['agency:a']
  await until(() => one.ended && two.ended && three.ended)
  const back = listen(compared)
  await until(() => back.messages.length === 1)
  audience = null
  await until(() => back.ended)
})

test('a database that is away for a moment ends no stream; one that stays away does', async () => {
  let failing = 0
  const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  const port = await serve({
    recheckMs: 10,
    stillAllowed: async () => {
      if (failing-- > 0) throw away
      return true
    },
  })
  const stream = listen(port)
  await until(() => stream.messages.length === 1)
  failing = 2
  await until(() => failing < 0)
  expect(stream.ended).toBe(false)
  failing = Infinity
  await until(() => stream.ended)
})

test('a client that does not read is cut off', async () => {
  const port = await serve()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.pause()
  socket.write('GET /api/live HTTP/1.1\r\nhost: x\r\n\r\n')
  const reading = listen(port)
  await until(() => reading.messages.length === 1)
  const app = apps[0]!
  const open = () =>
    new Promise<number>((resolve, reject) =>
      app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    )
  await until(async () => (await open()) === 2)
  // More than the kernel's buffers on both sides hold; each event in it is small enough by itself.
  let rounds = 0
  while ((await open()) === 2) {
    rounds += 1
    await database.pool.query(
      `insert into platform.events (type, subject, audience)
      select repeat('x', 5000), gen_random_uuid(), '{centre}' from generate_series(1, 40)`,
    )
    await until(() => reading.messages.length === 1 + rounds * 40)
  }
  expect(reading.ended).toBe(false)
  reading.close()
  socket.destroy()
})

test('closing the server ends its streams', async () => {
  const port = await serve()
  const stream = listen(port)
  await until(() => stream.messages.length === 1)
  const closing = apps[0]!.close()
  await until(() => stream.ended)
  await closing
})

test('clients that keep losing their connection and resume get every event exactly once', async () => {
  const port = await serve({ heartbeatMs: 15 })
  const written: string[] = []
  let writing = true
  let ready = 0
  const clients = Array.from({ length: 12 }, async () => {
    const told: string[] = []
    let lastEventId: string | undefined
    let connections = 0
    for (;;) {
      connections += 1
      const stream = listen(port, lastEventId)
      const life = Date.now() + Math.random() * 60
      if (lastEventId === undefined) {
        await until(() => stream.messages.length > 0)
        ready += 1
      }
      const total = () => told.length + stream.messages.filter((m) => m.event === 'message').length
      const done = () => !writing && total() >= written.length
      await until(() => done() || (writing && Date.now() > life))
      // Gone in the middle of whatever it was being told; only what it has seen counts.
      stream.close()
      lastEventId = stream.lastEventId || lastEventId
      for (const message of stream.messages) {
        if (message.event === 'message') told.push(JSON.parse(message.data).subject)
        else if (message.event === 'reset') throw new Error('unexpected reset')
      }
      if (done()) return { told, connections }
    }
  })
  await until(() => ready === clients.length)
  const writer = async (): Promise<void> => {
    for (let n = 0; n < 150; n += 1) {
      const subjects = subjectsOf(1 + (n % 3))
      await database.transaction((tx) => append(tx, subjects))
      written.push(...subjects)
    }
  }
  await Promise.all([writer(), writer(), writer(), writer()])
  writing = false
  const results = await Promise.all(clients)
  for (const { told, connections } of results) {
    expect(told).toHaveLength(written.length)
    expect(told).toEqual(results[0]!.told)
    expect(connections).toBeGreaterThan(1)
  }
  expect(results[0]!.told.toSorted()).toEqual(written.toSorted())
})
