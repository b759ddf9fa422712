import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { readRules } from '../../server/cases/catalogue.ts'
import { createCases } from '../../server/cases/index.ts'
import { act } from '../../server/cases/commands.ts'
import { listCases } from '../../server/cases/queries.ts'
import { importPacks } from '../../server/import.ts'
import type { Grant, Viewer } from '../../server/identity/index.ts'
import { createAreas } from '../../server/places/index.ts'
import { idempotency } from '../../server/platform/database/idempotency.ts'
import { openDatabase } from '../../server/platform/database/index.ts'
import type { Database, Executor } from '../../server/platform/database/index.ts'
import { createWall, wallStands } from '../../server/platform/database/wall.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase, runOn, withDatabase } from '../database.ts'
import { testVault } from '../vault.ts'

// The application's own filters taken away: what the database alone lets through.

const [here, elsewhere] = ['19789', '19753']
const who = (...grants: Grant[]): Viewer => {
  const id = `${grants[0]!.role} ${grants[0]!.agency} ${grants[0]!.areas}`
  return { id, name: id, email: 'x@x.vn', grants }
}
const operator = who({ role: 'operator', agency: null })
const officer = who({ role: 'officer', agency: 'X19789' })
const stranger = who({ role: 'head', agency: 'MTDT.CS' }, { role: 'administrator', agency: null })
const leader = who({ role: 'leader', agency: null })
const tables = [
  'cases.cases',
  'cases.actions',
  'pictures.links',
  'pictures.pictures',
  'vault.reporters',
  'vault.reads',
]

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let wall: ReturnType<typeof createWall>
const ids: string[] = []

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  wall = createWall(database)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  const cases = createCases(database, createAreas(database.executor), testVault(database))
  for (const [commune, agency] of [
    [here, 'X19789'],
    [elsewhere, 'X19753'],
  ] as const) {
    const input = { subject: 'GT01', commune, description: 'Ổ gà to.', name: 'Lê Thị Hồng' }
    const { id } = await cases.submit(input, idempotency('test', randomUUID(), input), 'web')
    const picture = randomUUID()
    await database.pool.query('update cases.cases set agency = $2 where id = $1', [id, agency])
    await database.pool.query(
      `insert into pictures.pictures (id, sha256, bytes, format, width, height)
       values ($1, '', 1, 'jpeg', 1, 1)`,
      [picture],
    )
    await database.pool.query(
      `insert into pictures.links (picture_id, case_id, kind, place) values ($1, $2, 'report', 1)`,
      [picture, id],
    )
    await database.pool.query(
      `insert into vault.reads (case_id, actor, reason) values ($1, 'x', 'x')`,
      [id],
    )
    ids.push(id)
  }
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

