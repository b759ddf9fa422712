import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createClient } from '../../contract/client.ts'
import { sealAll } from '../../test/audit.ts'
import { testConfig } from '../../test/config.ts'
import { asServer, runOn, withDatabase } from '../../test/database.ts'
import { environment } from '../../test/reliability/processes.ts'
import { startTestServer, withCookies } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { auditSources, createApp } from '../app.ts'
import { openInstallation } from '../cli/installation.ts'
import { demoPassword } from '../demo.ts'
import { printSchema } from '../db/print-schema.ts'
import { picture } from '../pictures/pictures.fixture.ts'
import { readAuditKey } from '../platform/audit/index.ts'
import { wallStands } from '../platform/database/wall.ts'
import { openFiles } from '../platform/files/index.ts'
import { notTaken } from './catalogue.ts'
import { isHalfRestored } from './load.ts'
import { checkBackup, makeBackup, restoreBackup, settleSecrets } from './index.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const secret = { kind: 'key', text: randomBytes(32).toString('base64url') } as const

let server: TestServer
let folder: string
/** Of whoever owns the source's database. */
let url: string
const databases: string[] = []

beforeAll(async () => {
  // No worker: nothing changes by itself, so that what is compared stands still.
  server = await startTestServer({ worker: false })
  url = server.app.config.databaseUrl!
  folder = await mkdtemp(join(tmpdir(), 'nhip-backup-'))
}, 60_000)
afterAll(async () => {
  await server?.close()
  for (const name of databases) {
    await runOn(inject('postgresUrl'), `drop database if exists ${name} with (force)`)
  }
  await rm(folder, { recursive: true, force: true })
})

/** An empty database and a data folder with the source's secrets. */
async function emptyPlace() {
  const name = `nhip_test_${randomBytes(6).toString('hex')}`
  databases.push(name)
  await runOn(inject('postgresUrl'), `create database ${name} template template0 encoding 'UTF8'`)
  const dataDir = join(folder, name)
  await cp(join(server.app.config.dataDir, 'secrets'), join(dataDir, 'secrets'), {
    recursive: true,
  })
  return testConfig({ dataDir, databaseUrl: withDatabase(inject('postgresUrl'), name) })
}

type Place = Awaited<ReturnType<typeof emptyPlace>>

const backupOf = (name: string, more: { withSecrets?: true; tell?: (line: string) => void } = {}) =>
  makeBackup({
    folder: join(folder, name),
    secret,
    url,
    files: openFiles(server.app.config),
    config: server.app.config,
    release: 'test',
    ...more,
  })

const restoreTo = async (name: string, place: Place, tell?: (line: string) => void) =>
  restoreBackup(await checkBackup(join(folder, name), secret), {
    url: place.databaseUrl!,
    files: openFiles(place),
    sources: auditSources,
    ...(tell && { tell }),
  })

async function report(withPicture: boolean) {
  const citizen = await server.client()
  const body = new Uint8Array(await picture(40, 30).jpeg().toBuffer())
  const pictures = withPicture
    ? [(await citizen.uploadPicture({ body, query: {}, idempotencyKey: randomUUID() })).id]
    : []
  const description = 'Ổ gà to ở ngã tư.'
  const name = 'Lê Thị Hồng'
  const sent = await citizen.submitReport({
    body: { subject: 'GT01', commune: '19789', description, name, pictures },
  })
  return { ...sent, pictures }
}

