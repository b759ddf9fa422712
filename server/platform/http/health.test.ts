import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/database.ts'
import { openDatabase } from '../database/index.ts'
import { healthRoutes } from './health.ts'
import { createServer } from './server.ts'

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
beforeEach(async () => {
  testDatabase = await createTestDatabase()
})
afterEach(() => testDatabase.drop())

function start(url = testDatabase.url) {
  const app = createServer({
    config: { publicUrl: 'http://localhost:3000', trustedProxies: [] },
    log: pino({ level: 'silent' }),
  })
  const database = openDatabase(url)
  const metrics = healthRoutes(app, database)
  app.get('/api/things/:id', async () => ({ done: true }))
  app.addHook('onClose', () => database.close())
  return { app, database, metrics }
}

test('ready with a database that has every migration', async () => {
  const { app, database } = start()
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })

  await database.pool.query(
    'delete from public.migrations where name = (select max(name) from public.migrations)',
  )
  const behind = await app.inject('/readyz')
  expect([behind.statusCode, behind.json().error.details]).toEqual([503, { reason: 'migrations' }])
  await app.close()
})

test('alive but not ready while the database is away or does not answer', async () => {
  const { app } = start('postgresql://nobody@127.0.0.1:1/none')
  expect((await app.inject('/healthz')).statusCode).toBe(200)
  const away = await app.inject('/readyz')
  expect([away.statusCode, away.headers['retry-after']]).toEqual([503, '2'])
  expect(away.json().error.details).toEqual({ reason: 'database' })
  await app.close()

  const stuck = start()
  const holder = await openDatabase(testDatabase.url).pool.connect()
  await holder.query('begin; lock table public.migrations in access exclusive mode')
  const slow = await stuck.app.inject('/readyz')
  expect([slow.statusCode, slow.json().error.details]).toEqual([503, { reason: 'too_slow' }])
  await holder.query('rollback')
  holder.release(true)
  await stuck.app.close()
})

test('metrics by route pattern, with the gauges that were added', async () => {
  const { app, metrics } = start()
  metrics.gauge('nhip_events_waiting', 'Events that no reader has seen', async () => 7)
  metrics.gauge('nhip_broken', 'Cannot be read', async () => {
    throw new Error('no')
  })
  await app.inject('/api/things/0905123456')
  await app.inject('/api/none')
  const { body, headers } = await app.inject('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/things/:id",status="200"} 1',
  )
  expect(body).toContain('route="none",status="404"')
  expect(body).toContain('nhip_events_waiting 7')
  expect(body).not.toMatch(/^nhip_broken \d/m)
  expect(body).toContain('process_resident_memory_bytes')
  expect(body).not.toContain('0905123456')
  await app.close()
})

test('metrics are for this machine only, also behind a proxy on it', async () => {
  const { app } = start()
  const ask = async (remoteAddress: string, headers = {}) =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode
  expect(await ask('127.0.0.1')).toBe(200)
  expect(await ask('::1')).toBe(200)
  expect(await ask('::ffff:127.0.0.1')).toBe(200)
  expect(await ask('10.0.0.9')).toBe(404)
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe(404)
  expect(await ask('203.0.113.9', { 'x-forwarded-for': '127.0.0.1' })).toBe(404)
  await app.close()
})
