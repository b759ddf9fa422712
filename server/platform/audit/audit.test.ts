import { readFile, readdir } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, runOn } from '../../../test/database.ts'
import type { Database } from '../database/index.ts'
import { log, until, value } from '../events/fixture.ts'
import { appendErasure } from './append.ts'
import {
  addCase,
  addChange,
  addSignIn,
  auditScratch,
  sealAll,
  sources,
} from '../../../test/audit.ts'
import { closeDay, createWatch, verifyOn } from './check.ts'
import { canonicalJson } from './entry.ts'
import type { AuditKey } from './key.ts'
import { startSealer } from './sealer.ts'

let database: Database
let client: pg.Client
let key: AuditKey
let close: () => Promise<void>

beforeAll(async () => {
  ;({ database, client, key, close } = await auditScratch())
})
afterAll(() => close())

const verify = () => verifyOn(database.url, { sources, publicKey: key.publicKey })
const waiting = () =>
  value<number>(database, 'select count(*) from audit.entries where seq is null')

it('no entry can be changed, removed or sealed twice', async () => {
  await addSignIn(database, 'mai')
  await sealAll(client, key)
  for (const tamper of [
    `update audit.entries set actor = 'x'`,
    'update audit.entries set seq = null, prev = null, hash = null',
    'update audit.entries set seq = seq + 100',
    'delete from audit.entries',
    'truncate audit.entries',
    'delete from audit.heads',
    'delete from audit.checks',
  ]) {
    await expect(client.query(tamper), tamper).rejects.toThrow('append-only')
  }
  await addSignIn(database, 'an')
  await expect(
    client.query(`update audit.entries set actor = 'x' where seq is null`),
  ).rejects.toThrow('append-only')
})

it('tells who did what to which case, and no word of what was written', async () => {
  const text = 'Bà Lê Thị Hoa, 0905 123 456'
  const id = await addCase(client, [{ text, question: text }])
  await addChange(database, 'A9')
  const { rows } = await client.query(
    `select kind, actor_kind, actor, subject, data - 'digest' as data from audit.entries
    where subject in ($1, 'agencies:A9') order by id`,
    [id],
  )
  expect(rows).toEqual([
    {
      kind: 'action',
      actor_kind: 'staff',
      actor: 'mai',
      subject: id,
      data: { row: `${id}/1`, type: 'note_internal', fields: ['question', 'text'] },
    },
    {
      kind: 'change',
      actor_kind: 'staff',
      actor: 'an',
      subject: 'agencies:A9',
      data: {
        row: expect.any(String),
        kind: 'agencies',
        code: 'A9',
        key: 'A9',
        origin: 'console',
        what: 'added',
      },
    },
  ])
  const all = await value<string>(
    database,
    'select string_agg(e::text, chr(10)) from audit.entries e',
  )
  for (const secret of ['Hoa', '0905 123', 'Tên A9']) expect(all).not.toContain(secret)
})

it('seals in the order of commits while others write, with two sealers side by side', async () => {
  const slow = new pg.Client({ connectionString: database.url })
  await slow.connect()
  await slow.query('begin')
  await slow.query(
    `insert into audit.entries (kind, actor_kind, actor) values ('sign_in', 'staff', 'slow')`,
  )
  const start = () => startSealer({ database, log, key, pollMs: 5 })
  const sealers = [start(), start()]
  try {
    await Promise.all(Array.from({ length: 50 }, (_, at) => addSignIn(database, `p${at}`)))
    // What another transaction holds back stops nobody.
    await until(async () => (await waiting()) === 0)
    await slow.query('commit')
    await until(async () => (await waiting()) === 0)
  } finally {
    await Promise.all(sealers.map((sealer) => sealer.stop()))
    await slow.end()
  }
  const last = await value<string>(
    database,
    'select actor from audit.entries order by seq desc limit 1',
  )
  expect(last).toBe('slow')
  const total = await value<number>(database, 'select count(*) from audit.entries')
  expect(await verify()).toMatchObject({ fault: null, entries: total, waiting: 0 })
})