/** Count and hash of every table, told by the database itself. */
async function fingerprints(of: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: of })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'public', 'jobs') order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name } of rows) {
      if (notTaken.has(name)) continue
      const { rows: told } = await client.query<{ told: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as told
        from ${name} t`,
      )
      found[name] = told[0]!.told
    }
    return found
  } finally {
    await client.end()
  }
}

/** Where the folder of files keeps one. */
function filePath(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex')
  return join(server.app.config.dataDir, 'files', hash.slice(0, 2), hash.slice(2, 4), key)
}

/** Runs `nhip` and kills it, -9, as soon as it has said this; returns all it said. */
async function killedAt(args: string[], settings: Record<string, string>, word: RegExp) {
  const child = spawn(process.execPath, [main, ...args], {
    env: environment(settings),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    said += piece
    if (word.test(said)) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => {
    child.on('exit', (_code, signal) => resolve(signal))
  })
  expect(signal, said).toBe('SIGKILL')
  return said
}

describe('a restored backup', () => {
  let place: Place
  let restored: ReturnType<typeof createApp>
  let sent: Awaited<ReturnType<typeof report>>

  beforeAll(async () => {
    sent = await report(true)
    await server.client('dieuphoi@demo.nhip.vn')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`select jobs.add_job('faces', '{"n": 1}'::json, job_key => 'kept')`)
    await sealAll(client, readAuditKey(server.app.config.dataDir))
    await client.end()
    await backupOf('quiet')
    place = await emptyPlace()
    await restoreTo('quiet', place)
    restored = createApp(place, asServer(place.databaseUrl!))
  }, 120_000)
  afterAll(() => restored?.close())

  it('holds every row of every table, and nothing of open sessions', async () => {
    expect(await fingerprints(place.databaseUrl!)).toEqual(await fingerprints(url))
    const { rows } = await restored.database.pool.query('select from identity.sessions')
    expect(rows).toHaveLength(0)
    expect((await server.app.database.pool.query('select from identity.sessions')).rowCount).toBe(1)
  })

  it('has the same tables, policies and triggers, and the second wall stands', async () => {
    expect(await printSchema(place.databaseUrl!)).toBe(await printSchema(url))
    expect(await wallStands(restored.database)).toBe(true)
    const { rows } = await restored.database.pool.query(
      `select count(*) from pg_trigger where tgenabled <> 'O'`,
    )
    expect(Number(rows[0].count)).toBe(0)
  })

  it('has the pictures, byte for byte', async () => {
    for (const size of ['full', 'thumb']) {
      const key = `${sent.pictures[0]}.${size}`
      const [before, after] = await Promise.all(
        [server.app.config, place].map(async (config) => {
          const file = await openFiles(config).get(key)
          return text(file!.body.setEncoding('latin1'))
        }),
      )
      expect(before!.length).toBeGreaterThan(100)
      expect(after).toBe(before)
    }
  })

  it('lets people sign in, finds a report by its code, takes a new one, and keeps waiting jobs', async () => {
    const { server: http, close } = await restored.serve()
    try {
      const { port } = http.server.address() as AddressInfo
      const client = createClient({ origin: `http://127.0.0.1:${port}`, fetch: withCookies() })
      await client.signIn({ body: { email: 'dieuphoi@demo.nhip.vn', password: demoPassword } })
      const own = await client.trackReport({ body: { code: sent.code } })
      expect(own).toMatchObject({ number: sent.number })
      const body = { subject: 'GT01', commune: '19789', description: 'Một ổ gà nữa.' }
      expect(await client.submitReport({ body })).toMatchObject({ code: expect.any(String) })
      const { rows } = await restored.database.pool.query(
        `select key from jobs.jobs where task_identifier = 'faces'`,
      )
      expect(rows).toEqual([{ key: 'kept' }])
    } finally {
      await close()
    }
  })

  it('is not restored over anything', async () => {
    const before = await fingerprints(place.databaseUrl!)
    await expect(restoreTo('quiet', place)).rejects.toThrow('not empty')
    expect(await fingerprints(place.databaseUrl!)).toEqual(before)
  })

  it('is refused where the secrets are missing or others, unless that is said', async () => {
    const checked = await checkBackup(join(folder, 'quiet'), secret)
    const elsewhere = { dataDir: join(folder, 'nowhere'), masterKeys: undefined }
    const told: string[] = []
    const tell = (line: string) => told.push(line)
    const settle = (without: boolean) => settleSecrets(checked, elsewhere, { without, tell })
    await expect(settle(false)).rejects.toThrow(/missing: master-key .*, audit-key/)
    await settle(true)
    expect(told.join()).toContain('nobody who reported can be named')
    const other = { ...elsewhere, masterKeys: randomBytes(32).toString('base64url') }
    await expect(settleSecrets(checked, other, { without: false, tell })).rejects.toThrow(
      /another than the backup's: master-key/,
    )
  })
})

