import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../../contract/records/kinds.ts'
import { kindNames } from '../../../contract/records/shared.ts'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { importPacks } from '../../import.ts'
import { records } from '../../records.ts'
import { openDatabase } from '../database/index.ts'
import type { Database } from '../database/index.ts'
import { readChanges, whenChanged } from './index.ts'
import type { Batch } from './index.ts'

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

const writer = { actor: null, origin: 'test' }
const write = (batch: Batch) => database.transaction((tx) => records.write(tx, batch, writer))
const lastChange = async () => (await readChanges(database.executor, { limit: 1 }))[0]?.id ?? 0

let count = 0
let code = ''
beforeEach(() => {
  code = `t${++count}`
})

type Choice = RecordOf<'choices'>
const choice = (validFrom: string, more: Partial<Choice> = {}): Choice => ({
  code,
  list: 'refusal',
  name: { vi: `Từ ${validFrom}`, en: `Since ${validFrom}` },
  sort: 1,
  validFrom,
  ...more,
})
const stored = () => records.read('choices').read(database.executor, [code])
const periods = async () =>
  (await stored()).map(({ validFrom, validTo }) => [validFrom, validTo ?? null])

test.each(kindNames)('every shipped record of %s is read as it was written', async (kind) => {
  const shipped = Object.values(packs).flatMap((pack) => (pack[kind] ?? []) as AnyRecord[])
  const kept: AnyRecord[] = await records.read(kind).read(database.executor)
  const byKey = new Map(kept.map((record) => [keyOf(kind, record), record]))
  expect(byKey.size).toBe(shipped.length)
  for (const record of shipped) expect(byKey.get(keyOf(kind, record))).toStrictEqual(record)
})

test('what is there already changes nothing and is not told', async () => {
  const last = await lastChange()
  const batch = Object.fromEntries(
    kindNames.map((kind) => [kind, packs.hue[kind] ?? packs.fieldReports[kind]]),
  ) as Batch
  const total = Object.values(batch).reduce((sum, list) => sum + (list?.length ?? 0), 0)
  expect(await write(batch)).toEqual({ added: 0, changed: 0, same: total })
  expect(await lastChange()).toBe(last)
})

test('null, absent and empty are three things', async () => {
  const agency = (more: object): RecordOf<'agencies'> => ({
    code,
    name: 'A',
    kind: 'so',
    parent: null,
    validFrom: '2026-01-01',
    ...more,
  })
  const read = async () => (await records.read('agencies').read(database.executor, [code]))[0]
  for (const record of [agency({ areas: [], note: 'x' }), agency({}), agency({ areas: ['46'] })]) {
    await write({ agencies: [record] })
    expect(await read()).toStrictEqual(record)
  }
})

test('a later period ends the earlier one, and both changes are told', async () => {
  expect(await write({ choices: [choice('2025-01-01')] })).toEqual({
    added: 1,
    changed: 0,
    same: 0,
  })
  const last = await lastChange()
  expect(await write({ choices: [choice('2026-01-01')] })).toEqual({
    added: 1,
    changed: 1,
    same: 0,
  })
  expect(await periods()).toEqual([
    ['2025-01-01', '2026-01-01'],
    ['2026-01-01', null],
  ])
  const told = await readChanges(database.executor, { kind: 'choices', code, limit: 10 })
  expect(
    told.filter(({ id }) => id > last).map(({ key, before }) => [key, before === null]),
  ).toEqual(
    expect.arrayContaining([
      [`${code} 2025-01-01`, false],
      [`${code} 2026-01-01`, true],
    ]),
  )
})

const day = fc
  .integer({ min: 0, max: 40 })
  .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10))
const period = fc
  .record({ validFrom: day, validTo: fc.option(day, { nil: undefined }) })
  .filter(({ validFrom, validTo }) => validTo === undefined || validFrom < validTo)