it('goes on behind a gap that somebody made, so that it is never closed', async () => {
  const { database, client, key, close } = await auditScratch()
  try {
    for (const actor of ['a', 'b', 'c']) await addSignIn(database, actor)
    await sealAll(client, key)
    await client.query(`set session_replication_role = replica;
      delete from audit.entries where seq >= 3; set session_replication_role = origin`)
    await addSignIn(database, 'd')
    await sealAll(client, key)
    const { fault } = await verifyOn(database.url, { sources, publicKey: key.publicKey })
    expect(fault).toEqual({ fault: 'missing', seq: 3, row: null })
  } finally {
    await close()
  }
})

it('each night the day’s end is signed once, unless the chain is broken', async () => {
  const { database, client, key, close } = await auditScratch()
  const night = () => closeDay({ database, log, key, sources })
  const heads = () => value<number>(database, 'select count(*) from audit.heads')
  const whole = createWatch({ database, sources })
  try {
    expect((await whole()).fault).toBeNull()
    const id = await addCase(client, [{ text: 'một' }])
    await sealAll(client, key)
    expect(await whole()).toMatchObject({ seq: 2, fault: null })

    await client.query(`set session_replication_role = replica;
      update cases.actions set input = '{}' where case_id = '${id}';
      set session_replication_role = origin`)
    await night()
    expect(await heads()).toBe(0)
    const fault = { fault: 'source_changed', seq: 2, row: `cases.actions ${id}/1` }
    expect(await whole()).toMatchObject({ seq: 1, fault })

    // The row was erased by law and only now somebody tells so.
    await appendErasure(database.executor, { actorKind: 'staff', actor: 'an', subject: id })
    await sealAll(client, key)
    await night()
    await night()
    expect(await heads()).toBe(1)
    await sealAll(client, key)
    expect(await whole()).toMatchObject({ seq: 4, fault: null })
    expect(await value(database, 'select kind from audit.entries order by seq desc limit 1')).toBe(
      'head',
    )
  } finally {
    await close()
  }
})

const dropEverything = `do $$
  declare name text;
  begin
    for name in select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public)'
    loop execute format('drop schema %I cascade', name); end loop;
  end $$`

it('an installation of before begins its chain with what it had', async () => {
  const { url, drop } = await createTestDatabase()
  try {
    const folder = new URL('../../db/migrations/', import.meta.url)
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    await runOn(url, dropEverything)
    for (const name of names.filter((name) => name < '0008')) {
      await runOn(url, await readFile(new URL(name, folder), 'utf8'))
    }
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const id = await addCase(client, [{ text: 'một' }, { text: 'hai' }])
      await client.query(`insert into platform.changes (kind, key, code, origin, at)
        values ('agencies', 'X', 'X', 'command', '2026-01-01')`)
      for (const name of names.filter((name) => name >= '0008')) {
        const migration = await readFile(new URL(name, folder), 'utf8')
        await runOn(url, `begin; ${migration}; commit`)
      }
      await sealAll(client, key)
      const { rows } = await client.query(
        'select seq, kind, actor_kind, subject, data, at from audit.entries order by seq',
      )
      expect(rows.map(({ kind, subject }) => [kind, subject])).toEqual([
        ['genesis', null],
        ['action', id],
        ['action', id],
        ['change', 'agencies:X'],
      ])
      expect(rows[0].data).toEqual({ actions: 2, changes: 1 })
      expect(rows[3]).toMatchObject({ actor_kind: 'command', at: new Date('2026-01-01T00:00:00Z') })
      const found = await verifyOn(url, { sources, publicKey: key.publicKey })
      expect(found).toMatchObject({ fault: null, entries: 4 })
    } finally {
      await client.end()
    }
  } finally {
    await drop()
  }
})

it('hashes the same JSON whatever the order of its fields', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":"é\\"","d":null}]}',
  )
})
