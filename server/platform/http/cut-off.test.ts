import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { createServer } from './server.ts'
import type { ServerLimits } from './server.ts'

// Whoever sends too slowly or too much, over real sockets; meanwhile others are served.

let app: FastifyInstance
let port: number
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await app.close()
})

async function start(limits: Partial<ServerLimits>): Promise<void> {
  const config = { publicUrl: 'http://localhost', trustedProxies: [] }
  app = createServer({ config, log: pino({ level: 'silent' }), limits })
  app.get('/api/quick', async () => ({ done: true }))
  app.post('/api/echo', async ({ body }) => body)
  app.get('/api/long', async (_request, reply) => reply.send(Buffer.alloc(64 * 1024 * 1024)))
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
}

/** A connection; `received` is everything until the server hung up. */
function open(): { socket: Socket; received: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk))).on('error', () => {})
  return { socket, received: new Promise((done) => socket.on('close', () => done(text))) }
}

/** Sends a piece again and again until the server hangs up; never waits for it to be read. */
function drip(socket: Socket, piece: string, ms: number): void {
  const timer = setInterval(() => socket.write(piece), ms)
  socket.on('close', () => clearInterval(timer))
}

const isServed = async () => (await fetch(`http://127.0.0.1:${port}/api/quick`)).status
const post = 'POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'

test('headers that never end are cut off, however many hold on', async () => {
  await start({ requestMs: 300 })
  const slow = Array.from({ length: 50 }, () => {
    const { socket, received } = open()
    socket.write('GET /api/quick HTTP/1.1\r\nHost: x\r\n')
    drip(socket, 'X-A: b\r\n', 50)
    return received
  })
  expect(await isServed()).toBe(200)
  for (const received of await Promise.all(slow)) expect(received).toMatch(/^HTTP\/1\.1 408 |^$/)
  expect(await isServed()).toBe(200)
})

test('a body that trickles in is cut off, with a length and without', async () => {
  await start({ requestMs: 300 })
  const measured = open()
  measured.socket.write(`${post}Content-Length: 100000\r\n\r\n`)
  drip(measured.socket, ' ', 50)
  const chunked = open()
  chunked.socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`)
  drip(chunked.socket, '1\r\n \r\n', 50)
  expect(await isServed()).toBe(200)
  expect(await measured.received).toMatch(/^HTTP\/1\.1 408 /)
  expect(await chunked.received).toMatch(/^HTTP\/1\.1 408 /)
})

test('a connection that says nothing is closed', async () => {
  await start({ requestMs: 300, idleMs: 200 })
  expect(await open().received).toMatch(/^HTTP\/1\.1 408 |^$/)
})

test('who does not read the answer is let go', async () => {
  await start({ idleMs: 300 })
  const { socket } = open()
  socket.pause()
  socket.write('GET /api/long HTTP/1.1\r\nHost: x\r\n\r\n')
  const connections = () =>
    new Promise((done) => app.server.getConnections((_error, count) => done(count)))
  await expect.poll(connections).toBe(1)
  await expect.poll(connections, { timeout: 10_000 }).toBe(0)
})

test('too large a head, address or body is refused before it has arrived', async () => {
  await start({ bodyBytes: 1_000 })
  const head = open()
  head.socket.write(`GET /api/quick HTTP/1.1\r\nHost: x\r\n`)
  drip(head.socket, `X-A: ${'b'.repeat(4_000)}\r\n`, 1)
  expect(await head.received).toMatch(/^HTTP\/1\.1 431 /)
  const address = open()
  address.socket.write(`GET /api/quick?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  expect(await address.received).toMatch(/^HTTP\/1\.1 431 /)
  const announced = open()
  announced.socket.write(`${post}Content-Length: 1000000\r\n\r\n{`)
  expect(await announced.received).toMatch(/^HTTP\/1\.1 413 [^]*"payload_too_large"/)
  const unannounced = open()
  unannounced.socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`)
  drip(unannounced.socket, `3e8\r\n${' '.repeat(1_000)}\r\n`, 1)
  expect(await unannounced.received).toMatch(/^HTTP\/1\.1 413 [^]*"payload_too_large"/)
  expect(await isServed()).toBe(200)
})

test('a request that two servers would read differently is read by none', async () => {
  await start({})
  for (const framing of [
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ',
    'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    'X-A: b\nContent-Length: 2\r\n\r\n{}',
  ]) {
    const { socket, received } = open()
    socket.write(`${post}${framing}`)
    expect(await received, framing).toMatch(/^HTTP\/1\.1 400 /)
  }
})
