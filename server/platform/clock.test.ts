import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { createClock } from './clock.ts'
import { openDatabase } from './database/index.ts'
import type { Database, Executor } from './database/index.ts'

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const databaseTime = async (): Promise<number> =>
  (await database.pool.query('select clock_timestamp() as now')).rows[0].now.getTime()

it('tells the database’s time and is never ahead of it', async () => {
  const clock = createClock(database.executor)
  let last = 0
  for (let turn = 0; turn < 20; turn += 1) {
    const now = (await clock.now()).getTime()
    const truth = await databaseTime()
    // The database's answer is rounded down to a millisecond.
    expect(now).toBeLessThanOrEqual(truth + 1)
    expect(now).toBeGreaterThanOrEqual(last)
    last = now
  }
})

it('does not follow the clock of this machine when that is set', async () => {
  const clock = createClock(database.executor)
  const before = await clock.now()
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-01-01') })
  try {
    expect((await clock.now()).getTime() - before.getTime()).toBeLessThan(10_000)
  } finally {
    vi.useRealTimers()
  }
})

it('asks again after the database was away', async () => {
  const there = openDatabase(scratch.url)
  const away = openDatabase('postgresql://nobody@127.0.0.1:1/none')
  let current = away
  const line = {
    get(_: object, key: string) {
      const { executor } = current
      const value: unknown = Reflect.get(executor, key, executor)
      return typeof value === 'function' ? value.bind(executor) : value
    },
  }
  const clock = createClock(new Proxy<Executor>(database.executor, line))
  await expect(clock.now()).rejects.toThrow()
  current = there
  expect(Math.abs((await clock.now()).getTime() - (await databaseTime()))).toBeLessThan(10_000)
  await there.close()
  await away.close()
})
