import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../../../contract/endpoint.ts'
import { Failure } from '../../../contract/errors.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { NewEntry } from '../audit/index.ts'
import { tellRefusals } from './refusals.ts'
import type { Caller } from './refusals.ts'
import { routesFor } from './route.ts'
import { createServer } from './server.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const refuse = endpoint({
  method: 'POST',
  path: '/api/things/:id/:code',
  tag: 'test',
  summary: 'Refuses as it is told',
  audience: 'anyone',
  params: z.object({ id: z.string(), code: z.string() }),
  body: z.object({ words: z.string('required') }),
  response: z.object({}),
})

/** A server that refuses; `x-caller: staff mai` says who calls. */
function start(options: { everyMs?: number; append?: (entry: NewEntry) => Promise<void> } = {}) {
  const told: NewEntry[] = []
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const app = createServer({ config: { publicUrl: 'http://localhost', trustedProxies: [] }, log })
  tellRefusals(app, {
    log,
    async append(entry) {
      told.push(entry)
    },
    async callerOf({ headers }) {
      const [kind, id] = String(headers['x-caller'] ?? '').split(' ')
      return id ? { kind: kind as Caller['kind'], id } : null
    },
    ...options,
  })
  routesFor(app, async () => new Failure('unauthenticated'))(refuse, async ({ params }) => {
    throw new Failure(params.code as ErrorCode)
  })
  closers.push(() => app.close())
  const call = (code: string, caller = 'staff mai', body: object = { words: 'Bà Hoa' }) =>
    app.inject({
      method: 'POST',
      url: `/api/things/${Math.random()}/${code}?q=Hoa`,
      headers: { 'x-caller': caller },
      payload: body,
    })
  return { app, told, lines, call }
}

test('a refusal of somebody signed in is told with route and code, and nothing that was sent', async () => {
  const { told, call } = start()
  await call('forbidden')
  await call('not_found', 'staff mai', {})
  await call('action_not_allowed', 'reporter c1')
  await expect.poll(() => told).toHaveLength(3)
  const route = 'POST /api/things/:id/:code'
  expect(told.map(({ actorKind, actor, data }) => [actorKind, actor, data])).toEqual([
    ['staff', 'mai', { route, status: 403, code: 'forbidden', times: 1 }],
    ['staff', 'mai', { route, status: 400, code: 'invalid_input', times: 1 }],
    ['reporter', 'c1', { route, status: 409, code: 'action_not_allowed', times: 1 }],
  ])
  expect(JSON.stringify(told)).not.toContain('Hoa')
})

test('strangers, conflicts and a citizen’s slip in a form are not told', async () => {
  const { app, told, call } = start()
  await call('forbidden', '')
  await call('conflict')
  await call('invalid_input', 'reporter c1')
  await call('forbidden')
  await app.close()
  expect(told.map(({ data }) => data!.code)).toEqual(['forbidden'])
})

test('whoever tries again and again is told of once, then how often', async () => {
  const { told, call } = start({ everyMs: 300 })
  for (let at = 0; at < 20; at += 1) await call('forbidden')
  await call('not_found')
  await call('forbidden', 'staff an')
  const count = (who: string, code: string) =>
    told
      .filter(({ actor, data }) => actor === who && data!.code === code)
      .map(({ data }) => Number(data!.times))
  const all = () => count('mai', 'forbidden').reduce((sum, times) => sum + times, 0)
  await expect.poll(all, { timeout: 5_000 }).toBe(20)
  expect(count('mai', 'forbidden')[0]).toBe(1)
  expect(count('mai', 'forbidden').length).toBeLessThan(10)
  expect([count('mai', 'not_found'), count('an', 'forbidden')]).toEqual([[1], [1]])
})

test('what is counted but not told yet is told when the server ends', async () => {
  const { app, told, call } = start()
  for (let at = 0; at < 5; at += 1) await call('forbidden')
  await app.close()
  expect(told.map(({ data }) => data!.times)).toEqual([1, 4])
})

test('the answer neither waits for the log nor fails with it', async () => {
  const held = Promise.withResolvers<void>()
  const slow = start({ append: () => held.promise })
  expect((await slow.call('forbidden')).statusCode).toBe(403)
  held.resolve()

  const broken = start({ append: () => Promise.reject(new Error('away')) })
  expect((await broken.call('forbidden')).statusCode).toBe(403)
  await expect.poll(() => broken.lines.join('')).toContain('a refusal was not told')
})
