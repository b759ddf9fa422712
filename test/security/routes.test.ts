import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { callerNames } from './callers.ts'
import type { Caller } from './callers.ts'
import { faultOf, fuzz } from './fuzz.ts'
import { table } from './table.ts'
import type { Row } from './table.ts'
import { makeWorld } from './world.ts'
import type { World } from './world.ts'

let server: TestServer
let world: World

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  world = await makeWorld(server)
}, 90_000)
afterAll(() => server?.close())

/** Calls a route as somebody; answers with the status alone. */
async function call(row: Row, caller: Caller): Promise<number> {
  const [method, declared] = row.route.split(' ') as [string, string]
  const path = row.path?.(world, caller) ?? declared
  const body = await row.body?.(world, caller)
  if (row.endsSession) await caller.signIn()
  const response = await caller.fetch(server.url + path, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        'content-type':
          typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
      },
    }),
  })
  await response.body?.cancel()
  if (row.endsSession) await caller.signIn()
  return response.status
}

it('has a row for every route, and no row for what is none', () => {
  // HEAD answers what GET does, without the body.
  const declared = server.routes
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`)
  expect([...new Set(table.map(({ route }) => route))].sort()).toEqual(
    [...new Set(declared)].sort(),
  )
})

describe.each(
  table.map((row) => [`${row.route}${row.about ? ` – ${row.about}` : ''}`, row] as const),
)('%s', (_, row) => {
  it('answers everybody as the table says', { timeout: 30_000 }, async () => {
    const expected = row.answers.split(' ').map(Number)
    const answers: Record<string, number> = {}
    for (const name of callerNames) answers[name] = await call(row, world.callers[name])
    expect(answers).toEqual(
      Object.fromEntries(callerNames.map((name, index) => [name, expected[index]])),
    )
  })
})

/** What a caller's requests carry, from a session of its own. */
async function cookieOf({ email, password }: Caller): Promise<string> {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

describe('hostile requests', () => {
  it('are told nothing of the inside, on every route, and break nothing', async () => {
    const { operator, officer, administrator } = world.callers
    const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
    const { sent, faults } = await fuzz(server, world, table, {
      perRoute: Number(process.env.FUZZ_RUNS ?? 5),
      seed,
      cookies: ['', await cookieOf(operator), await cookieOf(administrator)],
      spare: await cookieOf(officer),
    })
    expect(sent).toBeGreaterThan(table.length)
    expect(faults, `FUZZ_SEED=${seed}`).toEqual([])
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  }, 60_000)

  it('are answered as they should be where they once broke something', async () => {
    const { host, port } = new URL(server.url)
    const form = (type: string, body: string): [string, string, string] => [
      'POST /gui-phan-anh',
      `content-type: ${type}\r\norigin: ${server.url}\r\ncontent-length: ${body.length}\r\n`,
      body,
    ]
    const boundary = 'multipart/form-data; boundary=x'
    const file =
      '--x\r\ncontent-disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\nabc'
    const found: [number, [string, string, string]][] = [
      [200, [`GET ${world.assets.citizen}`, 'range: bytes=9-1\r\n', '']],
      [404, ['GET /assets/%2e%2e', '', '']],
      [404, ['GET /console/assets/..%2f..%2fpackage.json', '', '']],
      [400, ['GET /api/public/reports/%00', '', '']],
      [400, ['GET /phan-anh/%00', 'accept: text/html\r\n', '']],
      [400, form('multipart/form-data', 'x')],
      [400, form(boundary, 'x')],
      [400, form(boundary, file)],
    ]
    for (const [status, [line, headers, body]] of found) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(
        `${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${headers}\r\n${body}`,
      )
      const answer = (await Array.fromAsync(socket as AsyncIterable<Buffer>)).join('')
      expect(answer.split('\r\n')[0], line + headers).toContain(` ${status} `)
    }
  })

  it('with a method, a parameter or a field that nobody declared get nothing by it', async () => {
    const ask = async (line: string, body?: object) => {
      const [method, path] = line.split(' ') as [string, string]
      const response = await fetch(server.url + path, {
        method,
        ...(body && {
          headers: {
            'content-type': 'application/json',
            'idempotency-key': world.fresh().repeat(4),
          },
          body: JSON.stringify(body),
        }),
      })
      return { status: response.status, text: await response.text() }
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect((await ask(`${method} /api/public/reports`)).status, method).toBe(404)
    }
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-secret: echo\r\n\r\n')
    const traced = (await Array.fromAsync(socket as AsyncIterable<Buffer>)).join('')
    expect(traced).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(traced).not.toContain('echo')

    expect((await ask('GET /api/public/reports?subject=GT01&subject=GT02')).status).toBe(400)

    const report = {
      subject: 'GT01',
      description: 'Ổ gà to.',
      commune: '19789',
      position: { lat: 16.4637, lon: 107.5909 },
    }
    const receipt = JSON.parse(
      (
        await ask('POST /api/reports', {
          ...report,
          status: 'closed',
          agency: 'X19789',
          version: 9,
        })
      ).text,
    )
    const { rows } = await server.app.database.pool.query(
      'select status, agency, version from cases.cases where id = $1',
      [receipt.id],
    )
    expect(rows).toEqual([{ status: 'submitted', agency: null, version: 1 }])
  })

  it('would be noticed if they were', () => {
    const json = 'application/json; charset=utf-8'
    const html = 'text/html; charset=utf-8'
    const told = (status: number, type: string, text: string) =>
      faultOf({ status, type, text }, { method: 'GET' })
    const error = { error: { code: 'not_found', requestId: 'x' } }
    expect(told(404, json, JSON.stringify(error))).toBeNull()
    expect(told(500, json, JSON.stringify(error))).toBe('status 500')
    expect(told(404, json, '{"message":"Route not found"}')).toBe('not the shape of an error')
    expect(told(400, html, '<!doctype html>\n    at x (/a/b.ts:1:2)')).toBe('tells of the inside')
    expect(told(400, html, '<!doctype html>')).toBeNull()
    expect(told(400, json, '{"error":"invalid input syntax for type uuid"}')).toBe(
      'tells of the inside',
    )
  })
})