test('whatever is written in whatever order, periods never overlap and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(period, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (batches) => {
        code = `t${++count}`
        for (const batch of batches) {
          const wanted = batch.map(({ validFrom, validTo }) =>
            choice(validFrom, validTo === undefined ? {} : { validTo }),
          )
          await write({ choices: wanted })
          await write({ choices: [] })
        }
        const kept = await stored()
        expect(new Set(kept.map(({ validFrom }) => validFrom))).toEqual(
          new Set(batches.flat().map(({ validFrom }) => validFrom)),
        )
        for (const [index, { validFrom, validTo }] of kept.entries()) {
          const next = kept[index + 1]
          if (validTo !== undefined) expect(validFrom < validTo).toBe(true)
          if (next) expect(validTo !== undefined && validTo <= next.validFrom).toBe(true)
        }
        // The log alone tells what is there.
        const told = await readChanges(database.executor, { kind: 'choices', code, limit: 500 })
        const folded = new Map(told.reverse().map(({ key, after }) => [key, after]))
        expect(
          [...folded.values()].sort((a, b) => (a!.validFrom! < b!.validFrom! ? -1 : 1)),
        ).toEqual(kept)
      },
    ),
    { numRuns: 40 },
  )
})

test('writers at the same moment come one after the other', async () => {
  const days = Array.from({ length: 8 }, (_, n) => `2026-0${n + 1}-01`)
  await Promise.all(days.map((validFrom) => write({ choices: [choice(validFrom)] })))
  expect(await periods()).toEqual(days.map((from, index) => [from, days[index + 1] ?? null]))
})

test('a reference to nothing refuses all of it', async () => {
  const last = await lastChange()
  const batch: Batch = {
    choices: [choice('2026-01-01')],
    contacts: [
      { code, agency: 'X19789', role: 'desk', when: 'always', validFrom: '2026-01-01' },
      { code: `${code}b`, agency: 'NONE', role: 'desk', when: 'always', validFrom: '2026-01-01' },
    ],
  }
  await expect(write(batch)).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'contacts.1.agency', code: 'unknown' }],
  })
  expect(await stored()).toEqual([])
  expect(await lastChange()).toBe(last)
})

test('what is written together may refer to one another', async () => {
  const unit = (own: string, parent: string | null): RecordOf<'units'> => ({
    code: own,
    name: own,
    kind: parent ? 'commune' : 'province',
    type: parent ? 'xa' : 'tinh',
    parent,
    lat: 20,
    lon: 105,
    validFrom: '2025-07-01',
  })
  expect(await write({ units: [unit('99123', '99'), unit('99', null)] })).toMatchObject({
    added: 2,
  })
})

test('the log of changes only grows', async () => {
  for (const statement of [
    'update platform.changes set actor = null',
    'delete from platform.changes',
    'truncate platform.changes',
  ]) {
    await expect(database.pool.query(statement)).rejects.toThrow('append-only')
  }
})

test('a country of communes goes in at once', { timeout: 60_000 }, async () => {
  const units = Array.from({ length: 13_000 }, (_, n): RecordOf<'units'> => ({
    code: String(80_000 + n),
    name: `Xã ${n}`,
    kind: 'commune',
    type: 'xa',
    parent: '46',
    lat: 16,
    lon: 107,
    aliases: [`xa ${n}`],
    validFrom: '2025-07-01',
  }))
  expect(await write({ units })).toEqual({ added: 13_000, changed: 0, same: 0 })
  const renamed = units.map((unit, n) => (n % 1000 === 0 ? { ...unit, name: 'Xã mới' } : unit))
  expect(await write({ units: renamed })).toEqual({ added: 0, changed: 13, same: 12_987 })
  const later = units.slice(0, 5_000).map((unit) => ({ ...unit, validFrom: '2027-01-01' }))
  expect(await write({ units: later })).toEqual({ added: 5_000, changed: 5_000, same: 0 })
})

test('what is made of records is made again when one changes, not otherwise', async () => {
  let loads = 0
  const read = whenChanged(database.executor, ['choices'], async (executor) => {
    loads++
    return (await records.read('choices').read(executor, [code])).length
  })
  expect(await read()).toBe(0)
  expect(await read()).toBe(0)
  expect(loads).toBe(1)
  await write({ choices: [choice('2026-01-01')] })
  await expect.poll(read, { timeout: 10_000, interval: 100 }).toBe(1)
  expect(loads).toBe(2)
})

test('a load that failed is tried again', async () => {
  let loads = 0
  const read = whenChanged(database.executor, ['choices'], async () => {
    loads++
    if (loads === 1) throw new Error('away')
    return 'there'
  })
  await expect(read()).rejects.toThrow('away')
  expect(await read()).toBe('there')
})
