import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/index.ts'
import { append, log, scratch, subjectsOf, terminate, until, value } from '../events/fixture.ts'
import { startRelay } from '../events/relay.ts'
import { findDead } from './heartbeat.ts'
import { startWorker } from './index.ts'
import type { JobWorker, Task } from './index.ts'

let database: Database
let drop: () => Promise<void>
const workers: JobWorker[] = []
const children: ChildProcess[] = []

beforeEach(async () => {
  ;({ database, drop } = await scratch())
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await drop()
})

async function work(tasks: Record<string, Task>): Promise<JobWorker> {
  const worker = await startWorker({ database, log, tasks })
  workers.push(worker)
  return worker
}

function addJob(task: string, payload: object = {}): Promise<unknown> {
  return database.pool.query('select jobs.add_job($1, $2)', [task, JSON.stringify(payload)])
}

const jobsLeft = () => value<number>(database, 'select count(*)::int from jobs._private_jobs')
const workersKnown = () => value<number>(database, 'select count(*)::int from platform.workers')

/** Starts a worker process and waits until it holds a job of the task `hold`. */
async function holdJobInChild(): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('worker.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [program, database.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  await addJob('hold')
  await until(() => said.includes('taken'))
  return child
}

test('a job is done once, with its payload, and is gone', async () => {
  const payloads: unknown[] = []
  await work({
    async tell(payload) {
      payloads.push(payload)
    },
  })
  await addJob('tell', { subject: 'a' })
  await until(async () => (await jobsLeft()) === 0)
  expect(payloads).toEqual([{ subject: 'a' }])
})

test('a job that fails is tried again and keeps its error', async () => {
  const attempts: number[] = []
  await work({
    async tell(_payload, job) {
      attempts.push(job.attempt)
      if (job.attempt === 1) throw new Error('not yet')
    },
  })
  await addJob('tell')
  const failed = `select exists(select from jobs._private_jobs where last_error = 'not yet')`
  await until(() => value(database, failed))
  await until(async () => (await jobsLeft()) === 0)
  expect(attempts).toEqual([1, 2])
})

test('the job of a killed process is done by another within seconds', async () => {
  const child = await holdJobInChild()
  const done: number[] = []
  await work({
    async hold(_payload, job) {
      done.push(job.attempt)
    },
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  await until(async () => (await jobsLeft()) === 0)
  expect(done).toEqual([2])
  await until(async () => (await workersKnown()) === 1)
})

test('the job of a living process is left alone, also after all lost their connections', async () => {
  await holdJobInChild()
  let taken = 0
  await work({
    async hold() {
      taken += 1
    },
  })
  await until(async () => (await workersKnown()) === 2)
  expect(await terminate(database, 'worker')).toBe(2)
  await database.pool.query(`insert into platform.workers (id) values ('pool-dead')`)
  // That the dead one was swept away shows that the child was looked at, and passed over.
  await until(async () => (await workersKnown()) === 2)
  expect(taken).toBe(0)
  const held = `select count(*)::int from jobs._private_jobs as job
    join platform.workers as worker on worker.id = job.locked_by`
  expect(await value(database, held)).toBe(1)
})

test('a worker that comes back within the grace keeps its jobs', async () => {
  await database.pool.query(`insert into platform.workers (id) values ('pool-dead'), ('pool-back')`)
  const looker = new pg.Client({ connectionString: database.url })
  const back = new pg.Client({ connectionString: database.url })
  await Promise.all([looker.connect(), back.connect()])
  const suspects = new Map<string, number>()
  const look = () => findDead(looker, 'pool-looker', suspects)
  expect(await look()).toEqual([])
  expect(await look()).toEqual([])
  await back.query(`select pg_advisory_lock(7411, hashtext('pool-back'))`)
  expect(await look()).toEqual(['pool-dead'])
  await back.query(`select pg_advisory_unlock_all()`)
  expect(await look()).toEqual(['pool-dead'])
  expect(await look()).toEqual(['pool-dead'])
  expect((await look()).toSorted()).toEqual(['pool-back', 'pool-dead'])
  await Promise.all([looker.end(), back.end()])
})

test('the job of a process that has said nothing for a minute is done by another', async () => {
  const child = await holdJobInChild()
  child.kill('SIGSTOP')
  await database.pool.query(`update platform.workers set seen_at = now() - interval '61 seconds'`)
  await work({ async hold() {} })
  await until(async () => (await jobsLeft()) === 0)
})

test('locks of workers that nobody knows are freed too', async () => {
  await addJob('tell')
  await database.pool.query(
    `update jobs._private_jobs set locked_at = now(), locked_by = 'pool-stray', attempts = 1`,
  )
  await work({ async tell() {} })
  await until(async () => (await jobsLeft()) === 0)
})

test('a worker that stops lets its job finish and signs off', async () => {
  const finish = Promise.withResolvers<void>()
  let taken = false
  const worker = await work({
    async tell() {
      taken = true
      await finish.promise
    },
  })
  await addJob('tell')
  await until(() => taken)
  const stopping = worker.stop()
  workers.length = 0
  finish.resolve()
  await stopping
  expect(await jobsLeft()).toBe(0)
  expect(await workersKnown()).toBe(0)
  const connections = `select count(*)::int from pg_stat_activity
    where datname = current_database() and application_name in ('nhip-jobs', 'nhip-worker')`
  await until(async () => (await value(database, connections)) === 0)
})

test('jobs go on after all connections were lost, also in the middle of a job', async () => {
  const done: string[] = []
  let running = 0
  const finish = Promise.withResolvers<void>()
  await work({
    async tell(payload) {
      running += 1
      await finish.promise
      done.push((payload as { subject: string }).subject)
    },
  })
  const subjects = subjectsOf(4)
  for (const subject of subjects) await addJob('tell', { subject })
  await until(() => running === 2)
  await terminate(database, 'jobs')
  await terminate(database, 'worker')
  finish.resolve()
  await until(async () => (await jobsLeft()) === 0)
  expect([...new Set(done)].toSorted()).toEqual(subjects.toSorted())
})

test('from an event written in a transaction to the job done', async () => {
  const done: string[] = []
  await work({
    async tell(payload) {
      done.push((payload as { subject: string }).subject)
    },
  })
  const relay = startRelay({
    database,
    log,
    tasksFor: ({ subject }) => [{ task: 'tell', payload: { subject } }],
  })
  const subjects = subjectsOf(30)
  await database.transaction((tx) => append(tx, subjects))
  await until(() => done.length === subjects.length)
  expect(done.toSorted()).toEqual(subjects.toSorted())
  await relay.stop()
})
