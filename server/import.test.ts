import { afterAll, beforeAll, expect, test } from 'vitest'
import { packs } from '../packs/index.ts'
import { createTestDatabase } from '../test/database.ts'
import { importPacks, refreshPacks } from './import.ts'
import { openDatabase } from './platform/database/index.ts'
import type { Database } from './platform/database/index.ts'
import { records } from './records.ts'
import { readSetting, writeSetting } from './platform/settings.ts'

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

const subjects = (code: string) => records.read('subjects').read(database.executor, [code])
const changes = async () => {
  const { rows } = await database.pool.query('select count(*)::int as count from platform.changes')
  return rows[0].count as number
}

test('the same packs again change nothing, and an upgrade without news neither', async () => {
  const before = await changes()
  await importPacks(database, [packs.hue, packs.vietnam, packs.fieldReports])
  expect(await refreshPacks(database)).toEqual([])
  expect(await changes()).toBe(before)
})

test('the first province is the one served, and stays so', async () => {
  expect(await readSetting(database.executor, 'province')).toBe('46')
})

test('an upgrade brings packs up to date and leaves what an administrator decided', async () => {
  const [pothole] = await subjects('GT01')
  const [pavement] = await subjects('GT02')
  const [dayOff] = await records.read('calendarDays').read(database.executor, ['2026-08-31'])
  await database.transaction(async (tx) => {
    const administrator = { actor: null, origin: 'console' }
    await records.write(tx, { subjects: [{ ...pothole!, class: 'K' }] }, administrator)
    await records.remove(tx, 'calendarDays', dayOff!, administrator)
    // As an older version of the same pack had it.
    await records.write(
      tx,
      { subjects: [{ ...pavement!, class: 'P' }] },
      { actor: null, origin: 'pack field_reports' },
    )
    await writeSetting(tx, 'pack field_reports', 'of before')
    await writeSetting(tx, 'pack vietnam', 'of before')
  })
  expect(await refreshPacks(database)).toEqual(['Việt Nam', 'Phản ánh hiện trường'])
  expect(await subjects('GT01')).toEqual([{ ...pothole, class: 'K' }])
  expect(await subjects('GT02')).toEqual([pavement])
  expect(await records.read('calendarDays').read(database.executor, ['2026-08-31'])).toEqual([])
  expect(await refreshPacks(database)).toEqual([])
})
