import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { importPacks } from '../../import.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { records } from '../../records.ts'
import { importRecordFile } from './record-file.ts'

let database: Database
let drop: () => Promise<void>
let folder: string

beforeAll(async () => {
  const created = await createTestDatabase()
  database = openDatabase(created.url)
  drop = created.drop
  folder = await mkdtemp(join(tmpdir(), 'nhip-records-'))
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
})
afterAll(async () => {
  await database.close()
  await drop()
  await rm(folder, { recursive: true, force: true })
})

const header = 'code,name,kind,commune,lat,lon,validFrom'
const row = (code: string, commune = '19789', lat = '16.46') =>
  `${code},Chợ ${code},landmark,${commune},${lat},107.59,2025-07-01`

async function run(rows: string[], dryRun = false) {
  const file = join(folder, 'names.csv')
  await writeFile(file, [header, ...rows, ''].join('\n'))
  return importRecordFile(database, { kind: 'placeNames', file, dryRun }, () => {})
}
const read = (code: string) => records.read('placeNames').read(database.executor, [code])

it('brings the records of a file in, and nothing the second time', async () => {
  const once = [{ kind: 'placeNames', written: { added: 2, changed: 0, same: 0 } }]
  expect(await run([row('c1'), row('c2')], true)).toEqual(once)
  expect(await read('c1')).toEqual([])
  expect(await run([row('c1'), row('c2')])).toEqual(once)
  expect(await read('c1')).toMatchObject([{ name: 'Chợ c1', commune: '19789', lat: 16.46 }])
  const again = [{ kind: 'placeNames', written: { added: 0, changed: 0, same: 2 } }]
  expect(await run([row('c1'), row('c2')])).toEqual(again)
})

it('tells every bad row with its line and writes nothing', async () => {
  const told = await run([row('c3'), row('c 4'), row('c5', '19789', '107')]).catch(
    (error: Error) => error.message,
  )
  expect(told).toContain('names.csv:3: code: invalid_code')
  expect(told).toContain('names.csv:4: lat: outside_vietnam')
  expect(told).toContain('nothing was written')
  expect(await read('c3')).toEqual([])
})

it('names the record that refers to nothing', async () => {
  const told = await run([row('c6'), row('c7', '99999')]).catch((error: Error) => error.message)
  expect(told).toContain('placeNames c7 2025-07-01: commune: unknown')
  expect(await read('c6')).toEqual([])
})

it('says which files can be read', async () => {
  const file = join(folder, 'names.xlsx')
  const wanted = { kind: 'placeNames', file, dryRun: false } as const
  await expect(importRecordFile(database, wanted, () => {})).rejects.toThrow('must end in .csv')
})
