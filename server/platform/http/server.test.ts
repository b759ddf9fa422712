import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../../../contract/endpoint.ts'
import { errorBody, Failure } from '../../../contract/errors.ts'
import { routesFor } from './route.ts'
import { createServer } from './server.ts'
import type { ServerLimits } from './server.ts'

let app: FastifyInstance
let logged: string

type Options = {
  publicUrl?: string
  trustedProxies?: string[]
  limits?: Partial<ServerLimits>
  pages?: boolean
}

/** A server whose log is kept in `logged`. */
function start({ publicUrl, trustedProxies, limits, pages }: Options = {}): FastifyInstance {
  logged = ''
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  app = createServer({
    config: {
      publicUrl: publicUrl ?? 'http://localhost:3000',
      trustedProxies: trustedProxies ?? [],
    },
    log: pino({ level: 'info' }, lines),
    ...(limits && { limits }),
    ...(pages && {
      notFoundPage: () => '<h1>Không tìm thấy</h1>',
      errorPage: (_request, _reply, body) => `<h1>${body.error.code}</h1>`,
    }),
  })
  return app
}

afterEach(() => app.close())

const echo = endpoint({
  method: 'POST',
  path: '/api/echo',
  tag: 'test',
  summary: 'Gives back what it got',
  audience: 'anyone',
  body: z.object({ words: z.string('required') }),
  response: z.object({ words: z.string() }),
})

function addEcho(): void {
  const route = routesFor<null>(app, async () => null)
  route(echo, async ({ body }) => body)
}

async function listen(): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

const json = { 'content-type': 'application/json' }

test('what is thrown is answered in the one error model, never with its stack', async () => {
  start()
  app.get('/api/bug', async () => {
    throw new Error('secret detail of the inside')
  })
  const answer = await app.inject('/api/bug?phone=0905123456')
  expect(answer.statusCode).toBe(500)
  expect(answer.headers['content-type']).toContain('application/json')
  const body = errorBody.parse(answer.json())
  expect(body.error.code).toBe('internal')
  expect(body.error.requestId).toBe(answer.headers['x-request-id'])
  expect(answer.body).not.toMatch(/secret|stack|at /)
  expect(logged).toContain('secret detail of the inside')
  expect(logged).toContain(body.error.requestId)
})

test('an error of the database is logged without the values it quotes', async () => {
  start()
  app.get('/api/bug', async () => {
    const detail = 'Key (phone)=(0905123456) already exists.'
    const facts = { severity: 'ERROR', code: '23505', table: 'reporters', detail }
    throw Object.assign(new Error('duplicate key "0905123456"'), facts)
  })
  expect((await app.inject('/api/bug')).statusCode).toBe(500)
  expect(logged).toMatch(/PostgreSQL 23505.*reporters/)
  expect(logged).not.toContain('0905123456')
})

test('an answer that does not fit its own schema is our fault, not the caller’s', async () => {
  start()
  const route = routesFor<null>(app, async () => null)
  route(echo, async () => ({ words: 7 }) as never)
  const answer = await app.inject({ method: 'POST', url: '/api/echo', payload: { words: 'a' } })
  expect(answer.statusCode).toBe(500)
  expect(answer.json().error.fields).toBeUndefined()
})

test('failures keep their code, status, fields and Retry-After', async () => {
  start()
  app.get('/api/busy', async () => {
    throw new Failure('too_many_requests', { details: { retryAfter: 41.2 } })
  })
  app.get('/api/away', async () => {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  })
  const busy = await app.inject('/api/busy')
  expect(busy.statusCode).toBe(429)
  expect(busy.headers['retry-after']).toBe('42')
  const away = await app.inject('/api/away')
  expect(away.statusCode).toBe(503)
  expect(away.headers['retry-after']).toBe('2')
  expect(away.json().error.code).toBe('unavailable')
})

test('broken, oversize, foreign and wrong bodies each get their own answer', async () => {
  start()
  addEcho()
  const post = (payload: string, type = 'application/json') =>
    app.inject({
      method: 'POST',
      url: '/api/echo',
      headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
      payload,
    })
  const broken = await post('{"words":')
  expect([broken.statusCode, broken.json().error.code]).toEqual([400, 'invalid_input'])
  const poisoned = await post('{"__proto__":{"admin":true},"words":"a"}')
  expect([poisoned.statusCode, poisoned.json().error.code]).toEqual([400, 'invalid_input'])
  const empty = await post('')
  expect([empty.statusCode, empty.json().error.code]).toEqual([400, 'invalid_input'])
  const wrong = await post('{"words":1}')
  expect(wrong.json().error.fields).toEqual([{ path: 'words', code: 'required' }])
  const big = await post(JSON.stringify({ words: 'x'.repeat(1024 * 1024) }))
  expect([big.statusCode, big.json().error.code]).toEqual([413, 'payload_too_large'])
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/xml']) {
    const foreign = await post('words=a', type)
    expect([foreign.statusCode, foreign.json().error.code]).toEqual([415, 'unsupported_media_type'])
  }
  const good = await post('{"words":"Ngập ở cầu"}', 'application/json; charset=utf-8')
  expect(good.json()).toEqual({ words: 'Ngập ở cầu' })
})

