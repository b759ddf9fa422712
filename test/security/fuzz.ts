import { Agent, request as httpRequest } from 'node:http'
import type { OutgoingHttpHeaders } from 'node:http'
import fc from 'fast-check'
import { z } from 'zod'
import { api } from '../../contract/api.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { errorBody } from '../../contract/errors.ts'
import type { TestServer } from '../server.ts'
import type { Row } from './table.ts'
import type { World } from './world.ts'

// Hostile requests for every route of the table, and what no answer to them may be.

export type Answer = { status: number; type: string; text: string }
type Hostile = { method: string; path: string; headers: OutgoingHttpHeaders; body: Buffer | null }

/** A list written as text. */
const words = (list: string) => list.split(/\s+/)

/** JSON texts that stand where a value was expected; some are no JSON at all. */
const values = fc.oneof(
  fc.constantFrom(
    ...words(`null true -1 0 -0 1e400 1e-400 99999999999999999999 2147483648 9223372036854775808
      0.1 NaN [] {} [null] [[[]]] "" "\\u0000" "a\\u0000b" "\\ud800" "\\udfff\\ud800" "%s%n%x"
      "$\{7*7}" "<script>alert(1)</script>" "../../etc/passwd" "__proto__" "constructor" "=1+1"
      "2026-02-30" "0000" "-infinity" "infinity" "999999-01-01" "2026-01-01T25:61:61Z" "-0001-01-01"
      {"__proto__":{"x":1}} {"constructor":{"prototype":{}}} {"toString":1}
      {"lat":1e308,"lon":-1e308} {"lat":"16","lon":[]} {"lat":null,"lon":null}`),
    '" "',
    '"\u202e\u200b\ufeff"',
    '"\'; drop table cases.cases; --"',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    '{"a":'.repeat(2_000),
    `"${'ắ'.repeat(20_000)}"`,
  ),
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
)

/** The same for one piece of an address, already encoded. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...words(`%00 a%00b %FF%FE %C0%AE %ED%A0%80 ..%2f..%2fetc%2fpasswd %2e%2e % -1 0 1e309 NaN
      Infinity 99999999999999999999 2147483648 null '%20or%201=1-- %27 %22 %3Cscript%3E %0d%0aX:1
      %F0%9F%98%80 %E1%BA%AF %E2%80%AE __proto__ constructor toString 2026-02-30 0000-00-00
      999999-01-01 -infinity 00000000-0000-0000-0000-00000000000g %5B%5D %7B%7D`),
    'x'.repeat(3_000),
    '\u00ff',
  ),
  fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .map((text) => encodeURIComponent(text.toWellFormed())),
)

const headers: fc.Arbitrary<OutgoingHttpHeaders> = fc.record(
  {
    'content-type': fc.constantFrom(
      ...words(`application/json application/JSON;;; text/plain application/x-www-form-urlencoded
        multipart/form-data multipart/form-data;boundary=x image/jpeg application/xml / a
        application/octet-stream application/json;charset=utf-16`),
      '',
      'x\u00ff/y',
    ),
    accept: fc.constantFrom('text/html', '*/*', 'application/json', '\u00ff', 'x'.repeat(500)),
    'accept-language': fc.constantFrom('vi', 'en;q=2,,;', '\u00ff', '*', 'x'.repeat(500)),
    'accept-encoding': fc.constantFrom('gzip', 'br;q=9', '*;q=x'),
    'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
    range: fc.constantFrom(
      'bytes=0-',
      'bytes=-1',
      'bytes=9-1',
      'bytes=0-1,3-4',
      'x',
      `bytes=${'9'.repeat(40)}-`,
    ),
    'if-none-match': fc.constantFrom('*', '"', 'W/"x"', '\u00ff'),
    'if-modified-since': fc.constantFrom('x', 'Thu, 01 Jan 1970 00:00:00 GMT'),
    'last-event-id': fc.constantFrom('x', '-1', '9'.repeat(40)),
    'x-forwarded-for': fc.constantFrom('x', '::', '1.1.1.1, ,'),
    'idempotency-key': fc.constantFrom(
      '',
      'short',
      'x'.repeat(300),
      'ch\u00ecakh\u00f3a',
      "'; --------",
    ),
    'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', '?'),
  },
  { requiredKeys: [] },
)

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']

