import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '../database/index.ts'
import { append, log, scratch, subjectsOf, terminate, until, value } from './fixture.ts'
import { lastPosition, readEvents } from './reader.ts'
import { startRelay } from './relay.ts'
import type { EventJob, Relay } from './relay.ts'

let database: Database
let drop: () => Promise<void>
const relays: Relay[] = []

beforeAll(async () => {
  ;({ database, drop } = await scratch())
})
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()))
  await database.pool.query('truncate platform.events; truncate jobs._private_jobs')
})
afterAll(() => drop())

function relay(tasksFor: (subject: string) => EventJob[] = () => []): Relay {
  const started = startRelay({ database, log, tasksFor: ({ subject }) => tasksFor(subject) })
  relays.push(started)
  return started
}

const oneJob = (subject: string): EventJob[] => [{ task: 'tell', payload: { subject } }]

async function allNumbered(): Promise<boolean> {
  return !(await value(
    database,
    'select exists(select from platform.events where position is null)',
  ))
}

/** Every subject by position, as a reader that starts at 0 sees them. */
async function readAll(): Promise<string[]> {
  const events = await readEvents(database.executor, { after: 0, limit: 100_000 })
  return events.map((event) => event.subject)
}

async function jobSubjects(): Promise<string[]> {
  return value(
    database,
    `select coalesce(json_agg(payload->>'subject'), '[]') from jobs._private_jobs`,
  )
}

/** A reader that goes on from the last number it saw, as naive ids or as positions. */
function follower(column: 'id' | 'position') {
  let last = 0
  const seen: string[] = []
  return {
    seen,
    async read() {
      const { rows } = await database.pool.query<{ n: number; subject: string }>(
        `select ${column} as n, subject from platform.events where ${column} > $1 order by 1`,
        [last],
      )
      for (const row of rows) seen.push(row.subject)
      last = rows.at(-1)?.n ?? last
    },
  }
}

test('a reader by ids misses what commits late; a reader by positions does not', async () => {
  const naive = follower('id')
  const positions = follower('position')
  const [early, late] = subjectsOf(2) as [string, string]
  relay()

  const slow = await database.pool.connect()
  await slow.query('begin')
  await slow.query(
    `insert into platform.events (type, subject, audience) values ('cases.tested', $1, '{centre}')`,
    [early],
  )
  await database.transaction((tx) => append(tx, [late]))
  await until(allNumbered)
  await Promise.all([naive.read(), positions.read()])
  await slow.query('commit')
  slow.release()
  await until(async () => (await readAll()).length === 2)
  await Promise.all([naive.read(), positions.read()])

  const ids = await value(database, 'select array_agg(subject order by id) from platform.events')
  expect(ids).toEqual([early, late])
  expect(naive.seen).toEqual([late])
  expect(positions.seen).toEqual([late, early])
})

test('events of one transaction keep their order', async () => {
  const subjects = subjectsOf(1_200)
  relay()
  await database.transaction((tx) => append(tx, subjects))
  await until(allNumbered)
  expect(await readAll()).toEqual(subjects)
})

test('a reader gets only what its audience may be told', async () => {
  const [mine, other, both] = subjectsOf(3) as [string, string, string]
  relay()
  await append(database.executor, [mine], ['agency:a'])
  await append(database.executor, [other], ['agency:b', 'centre'])
  await append(database.executor, [both], ['agency:b', 'agency:a'])
  await until(allNumbered)
  const read = (after: number, audience: string[]) =>
    readEvents(database.executor, { after, audience, limit: 10 })
  const seen = await read(0, ['agency:a', 'agency:c'])
  expect(seen.map((event) => event.subject)).toEqual([mine, both])
  expect(await read(0, [])).toEqual([])
  expect(await read(await lastPosition(database.executor), ['agency:a'])).toEqual([])
})

test('a rolled back event is neither numbered nor told', async () => {
  relay(oneJob)
  const [kept, gone] = subjectsOf(2) as [string, string]
  await database
    .transaction(async (tx) => {
      await append(tx, [gone])
      throw new Error('no')
    })
    .catch(() => {})
  await append(database.executor, [kept])
  await until(allNumbered)
  expect(await readAll()).toEqual([kept])
  expect(await jobSubjects()).toEqual([kept])
})

test('of jobs with one key only the last waits', async () => {
  relay((subject) => [
    { task: 'count', payload: { subject }, jobKey: 'count' },
    { task: 'tell', payload: { subject } },
  ])
  const first = subjectsOf(20)
  await database.transaction((tx) => append(tx, first))
  await until(allNumbered)
  const second = subjectsOf(3)
  await database.transaction((tx) => append(tx, second))
  await until(allNumbered)
  expect((await jobSubjects()).sort()).toEqual([...first, ...second, second[2]!].sort())
})

