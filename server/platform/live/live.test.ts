import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '../database/index.ts'
import { append, log, scratch, subjectsOf, terminate, until, value } from '../events/fixture.ts'
import { lastPosition } from '../events/reader.ts'
import { startRelay } from '../events/relay.ts'
import type { Relay } from '../events/relay.ts'
import { startLive } from './index.ts'
import type { Live, Subscription } from './index.ts'

let database: Database
let drop: () => Promise<void>
let relay: Relay
let live: Live
const subscriptions: Subscription[] = []

beforeAll(async () => {
  ;({ database, drop } = await scratch())
  relay = startRelay({ database, log, tasksFor: () => [] })
  live = startLive({ database, log })
})
afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe()
})
afterAll(async () => {
  await live.stop()
  await relay.stop()
  await drop()
})

function subscribe(after: number, audience = ['centre']) {
  const seen: string[] = []
  const positions: number[] = []
  const resets: number[] = []
  const subscription = live.subscribe({
    audience,
    after,
    send: (event) => {
      seen.push(event.subject)
      positions.push(event.position)
    },
    onReset: (position) => resets.push(position),
  })
  subscriptions.push(subscription)
  return { seen, positions, resets, subscription }
}

const now = () => lastPosition(database.executor)

/** Events that are numbered without the relay's batches: quick to make by the thousand. */
async function appendNumbered(count: number): Promise<void> {
  await database.pool.query(
    `insert into platform.events (type, subject, audience, position)
    select 'cases.tested', gen_random_uuid(), '{centre}', nextval('platform.event_position')
    from generate_series(1, $1::int)`,
    [count],
  )
}

test('a subscriber is told of what is meant for it, in order', async () => {
  const centre = subscribe(await now())
  const agency = subscribe(await now(), ['agency:a', 'agency:b'])
  const subjects = subjectsOf(3) as [string, string, string]
  await append(database.executor, [subjects[0]], ['centre'])
  await append(database.executor, [subjects[1]], ['agency:b', 'agency:a'])
  await append(database.executor, [subjects[2]], ['centre', 'agency:a'])
  await until(() => centre.seen.length === 2 && agency.seen.length === 2)
  expect(centre.seen).toEqual([subjects[0], subjects[2]])
  expect(agency.seen).toEqual([subjects[1], subjects[2]])
})

test('a subscriber that comes back gets what it missed, then what comes', async () => {
  const before = await now()
  const missed = subjectsOf(1_203)
  await append(database.executor, missed)
  await append(database.executor, subjectsOf(5), ['agency:a'])
  await until(
    async () =>
      !(await value(database, 'select exists(select from platform.events where position is null)')),
  )
  const back = subscribe(before)
  const later = subjectsOf(2)
  await append(database.executor, later)
  await until(() => back.seen.length === 1_205)
  expect(back.seen).toEqual([...missed, ...later])
  expect(back.resets).toEqual([])
})

test('subscribers that come and go amid writes miss nothing and get nothing twice', async () => {
  const from = await now()
  const written: string[] = []
  const comers: ReturnType<typeof subscribe>[] = []
  const writer = async (): Promise<void> => {
    for (let n = 0; n < 80; n += 1) {
      const subjects = subjectsOf(1 + (n % 5))
      await database.transaction((tx) => append(tx, subjects))
      written.push(...subjects)
      if (n % 4 === 0) comers.push(subscribe(from))
    }
  }
  await Promise.all([writer(), writer(), writer(), writer()])
  await until(() => comers.every((comer) => comer.seen.length >= written.length))
  const order = comers[0]!.seen
  expect(order.toSorted()).toEqual(written.toSorted())
  for (const comer of comers) {
    expect(comer.seen).toEqual(order)
    expect(comer.resets).toEqual([])
  }
})