/** How a row's request is bent: what is chosen at random, before the world is known. */
const bends = fc.record({
  method: fc.option(fc.constantFrom(...methods), { freq: 8 }),
  piece: fc.option(pieces, { freq: 2 }),
  query: fc.array(fc.tuple(fc.nat(), pieces), { maxLength: 3 }),
  headers,
  value: values,
  /** Which part of the body it takes the place of; the whole of it at the end of the list. */
  at: fc.nat(),
  noise: fc.option(fc.uint8Array({ maxLength: 60 }), { freq: 6 }),
  usualHeaders: fc.boolean(),
})
type Bend = typeof bends extends fc.Arbitrary<infer Value> ? Value : never

const endpoints = new Map(
  Object.values(api as Record<string, Endpoint>).map((each) => [
    `${each.method} ${each.path}`,
    each,
  ]),
)

/** The names a query of this route may have, as its schema declares them. */
function queryNames(route: string): string[] {
  const shape = (endpoints.get(route)?.query as { shape?: object } | undefined)?.shape
  const known = shape
    ? Object.keys(shape)
    : ['lat', 'lon', 'q', 'page', 'service_code', 'extensions']
  return [...known, 'trang', 'code', '__proto__', 'a[b]', '', '%FF']
}

/** Puts a JSON text in the place of one part of a body. */
function bendBody(body: unknown, { value, at }: Bend): string {
  const mark = '\u0001here\u0001'
  const places: (() => void)[] = []
  const copy = structuredClone(body) as Record<string, unknown>
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push(() => ((node as Record<string, unknown>)[key] = mark))
      visit((node as Record<string, unknown>)[key])
    }
  }
  visit(copy)
  const place = places[at % (places.length + 1)]
  if (!place) return value
  place()
  return JSON.stringify(copy).replace(JSON.stringify(mark), () => value)
}

async function make(row: Row, bend: Bend, world: World): Promise<Hostile> {
  const [method, declared] = row.route.split(' ') as [string, string]
  const caller = world.callers.officer
  let path = row.path?.(world, caller) ?? declared
  if (bend.piece !== null) path = declared.replace(/:\w+|\*/, () => bend.piece!)
  if (bend.piece !== null && bend.at % 3 === 0) path = path.replace(/:\w+/g, () => bend.piece!)
  const names = queryNames(row.route)
  const query = bend.query
    .map(([name, value]) => `${names[name % names.length]}=${value}`)
    .join('&')
  if (query) path += `${path.includes('?') ? '&' : '?'}${query}`

  const usual = row.body ? await row.body(world, caller) : undefined
  const isForm = typeof usual === 'string'
  const bent = isForm
    ? `${usual.split('=', 1)[0]}=${bend.piece ?? '%00'}&${usual}&a[]=1&description=%00`
    : usual === undefined
      ? bend.value
      : bendBody(usual, bend)
  let body: Buffer | null = Buffer.from(bent)
  if (bend.noise) body = Buffer.concat([body.subarray(0, body.length / 2), bend.noise])
  const sent = bend.method ?? method
  if ((sent === 'GET' || sent === 'HEAD') && bend.at % 5 > 0) body = null
  return {
    method: sent,
    path: path.replace(/[^\u0021-\u00ff]/g, '') || '/',
    headers: {
      origin: 'http://127.0.0.1',
      'sec-fetch-site': 'same-origin',
      'idempotency-key': `fuzz-${bend.at}-${'k'.repeat(8)}`,
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(!bend.usualHeaders && bend.headers),
    },
    body,
  }
}

