import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { importPacks } from '../import.ts'
import { createAreas } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { insertCitizen } from '../vault/index.ts'
import { createCases, retentionDays } from './index.ts'
import type { Cases } from './index.ts'

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases
const swept: string[] = []
const asked: Record<string, number> = {}

const key = () => idempotency('test', randomUUID(), null)
const query = async (text: string, values: unknown[] = []) =>
  (await database.pool.query(text, values)).rows

/** A report in a status, last touched so many days ago, with a picture. */
async function report(status: string, days: number) {
  const receipt = await cases.submit(
    {
      subject: 'HK01',
      commune: '19789',
      description: 'Đèn tắt trước nhà bà Sáu',
      name: 'Bà Sáu',
      phone: '0912345678',
    },
    key(),
    'web',
  )
  const picture = randomUUID()
  await query(
    `insert into pictures.pictures (id, sha256, bytes, format, width, height, at)
     values ($1, 'x', 1, 'jpeg', 1, 1, now() - make_interval(days => $2))`,
    [picture, days],
  )
  await query(
    `insert into pictures.links (picture_id, case_id, kind, place, approved)
     values ($1, $2, 'report', 1, true)`,
    [picture, receipt.id],
  )
  await query(
    `update cases.cases set status = $2, updated_at = now() - make_interval(days => $3)
     where id = $1`,
    [receipt.id, status, days],
  )
  return { ...receipt, picture }
}
type Report = Awaited<ReturnType<typeof report>>

const night = () =>
  cases.retain({
    sign_in: async (days) => (asked.sign_in = days),
    drafts: async (days) => (asked.drafts = days),
    audit: async () => 0,
  })

async function stateOf({ id, picture }: Report) {
  const [row] = await query(
    `select erased_at is not null as erased, description,
       exists (select from vault.reporters where case_id = id) as known,
       coalesce((select original_gone_at is not null from pictures.pictures p where p.id = $2), true) as ended
     from cases.cases where id = $1`,
    [id, picture],
  )
  return row
}

const whole = {
  erased: false,
  description: 'Đèn tắt trước nhà bà Sáu',
  known: true,
  ended: false,
}

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  cases = createCases(database, createAreas(database.executor), testVault(database), {
    erased: async (_, caseId) => void swept.push(caseId),
  })
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

describe('the nightly retention', () => {
  it('destroys what is past its time by the records, and touches nothing unfinished', async () => {
    const old = await report('closed', 731)
    const middle = await report('answered', 181)
    const young = await report('answered', 179)
    const unfinished = await report('in_progress', 900)
    const asking = await report('closed', 900)
    await cases.requestData(asking.code, { kind: 'view', text: 'x' }, key())
    const vault = testVault(database)
    const follower = { id: randomUUID(), name: null, phone: '0912345000', email: null }
    await vault.write((_, seal) => insertCitizen(database.executor, seal(follower)))
    await query(`insert into cases.follows (citizen_id, case_id) select $1, unnest($2::uuid[])`, [
      follower.id,
      [old.id, young.id],
    ])
    await night()

    expect(await stateOf(old)).toEqual({
      erased: true,
      description: '[đã xóa theo thời hạn lưu giữ]',
      known: false,
      ended: true,
    })
    expect(swept).toEqual([old.id])
    expect(await stateOf(middle)).toEqual({ ...whole, ended: true })
    for (const kept of [young, unfinished, asking]) expect(await stateOf(kept)).toEqual(whole)
    expect(asked).toEqual({ sign_in: 90, drafts: 1 })
    expect(await query('select case_id as id from cases.follows')).toEqual([{ id: young.id }])
  })

  it('notes what it did, and does nothing twice', async () => {
    await night()
    const runs = await query('select code, days, done from cases.retention_runs order by id')
    const of = (code: string) => runs.filter((run) => run.code === code).map(({ done }) => done)
    expect(of('person')).toEqual([1, 0])
    expect(of('originals')).toEqual([2, 0])
    expect(of('audit')).toEqual([0, 0])
    const told = await query(`select actor_kind from audit.entries where kind = 'erasure'`)
    expect(told).toEqual([{ actor_kind: 'system' }])
  })

  it('goes by the figure an administrator has set', async () => {
    expect(await retentionDays(database.executor, 'person', 7)).toBe(730)
    await query(`update cases.retention set days = 30 where code = 'person'`)
    const now = await report('closed', 31)
    await night()
    expect(await stateOf(now)).toMatchObject({ erased: true, known: false })
    await query(`delete from cases.retention where code = 'person'`)
    const later = await report('closed', 31)
    await night()
    expect(await stateOf(later)).toMatchObject({ erased: false, known: true })
  })
})
