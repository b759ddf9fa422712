import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/platform/database/index.ts'
import type { Database } from '../../server/platform/database/index.ts'
import { isOwner } from '../../server/platform/database/serving.ts'
import { wallStands } from '../../server/platform/database/wall.ts'
import { asServer, createTestDatabase, runOn, withDatabase } from '../database.ts'

// What is out of reach of the running server and worker, whatever they are brought to say to the
// database. That they can do their work as this role is shown by every test that starts a server.

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let server: Database
beforeAll(async () => {
  scratch = await createTestDatabase()
  server = openDatabase(asServer(scratch.url))
  await runOn(
    scratch.url,
    `insert into audit.entries (kind, actor_kind) values ('test', 'system');
     insert into audit.heads (day, seq, hash, signature) values ('2026-01-01', 1, '', '')`,
  )
})
afterAll(async () => {
  await server?.close()
  await scratch?.drop()
})

describe('the role of the running server', () => {
  it.each([
    'create table cases.mine ()',
    'create table public.mine ()',
    'create schema mine',
    'alter table cases.cases add column mine text',
    'alter table cases.cases disable row level security',
    'drop table cases.cases',
    'drop policy seen on cases.cases',
    'create policy mine on cases.cases using (true)',
    'truncate cases.actions',
    'drop trigger actions_audited on cases.actions',
    'alter table cases.actions disable trigger all',
    'alter table audit.entries disable trigger all',
    'create trigger mine before insert on cases.cases execute function audit.refuse_change()',
    `create or replace function audit.only_seal() returns trigger language plpgsql
       as 'begin return new; end'`,
    `set session_replication_role = 'replica'`,
    `update audit.entries set kind = 'other'`,
    'delete from audit.entries',
    'truncate audit.entries',
    `update audit.heads set seq = 2`,
    'delete from audit.heads',
    'delete from audit.checks',
    'delete from audit.tip',
    `insert into public.migrations (name, hash) values ('x', 'x')`,
    'delete from jobs.migrations',
    'create role mine superuser',
    'alter role nhip_server bypassrls',
    'alter database postgres set session_replication_role = replica',
    `copy cases.cases to program 'cat'`,
    `select pg_read_file('/etc/passwd')`,
  ])('may not: %s', async (statement) => {
    await expect(server.pool.query(statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|0LP01)$/) as string,
    })
  })

  it('cannot become the owner again', async () => {
    const owner = new URL(scratch.url).username
    await expect(server.pool.query(`set role ${owner}`)).rejects.toMatchObject({ code: '42501' })
    await server.transaction(async (tx) => {
      await sql`set local role nhip_viewer`.execute(tx)
      await sql`set local role none`.execute(tx)
      const { rows } = await sql<{ name: string }>`select current_user as name`.execute(tx)
      expect(rows[0]!.name).not.toBe(owner)
    })
  })

  it('passes the policies as the application does, and viewers behind it do not', async () => {
    expect(await isOwner(scratch.url)).toBe(true)
    expect(await isOwner(server.url)).toBe(false)
    expect(await wallStands(server)).toBe(true)
    const { rows } = await server.pool.query(
      `select c.oid::regclass::text as name from pg_class c
       where c.relrowsecurity and not exists (select from pg_policy p
         where p.polrelid = c.oid and p.polroles = array['nhip_server'::regrole::oid])`,
    )
    expect(rows).toEqual([])
  })

  it('gives an audit entry its place in the chain, once', async () => {
    const place = `update audit.entries set seq = 1, prev = '', hash = '' where kind = 'test'`
    expect((await server.pool.query(place)).rowCount).toBe(1)
    await expect(server.pool.query(place)).rejects.toThrow('append-only')
  })
})

it('a database whose owner may make no roles is opened to one that a DBA has made', async () => {
  const name = `nhip_owner_${randomUUID().slice(0, 8)}`
  const admin = withDatabase(scratch.url, 'postgres')
  await runOn(admin, `create role ${name} login password 'x' nosuperuser nocreaterole`)
  await runOn(admin, `create database ${name} owner ${name}`)
  const url = new URL(withDatabase(scratch.url, name))
  url.username = name
  url.password = 'x'
  const own = openDatabase(asServer(url.href))
  try {
    await migrate(url.href)
    await own.pool.query('select from cases.cases')
    expect(await wallStands(own)).toBe(true)
    expect(await isOwner(own.url)).toBe(false)
  } finally {
    await own.close()
    await runOn(admin, `drop database ${name} with (force)`)
    await runOn(admin, `drop role ${name}`)
  }
}, 30_000)