test('unknown and unreadable addresses', async () => {
  start()
  const missing = await app.inject('/api/nothing')
  expect([missing.statusCode, missing.json().error.code]).toEqual([404, 'not_found'])
  const unreadable = await app.inject('/api/%E0%A4%A')
  expect([unreadable.statusCode, unreadable.json().error.code]).toEqual([400, 'invalid_input'])
})

test('people get pages outside the API, programs get JSON', async () => {
  start({ pages: true })
  app.get('/bao-cao', async () => {
    throw new Error('bug')
  })
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  const page = await app.inject({ url: '/khong-co', headers: browser })
  expect(page.statusCode).toBe(404)
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.body).toContain('Không tìm thấy')
  const failed = await app.inject({ url: '/bao-cao', headers: browser })
  expect([failed.statusCode, failed.body]).toEqual([500, '<h1>internal</h1>'])
  const inApi = await app.inject({ url: '/api/khong-co', headers: browser })
  expect(inApi.json().error.code).toBe('not_found')
  const program = await app.inject('/khong-co')
  expect(program.json().error.code).toBe('not_found')
})

test('a request id from outside is not taken over', async () => {
  start()
  const answer = await app.inject({ url: '/api/x', headers: { 'x-request-id': 'forged' } })
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.body).not.toContain('forged')
})

test('a forged X-Forwarded-For is ignored unless the proxy is trusted', async () => {
  const forged = { 'x-forwarded-for': '203.0.113.9' }
  start()
  app.get('/api/ip', async (request) => ({ ip: request.ip }))
  expect((await app.inject({ url: '/api/ip', headers: forged })).json().ip).toBe('127.0.0.1')
  await app.close()

  start({ trustedProxies: ['10.1.0.0/16'] })
  app.get('/api/ip', async (request) => ({ ip: request.ip }))
  const ask = async (remoteAddress: string, header: string) => {
    const headers = { 'x-forwarded-for': header }
    return (await app.inject({ url: '/api/ip', headers, remoteAddress })).json().ip
  }
  expect(await ask('10.1.2.3', '203.0.113.9')).toBe('203.0.113.9')
  expect(await ask('198.51.100.1', '203.0.113.9')).toBe('198.51.100.1')
  // What the caller itself put in front of the proxy's entry is not believed.
  expect(await ask('10.1.2.3', '1.1.1.1, 203.0.113.9')).toBe('203.0.113.9')
})

test('the log names the route, never the query, the body or the address', async () => {
  start()
  addEcho()
  app.get('/api/things/:id', async () => ({ ok: true }))
  await app.inject({ url: '/api/things/0905123456?q=Nguyen', remoteAddress: '203.0.113.9' })
  await app.inject({ method: 'POST', url: '/api/echo', payload: { words: 'Trần Thị B' } })
  const entries = logged
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(entries[0]).toMatchObject({ method: 'GET', route: '/api/things/:id', status: 200 })
  expect(entries[0].requestId).toBeTruthy()
  expect(logged).not.toMatch(/0905123456|Nguyen|203\.0\.113|Trần/)
})

test('a request that arrives too slowly is cut off, others are served meanwhile', async () => {
  start({ limits: { requestMs: 300 } })
  addEcho()
  const port = await listen()
  const slow = connect(port, '127.0.0.1')
  slow.write('POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n')
  slow.write('Content-Length: 100\r\n\r\n{"words":')
  let received = ''
  slow.on('data', (chunk) => (received += String(chunk)))
  const closed = new Promise((resolve) => slow.on('close', resolve))
  const other = await fetch(`http://127.0.0.1:${port}/api/echo`, {
    method: 'POST',
    headers: json,
    body: '{"words":"a"}',
  })
  expect(other.status).toBe(200)
  await closed
  expect(received).toMatch(/^HTTP\/1\.1 408 /)
})

test('what is not HTTP is refused without a word about us', async () => {
  start()
  const port = await listen()
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => (received += String(chunk)))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write('\x16\x03\x01 nonsense\r\n\r\n')
  await closed
  expect(received).toBe(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  )
})

test('closing finishes what is in flight and does not wait for idle connections', async () => {
  start()
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  app.get('/api/slow', async () => {
    started.resolve()
    await finish.promise
    return { done: true }
  })
  app.get('/api/quick', async () => ({ done: true }))
  const port = await listen()
  const idle = await fetch(`http://127.0.0.1:${port}/api/quick`)
  await idle.json()

  const inFlight = fetch(`http://127.0.0.1:${port}/api/slow`)
  await started.promise
  const closing = app.close()
  await expect.poll(() => app.server.listening).toBe(false)
  finish.resolve()
  const answer = await inFlight
  expect(await answer.json()).toEqual({ done: true })
  expect(answer.headers.get('connection')).toBe('close')
  await closing
  await expect(fetch(`http://127.0.0.1:${port}/api/quick`)).rejects.toThrow('fetch failed')
})

test('closing cuts what does not end', async () => {
  start({ limits: { closeMs: 100 } })
  const started = Promise.withResolvers<void>()
  app.get('/api/never', async () => {
    started.resolve()
    await new Promise(() => {})
  })
  const port = await listen()
  const cut = new Promise((resolve) => {
    httpRequest({ port, path: '/api/never' }).on('error', resolve).end()
  })
  await started.promise
  await app.close()
  expect(await cut).toMatchObject({ code: 'ECONNRESET' })
})
