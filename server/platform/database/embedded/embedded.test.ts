import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EmbeddedError, startEmbedded, stopAbandoned } from './index.ts'
import type { EmbeddedOptions, EmbeddedPostgres } from './index.ts'
import { withLock } from './lock.ts'
import { processIdentity } from './process-identity.ts'

let folder: string
let dataDir: string
let started: EmbeddedPostgres[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhip-embedded-'))
  dataDir = join(folder, 'postgres')
  started = []
})

afterEach(async () => {
  for (const server of started) await server.stop()
  await stopAbandoned(dataDir).catch(() => false)
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, durable: false, ...options })
  started.push(server)
  return server
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

const writeOne = (url: string) =>
  query(url, `create table if not exists kept (n int); insert into kept values (1)`)
const countKept = async (url: string) =>
  Number((await query<{ n: string }>(url, 'select count(*) as n from kept'))[0]?.n)

/** A process of its own that starts the database, says so, and lives until it is killed. */
async function startElsewhere(): Promise<{ pid: number; report: Record<string, unknown> }> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(import.meta.resolve('./index.ts'))})
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(JSON.stringify({ pid: server.pid, owner: server.owner, url: server.url }))
    process.on('SIGTERM', async () => { await server.stop(); process.exit() })
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { pid: child.pid ?? 0, report: JSON.parse(line.toString()) as Record<string, unknown> }
}

async function killHard(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await vi.waitUntil(() => processIdentity(pid) === undefined)
}

test('data is still there after stop and start, at the same address', async () => {
  const first = await start()
  await writeOne(first.url)
  await first.stop()
  expect(processIdentity(first.pid)).toBeUndefined()
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await countKept(second.url)).toBe(1)
})

test('the database has UTF-8, UTC and the Vietnamese order', async () => {
  const { url } = await start()
  const [row] = await query<Record<string, string>>(
    url,
    `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
            current_setting('listen_addresses') as tcp, lower('ĐÀ NẴNG') as lower,
            (select string_agg(word, ' ' order by word collate "vi-x-icu")
               from unnest(array['Đà', 'Da', 'Ân', 'an', 'Ăn', 'Dung', 'e']) word) as sorted`,
  )
  expect(row).toEqual({
    encoding: 'UTF8',
    zone: 'UTC',
    tcp: '',
    lower: 'đà nẵng',
    sorted: 'an Ăn Ân Da Dung Đà e',
  })
})

test('nobody gets in without the password', async () => {
  const { url } = await start()
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('a second process joins the running server and inherits it from the first', async () => {
  const owner = await start()
  const guest = await start()
  expect(owner.owner).toBe(true)
  expect(guest).toMatchObject({ owner: false, pid: owner.pid, url: owner.url })
  await owner.stop()
  await vi.waitUntil(() => guest.owner)
  expect(await query(guest.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await guest.stop()
  expect(processIdentity(owner.pid)).toBeUndefined()
})

test('a guest that stops leaves the server to its owner', async () => {
  const owner = await start()
  const guest = await start()
  await guest.stop()
  expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('of two processes that start at the same instant exactly one owns the server', async () => {
  const [one, two] = await Promise.all([startElsewhere(), startElsewhere()])
  const here = await start()
  expect([one.report.owner, two.report.owner].filter(Boolean)).toHaveLength(1)
  expect(one.report.pid).toBe(two.report.pid)
  expect(here.owner).toBe(false)
  await Promise.all([killHard(one.pid), killHard(two.pid)])
  await vi.waitUntil(() => here.owner, { timeout: 5000 })
})

test('an interrupted creation is never taken for a database', async () => {
  mkdirSync(join(dataDir, 'cluster.new-abc123', 'base'), { recursive: true })
  writeFileSync(join(dataDir, 'cluster.new-abc123', 'PG_VERSION'), '18\n')
  const server = await start()
  await writeOne(server.url)
  expect(readdirSync(dataDir).filter((name) => name.startsWith('cluster'))).toEqual(['cluster'])
})

test('a pid file whose number belongs to another program by now is seen through', async () => {
  const first = await start()
  await writeOne(first.url)
  await first.stop()
  const stranger = spawn('sleep', ['1000'])
  try {
    const socketDir = join(dataDir, 'run')
    const lines = [stranger.pid, join(dataDir, 'cluster'), 1, 5432, socketDir, '', '0 0', 'ready']
    writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${lines.join('\n')}\n`)
    writeFileSync(join(socketDir, '.s.PGSQL.5432.lock'), `${lines.join('\n')}\n`)
    writeFileSync(join(socketDir, '.s.PGSQL.5432'), '')
    const second = await start()
    expect(second.owner).toBe(true)
    expect(await countKept(second.url)).toBe(1)
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('an empty pid file, as a full disk leaves it, does not keep the server down', async () => {
  const first = await start()
  await first.stop()
  writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), '')
  expect((await start()).owner).toBe(true)
})

test('a path too long for a socket works all the same', async () => {
  dataDir = join(folder, 'long-'.repeat(30), 'postgres')
  const server = await start()
  const guest = await start()
  expect(guest).toMatchObject({ owner: false, url: server.url })
  expect(await query(guest.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a killed server comes back by itself with its data, at the same address', async () => {
  const exits: (number | null)[] = []
  const server = await start({ durable: true, onExit: (code) => exits.push(code) })
  const { url, pid } = server
  await writeOne(url)
  await killHard(pid)
  await vi.waitUntil(() => server.pid !== pid, { timeout: 20_000 })
  expect(exits).toHaveLength(1)
  expect(server.url).toBe(url)
  expect(await countKept(url)).toBe(1)
})

test('the server of a killed owner is adopted without a restart, and still restarted', async () => {
  const { pid, report } = await startElsewhere()
  await writeOne(String(report.url))
  await killHard(pid)
  const server = await start({ durable: true })
  expect(server).toMatchObject({ owner: true, pid: report.pid })
  await killHard(server.pid)
  await vi.waitUntil(() => server.pid !== report.pid, { timeout: 20_000 })
  expect(await countKept(server.url)).toBe(1)
})

test('a server nobody uses any more can be stopped, one in use cannot', async () => {
  const { pid, report } = await startElsewhere()
  expect(await stopAbandoned(dataDir)).toBe(false)
  await killHard(pid)
  expect(await stopAbandoned(dataDir)).toBe(true)
  expect(processIdentity(Number(report.pid))).toBeUndefined()
})

test('the lock of a dead process is removed by exactly one of many', async () => {
  const lock = join(folder, 'lock')
  writeFileSync(lock, JSON.stringify({ pid: process.pid, identity: 'earlier', token: 'dead' }))
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(lock, async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      }),
    ),
  )
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('a data folder that cannot be made is told in one line', async () => {
  writeFileSync(join(folder, 'file'), '')
  const error = await startEmbedded({ dataDir: join(folder, 'file', 'postgres') }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(EmbeddedError)
  expect((error as Error).message).toMatch(/cannot be made there: set NHIP_DATA/)
  expect((error as Error).message).not.toContain('\n')
})

test('a cluster of another version is told and left alone', async () => {
  mkdirSync(join(dataDir, 'cluster'), { recursive: true })
  writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '16\n')
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/made by PostgreSQL 16/)
  expect(existsSync(join(dataDir, 'cluster', 'PG_VERSION'))).toBe(true)
})