it('killed while others write, backup and restore go on where they were, and agree with themselves', async () => {
  // Enough files for two packs.
  const files = openFiles(server.app.config)
  const last = 'ffffffff-ffff-4fff-8fff-ffffffffffff'
  const ids = [...Array.from({ length: 100 }, () => randomUUID()), last]
  await Promise.all(
    ids.flatMap((id) =>
      ['full', 'thumb'].map((size) => files.put(`${id}.${size}`, Buffer.from(id))),
    ),
  )
  await server.app.database.pool.query(
    `insert into pictures.pictures (id, sha256, bytes, format, width, height)
    select id, '', 1, 'jpeg', 1, 1 from unnest($1::uuid[]) as id`,
    [ids],
  )
  // One of the second pack that nobody can read to its end: the kill comes before it.
  const path = filePath(`${last}.thumb`)
  await rename(path, `${path}.away`)
  execFileSync('mkfifo', [path])
  let isWriting = true
  let written = 0
  const writing = (async () => {
    for (; isWriting; written += 1) await report(false)
  })()
  const settings = {
    NHIP_DATA: server.app.config.dataDir,
    DATABASE_URL: url,
    NHIP_BACKUP_KEY: secret.text,
  }
  await killedAt(['backup', join(folder, 'cut')], settings, /files: 200 of/)
  await expect(checkBackup(join(folder, 'cut'), secret)).rejects.toThrow('is not finished')
  await rename(`${path}.away`, path)
  const told: string[] = []
  const tell = (line: string) => told.push(line)
  const { manifest } = await backupOf('cut', { withSecrets: true, tell })
  isWriting = false
  await writing
  expect(written).toBeGreaterThan(0)
  expect(told.join()).toMatch(/the database is here already.*1 packs of files are here already/)
  expect(manifest.packs.map((pack) => pack.files)).toEqual([200, expect.any(Number)])

  const place = await emptyPlace()
  await rm(join(place.dataDir, 'secrets'), { recursive: true })
  const there = { ...settings, NHIP_DATA: place.dataDir, DATABASE_URL: place.databaseUrl! }
  await killedAt(['restore', join(folder, 'cut')], there, /audit\.entries: \d+ rows/)
  // The secrets came with it.
  const key = 'secrets/master-key'
  expect(await readFile(join(place.dataDir, key))).toEqual(
    await readFile(join(server.app.config.dataDir, key)),
  )
  expect(await isHalfRestored(place.databaseUrl!)).toBe(true)
  await expect(openInstallation(place)).rejects.toThrow('is not finished')
  const more: string[] = []
  const { audit } = await restoreTo('cut', place, (line) => more.push(line))
  expect(more[0]).toMatch(/^Going on: \d+ parts/)
  expect(more.join()).not.toContain('audit.entries:')
  expect(audit.fault).toBeNull()
  const client = new pg.Client({ connectionString: place.databaseUrl! })
  await client.connect()
  const { rows } = await client.query(`select count(*)::int as cases,
    count(*) filter (where version is distinct from (select max(seq) from cases.actions a where a.case_id = c.id)
      or not exists (select from vault.reporters r where r.case_id = c.id)
      or not exists (select from platform.events e where e.subject = c.id))::int as torn
    from cases.cases c`)
  await client.end()
  expect(rows[0].torn).toBe(0)
  expect(rows[0].cases).toBe(manifest.database.tables.find((t) => t.table === 'cases.cases')!.rows)
}, 120_000)
