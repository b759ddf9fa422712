import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoPassword } from '../../server/demo.ts'
import { startEmbedded } from '../../server/platform/database/embedded/index.ts'
import type { EmbeddedPostgres } from '../../server/platform/database/embedded/index.ts'
import { createSender, signIn } from './http.ts'
import type { Answer, Sender } from './http.ts'
import { keepRunning } from './processes.ts'
import type { Kept } from './processes.ts'
import { freePort, until } from './wait.ts'

/** The promise: an answer within so many milliseconds, whatever the database does. */
const limitMs = 10_000

let folder: string
let database: EmbeddedPostgres
let server: Kept
let sender: Sender
let staff: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-away-'))
  database = await startEmbedded({ dataDir: join(folder, 'postgres'), durable: false })
  const port = await freePort()
  server = keepRunning(['serve'], {
    NHIP_PORT: String(port),
    NHIP_DATA: join(folder, 'data'),
    NHIP_RATE_LIMITS: '0',
    // As in production: a database that this installation does not start or mend.
    DATABASE_URL: database.url,
  })
  sender = createSender(port, limitMs)
  await until('the server to start', () => server.ready(), 120_000)
  staff = await signIn(sender, 'dieuphoi@demo.nhip.vn', demoPassword)
}, 150_000)

afterAll(async () => {
  await server.stop()
  sender.close()
  await database.stop()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

let count = 0

function report(): Promise<Answer> {
  count += 1
  return sender.send({
    method: 'POST',
    path: '/api/reports',
    headers: { 'idempotency-key': `database-away-${count}` },
    body: { subject: 'GT01', commune: '19789', description: 'Ổ gà trước cổng trường' },
  })
}

const read = (path: string, headers = {}) => sender.send({ method: 'GET', path, headers })

/** More requests at once than the server has connections, of every kind. */
function everything(): Promise<Answer[]> {
  return Promise.all([
    ...Array.from({ length: 30 }, report),
    read('/api/public/reports'),
    read('/api/catalogue'),
    read('/api/cases', staff),
    read('/readyz'),
    sender.send({
      method: 'POST',
      path: '/api/session',
      body: { email: 'dieuphoi@demo.nhip.vn', password: demoPassword },
    }),
  ])
}

/** The sender itself fails a request that has no answer within the limit. */
async function expectUnavailable(): Promise<void> {
  const answers = await everything()
  expect(answers.every((answer) => answer.status === 200)).toBe(false)
  for (const answer of answers) {
    // What is held in memory may still be read; nothing is written and nothing else goes wrong.
    if (answer.status === 200) continue
    expect(answer).toMatchObject({ status: 503 })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'unavailable' } })
  }
  expect((await read('/healthz')).status).toBe(200)
}

async function expectBack(): Promise<void> {
  await until('reports to be accepted again', async () => (await report()).status === 201)
  await until('the server to be ready again', async () => (await read('/readyz')).status === 200)
  expect((await read('/api/cases', staff)).status).toBe(200)
  expect(server.crashes).toEqual([])
}

test('a database that is gone is answered with 503, and the service comes back by itself', async () => {
  expect((await report()).status).toBe(201)
  await database.stop()
  await expectUnavailable()
  database = await startEmbedded({ dataDir: join(folder, 'postgres'), durable: false })
  await expectBack()
}, 120_000)

test.runIf(process.platform === 'linux')(
  'a database that does not answer is answered with 503, and nothing hangs',
  async () => {
    // Connections are there to be hit in the middle of their work.
    await everything()
    const frozen = freeze(database.pid)
    try {
      await expectUnavailable()
    } finally {
      for (const pid of frozen) signal(pid, 'SIGCONT')
    }
    await expectBack()
  },
  120_000,
)

/** Stops a server and all of its backends where they stand; returns who has to be woken again. */
function freeze(postmaster: number): number[] {
  signal(postmaster, 'SIGSTOP')
  const backends = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster)
    .map(Number)
  for (const pid of backends) signal(pid, 'SIGSTOP')
  return [postmaster, ...backends]
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets: the fields begin after its last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