function send(url: URL, { method, path, headers, body }: Hostile, cookie: string, agent: Agent) {
  return new Promise<Answer>((done, fail) => {
    const request = httpRequest({
      agent,
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...headers, cookie, ...(body && { 'content-length': body.length }) },
    })
    request.on('error', fail).on('response', (response) => {
      const type = response.headers['content-type'] ?? ''
      const chunks: Buffer[] = []
      const end = () =>
        done({ status: response.statusCode!, type, text: Buffer.concat(chunks).toString('latin1') })
      response.on('error', fail).on('end', end)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      // A live stream has no end.
      if (type.startsWith('text/event-stream')) {
        end()
        request.destroy()
      }
    })
    request.end(body)
  })
}

/** Traces of our inside: a stack, a file of ours, a statement, PostgreSQL's own words. */
const inside =
  /\n\s+at |node_modules|\.ts:\d|file:\/\/\/|\bselect .+ from |\binsert into |violates |syntax error at|invalid byte sequence|invalid input syntax|SqlState|ECONN|PostgreSQL|kysely|ZodError/i

const oauthError = z.strictObject({ error: z.string() })

/** What is wrong with an answer; null when nothing is. `away`: what it needs is not there. */
export function faultOf(
  { status, type, text }: Answer,
  { method, path = '', away = false }: { method: string; path?: string; away?: boolean },
): string | null {
  if (status >= 500 && !(away && status === 503)) return `status ${status}`
  if (type.startsWith('text/event-stream') || status < 400) return null
  if (inside.test(text)) return 'tells of the inside'
  if (method === 'HEAD' || text === '') return null
  if (type.startsWith('text/html')) return /^<!doctype html>/i.test(text) ? null : 'no page'
  if (type.includes('xml')) return /<error[s>]/.test(text) ? null : 'no error of Open311'
  if (!type.startsWith('application/json')) return `a body of type "${type}"`
  const body: unknown = JSON.parse(text)
  // Open311 has a list of its own.
  if (Array.isArray(body))
    return body.every((each) => 'code' in each) ? null : 'no error of Open311'
  // The simulated provider speaks OAuth (RFC 6749, section 5.2).
  if (path.startsWith('/mo-phong/') && oauthError.safeParse(body).success) return null
  return errorBody.safeParse(body).success ? null : 'not the shape of an error'
}

/** Calls that end a session or hash a password: left to the caller whose session may end. */
const costly = /\/api\/(session|account)/

/**
 * Sends hostile requests to every route, `perRoute` to each; returns those that were answered
 * wrongly, as lines to read. `seed` makes a run again.
 */
export async function fuzz(
  server: TestServer,
  world: World,
  table: Row[],
  options: { perRoute: number; seed: number; cookies: string[]; spare: string },
): Promise<{ sent: number; faults: string[] }> {
  const url = new URL(server.url)
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const rows = [...new Map(table.map((row) => [row.route, row])).values()]
  const drawn = fc.sample(bends, { numRuns: rows.length * options.perRoute, seed: options.seed })
  const faults: string[] = []
  let sent = 0
  const work = drawn.map((bend, index) => ({ bend, row: rows[index % rows.length]!, index }))
  const next = async (): Promise<void> => {
    for (let task = work.shift(); task; task = work.shift()) {
      const { bend, row, index } = task
      if (costly.test(row.route) && index >= rows.length * 2) continue
      const hostile = await make(row, bend, world)
      const cookie = costly.test(row.route)
        ? options.spare
        : (options.cookies[bend.at % options.cookies.length] ?? '')
      sent += 1
      const answer = await send(url, hostile, cookie, agent).catch((error: Error) => error)
      const fault =
        answer instanceof Error
          ? answer.message
          : faultOf(answer, { ...hostile, away: row.answers.includes('503') })
      if (fault === null) continue
      const shown = hostile.body?.toString('latin1').slice(0, 200) ?? ''
      const said = answer instanceof Error ? '' : answer.text.slice(0, 200)
      faults.push(
        `${fault}: ${hostile.method} ${hostile.path.slice(0, 200)} ${JSON.stringify(hostile.headers)} ${shown} → ${said}`,
      )
    }
  }
  await Promise.all(Array.from({ length: 6 }, next))
  agent.destroy()
  return { sent, faults }
}