test('what is numbered while the missed events are on their way is not missed', async () => {
  // Holds back what the database has answered to the first catch-up (it names the audience).
  const answered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  let held: unknown
  const executor = database.executor.withPlugin({
    transformQuery({ node, queryId }) {
      if (JSON.stringify(node).includes('audience &&')) held ??= queryId
      return node
    },
    async transformResult({ result, queryId }) {
      if (queryId === held) {
        answered.resolve()
        await release.promise
      }
      return result
    },
  })
  const slow = startLive({ database: { ...database, executor }, log })
  const seen: string[] = []
  const [before, during] = subjectsOf(2) as [string, string]
  const after = await now()
  const steady = subscribe(after)
  await append(database.executor, [before])
  await until(() => steady.seen.length === 1)
  slow.subscribe({
    audience: ['centre'],
    after,
    send: (event) => seen.push(event.subject),
    onReset: () => {},
  })
  await answered.promise
  await append(database.executor, [during])
  await until(() => steady.seen.length === 2)
  // A second subscriber, for whom there is nothing, shows when this process has told of it.
  const witness = slow.subscribe({ audience: [], after, send() {}, onReset() {} })
  const last = await now()
  await until(() => witness.position() >= last)
  release.resolve()
  await until(() => seen.length === 2)
  expect(seen).toEqual([before, during])
  await slow.stop()
})

test('after a lost listening connection nothing is missing', async () => {
  const steady = subscribe(await now())
  const subjects: string[] = []
  for (let n = 0; n < 10; n += 1) {
    const [subject] = subjectsOf(1) as [string]
    if (n % 3 === 0) await terminate(database, 'live')
    await append(database.executor, [subject])
    subjects.push(subject)
  }
  await until(() => steady.seen.length >= subjects.length)
  expect(steady.seen).toEqual(subjects)
  await until(async () =>
    value(
      database,
      `select exists(select from pg_stat_activity where datname = current_database() and application_name = 'nhip-live')`,
    ),
  )
})

test('more than 5,000 missed events are one reset, after which the stream goes on', async () => {
  const before = await now()
  await appendNumbered(5_000)
  const exact = subscribe(before)
  await until(() => exact.seen.length === 5_000)
  await appendNumbered(1)
  const late = subscribe(before)
  await until(() => late.resets.length === 1)
  expect(late.resets).toEqual([await now()])
  const [next] = subjectsOf(1) as [string]
  await append(database.executor, [next])
  await until(() => late.seen.length > 0)
  expect(late.seen).toEqual([next])
  expect(exact.resets).toEqual([])
})

test('a position that this database never had is answered by a reset', async () => {
  const lost = subscribe((await now()) + 1_000)
  await until(() => lost.resets.length === 1)
  const [next] = subjectsOf(1) as [string]
  await append(database.executor, [next])
  await until(() => lost.seen.length === 1)
  expect(lost.seen).toEqual([next])
})

test('a subscriber for whom there is nothing still moves on', async () => {
  const idle = subscribe(await now(), ['agency:z'])
  await append(database.executor, subjectsOf(1))
  const last = await now()
  await until(() => idle.subscription.position() > last)
  expect(idle.subscription.position()).toBe(await now())
  expect(idle.seen).toEqual([])
})

test('one broken subscriber does not keep events from the others', async () => {
  const after = await now()
  const broken = live.subscribe({
    audience: ['centre'],
    after,
    send: () => {
      throw new Error('broken')
    },
    onReset: () => {},
  })
  subscriptions.push(broken)
  const fine = subscribe(after)
  const subjects = subjectsOf(2)
  await append(database.executor, subjects)
  await until(() => fine.seen.length === 2)
  expect(fine.seen).toEqual(subjects)
})

test('who has unsubscribed hears nothing more', async () => {
  const after = await now()
  const gone = subscribe(after)
  const stays = subscribe(after)
  gone.subscription.unsubscribe()
  await append(database.executor, subjectsOf(1))
  await until(() => stays.seen.length === 1)
  expect(gone.seen).toEqual([])
})