/** How many rows of each table a viewer is let through to. */
async function counts(viewer: Viewer): Promise<number[]> {
  return wall.behind(viewer, async (tx) => {
    const found: number[] = []
    for (const table of tables) {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from ${sql.raw(table)}`.execute(tx)
      found.push(rows[0]!.n)
    }
    return found
  })
}
const run = (viewer: Viewer, statement: string, values: unknown[] = []) =>
  wall.behind(viewer, async (tx: Executor) => {
    const parts = statement.split('?')
    const query = sql.join(
      parts.map((part, index) =>
        index < values.length ? sql`${sql.raw(part)}${values[index]}` : sql.raw(part),
      ),
      sql``,
    )
    return Number((await sql`${query}`.execute(tx)).numAffectedRows ?? 0)
  })

describe('what raw statements find', () => {
  it.each<[string, Viewer, number[]]>([
    ['a stranger and administrator: nothing', stranger, [0, 0, 0, 0, 0, 0]],
    ['an agency: its own case, and no person', officer, [1, 1, 1, 1, 0, 0]],
    ['the centre: everything', operator, [2, 2, 2, 2, 2, 2]],
    ['a leader: every case, and no person', leader, [2, 2, 2, 2, 0, 0]],
    [
      'the centre of one commune: that',
      who({ role: 'shift_lead', agency: null, areas: [here] }),
      [1, 1, 1, 1, 1, 1],
    ],
    [
      'an officer for another commune: nothing',
      who({ role: 'officer', agency: 'X19789', areas: [elsewhere] }),
      [0, 0, 0, 0, 0, 0],
    ],
    ['an auditor: nothing', who({ role: 'auditor', agency: null }), [0, 0, 0, 0, 0, 0]],
    ['nobody: nothing', { ...officer, id: '', grants: [] }, [0, 0, 0, 0, 0, 0]],
  ])('%s', async (_, viewer, expected) => {
    expect(await counts(viewer)).toEqual(expected)
  })

  it('with the role and no viewer set: nothing', async () => {
    const { rows } = await database.transaction(async (tx) => {
      await sql`set local role nhip_viewer`.execute(tx)
      return sql<{ n: number }>`select count(*) as n from cases.cases`.execute(tx)
    })
    expect(rows).toEqual([{ n: 0 }])
  })
})

describe('what raw statements change', () => {
  it('nothing of another agency, and nothing by a leader', async () => {
    for (const viewer of [stranger, leader]) {
      expect(await run(viewer, `update cases.cases set status = 'closed'`)).toBe(0)
      expect(await run(viewer, `update pictures.links set approved = true where false`)).toBe(0)
    }
    expect(await run(stranger, `update pictures.links set approved = true`)).toBe(0)
    expect(await run(officer, `update cases.cases set search = search`)).toBe(1)
  })

  it('no action at another agency’s case, nor under another name', async () => {
    const insert = `insert into cases.actions (case_id, seq, type, actor_kind, actor_id)
      values (?, 9, 'note_internal', 'staff', ?)`
    const refused = { code: '42501' }
    await expect(run(stranger, insert, [ids[0], stranger.id])).rejects.toMatchObject(refused)
    await expect(run(officer, insert, [ids[1], officer.id])).rejects.toMatchObject(refused)
    await expect(run(officer, insert, [ids[0], operator.id])).rejects.toMatchObject(refused)
    const read = `insert into vault.reads (case_id, actor, reason) values (?, ?, 'x')`
    await expect(run(officer, read, [ids[0], officer.id])).rejects.toMatchObject(refused)
    await expect(run(operator, read, [ids[0], officer.id])).rejects.toMatchObject(refused)
  })

  it.each([
    'delete from cases.cases',
    'update cases.actions set type = type',
    'insert into cases.cases (id) select id from cases.cases',
    'update vault.reporters set sealed = sealed',
    'select from vault.master_keys',
    'insert into cases.follows (citizen_id, case_id) select id, id from cases.cases',
    'select from identity.credentials',
    'select from identity.sessions',
    'select email from identity.users',
    'select from identity.grants',
    'update identity.grants set role = role',
    'select from audit.entries',
    'select from platform.idempotency',
    'select from platform.events',
    'select from exchange.keys',
  ])('%s is refused to everybody', async (statement) => {
    await expect(run(operator, statement)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the application without its own filter', () => {
  it('lists nothing of another agency', async () => {
    const vault = testVault(database)
    const rules = await readRules(database.executor)
    const query = { box: 'all' as const, limit: 50 }
    const list = (viewer: Viewer) =>
      wall.read(viewer, async (tx) =>
        // As if the filter said: everything.
        (await listCases(tx, vault, rules, operator, query)).rows.map(({ id }) => id),
      )
    expect(await list(stranger)).toEqual([])
    expect(await list(officer)).toEqual([ids[0]])
  })

  it('changes nothing of another agency', async () => {
    const holed = { ...wall, enter: (tx: Executor) => wall.enter(tx, stranger) }
    const action = { type: 'accept' as const, input: {} }
    const request = {
      actor: { kind: 'staff' as const, viewer: operator },
      caseId: ids[0]!,
      version: 1,
      action,
      once: idempotency('test', randomUUID(), action),
    }
    const parts = { database, vault: testVault(database), wall: holed }
    await expect(act(parts, null as never, request)).rejects.toMatchObject({ code: 'not_found' })
  })
})

it('every table of these schemas has its policies', async () => {
  const { rows } = await database.pool.query(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('cases', 'pictures', 'vault')
       and not (c.relrowsecurity and exists (select from pg_policy p
         where p.polrelid = c.oid and p.polroles <> array['nhip_server'::regrole::oid]))`,
  )
  expect(rows).toEqual([])
})

it('stands on a database whose owner is no superuser and may make no roles', async () => {
  const name = `nhip_owner_${randomUUID().slice(0, 8)}`
  const admin = withDatabase(scratch.url, 'postgres')
  await runOn(admin, `create role ${name} login password 'x' nosuperuser nocreaterole`)
  await runOn(admin, `create database ${name} owner ${name}`)
  const url = new URL(withDatabase(scratch.url, name))
  url.username = name
  url.password = 'x'
  const own = openDatabase(url.href)
  try {
    await migrate(url.href)
    expect(await wallStands(own)).toBe(false)
    // Without it everything works as before, behind the first wall alone.
    const looks = () =>
      createWall(own).behind(operator, (tx) => sql`select from cases.cases`.execute(tx))
    await looks()
    await runOn(admin, `grant nhip_viewer to ${name}`)
    await migrate(url.href)
    expect(await wallStands(own)).toBe(true)
    await looks()
  } finally {
    await own.close()
    await runOn(admin, `drop database ${name} with (force)`)
    await runOn(admin, `drop role ${name}`)
  }
}, 30_000)