test('a keyed job whose predecessor is being done is queued anew', async () => {
  relay((subject) => [{ task: 'count', payload: { subject }, jobKey: 'count' }])
  const [first, second] = subjectsOf(2) as [string, string]
  await append(database.executor, [first])
  await until(allNumbered)
  await database.pool.query(
    `update jobs._private_jobs set locked_at = now(), locked_by = 'somebody', attempts = 1`,
  )
  await append(database.executor, [second])
  await until(allNumbered)
  const waiting = `select array_agg(payload->>'subject') from jobs._private_jobs where locked_at is null`
  expect(await value(database, waiting)).toEqual([second])
})

test('a relay killed inside its transaction loses and doubles nothing', async () => {
  const blocker = await database.pool.connect()
  await blocker.query('begin')
  await blocker.query('lock table jobs._private_jobs in exclusive mode')
  const subjects = subjectsOf(50)
  relay(oneJob)
  await append(database.executor, subjects)
  // It has numbered the batch and now waits, inside the transaction, to insert the jobs.
  const waits = `select exists(select from pg_stat_activity where datname = current_database()
    and application_name = 'nhip-relay' and wait_event_type = 'Lock')`
  await until(() => value(database, waits))
  expect(await readAll()).toEqual([])
  expect(await terminate(database, 'relay')).toBe(1)
  await blocker.query('rollback')
  blocker.release()
  await until(allNumbered)
  expect(await readAll()).toEqual(subjects)
  expect((await jobSubjects()).sort()).toEqual(subjects.toSorted())
})

test('one relay works at a time, and another takes over when it ends', async () => {
  const busy: number[] = []
  const both = [0, 1].map((n) =>
    relay((subject) => {
      busy.push(n)
      return oneJob(subject)
    }),
  )
  const subjects = subjectsOf(3)
  await append(database.executor, [subjects[0]!])
  await until(allNumbered)
  const holder = busy[0]!
  await append(database.executor, [subjects[1]!])
  await until(allNumbered)
  expect(busy).toEqual([holder, holder])
  await both[holder]!.stop()
  await append(database.executor, [subjects[2]!])
  await until(allNumbered)
  expect(busy).toEqual([holder, holder, 1 - holder])
  expect(await jobSubjects()).toEqual(subjects)
})

test('concurrent writers and a relay that keeps being killed: nothing lost, nothing doubled', async () => {
  relay(oneJob)
  relay(oneJob)
  const reader = follower('position')
  const committed: string[] = []
  let writing = true
  const writer = async (): Promise<void> => {
    for (let n = 0; n < 60; n += 1) {
      const subjects = subjectsOf(1 + Math.floor(Math.random() * 4))
      const fails = Math.random() < 0.2
      try {
        await database.transaction(async (tx) => {
          for (const subject of subjects) await append(tx, [subject])
          await delay(Math.random() * 5)
          if (fails) throw new Error('rolled back')
        })
        committed.push(...subjects)
      } catch (error) {
        if (!fails) throw error
      }
    }
  }
  const readAlong = async (): Promise<void> => {
    while (writing) await reader.read()
  }
  const kill = async (): Promise<void> => {
    while (writing) {
      await delay(Math.random() * 120)
      await terminate(database, 'relay')
    }
  }
  const others = [readAlong(), kill()]
  await Promise.all(Array.from({ length: 8 }, writer))
  writing = false
  await Promise.all(others)
  await until(allNumbered)
  await reader.read()
  expect(reader.seen.toSorted()).toEqual(committed.toSorted())
  expect((await jobSubjects()).sort()).toEqual(committed.toSorted())
})

test('property: in whatever order transactions begin, write and end, a reader sees each committed event once', async () => {
  relay()
  const step = fc.oneof(
    fc.record({
      do: fc.constant('write' as const),
      tx: fc.nat(4),
      events: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ do: fc.constantFrom('commit' as const, 'rollback' as const), tx: fc.nat(4) }),
    fc.record({ do: fc.constant('read' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await database.pool.query('truncate platform.events')
      const reader = follower('position')
      const open = new Map<number, { client: import('pg').PoolClient; subjects: string[] }>()
      const committed: string[] = []
      const end = async (tx: number, how: 'commit' | 'rollback'): Promise<void> => {
        const transaction = open.get(tx)
        if (!transaction) return
        await transaction.client.query(how)
        transaction.client.release()
        open.delete(tx)
        if (how === 'commit') committed.push(...transaction.subjects)
      }
      for (const next of steps) {
        if (next.do === 'read') await reader.read()
        else if (next.do === 'write') {
          let transaction = open.get(next.tx)
          if (!transaction) {
            transaction = { client: await database.pool.connect(), subjects: [] }
            await transaction.client.query('begin')
            open.set(next.tx, transaction)
          }
          for (const subject of subjectsOf(next.events)) {
            await transaction.client.query(
              `insert into platform.events (type, subject, audience) values ('cases.tested', $1, '{centre}')`,
              [subject],
            )
            transaction.subjects.push(subject)
          }
        } else await end(next.tx, next.do)
      }
      for (const tx of open.keys()) await end(tx, tx % 2 ? 'commit' : 'rollback')
      await until(allNumbered)
      await reader.read()
      expect(reader.seen.toSorted()).toEqual(committed.toSorted())
    }),
    { numRuns: 25 },
  )
})
