import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { callerNames } from './callers.ts'
import type { Caller } from './callers.ts'
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
