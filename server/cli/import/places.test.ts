import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../../test/database.ts'
import { packs } from '../../../packs/index.ts'
import { importPacks } from '../../import.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { createAreas } from '../../places/index.ts'
import { readSetting } from '../../platform/settings.ts'
import { records } from '../../records.ts'
import { importPlaces } from './places.ts'
import type { PlacesImport } from './places.ts'

const square = (west: number, south: number) => [
  [west, south],
  [west + 0.1, south],
  [west + 0.1, south + 0.1],
  [west, south + 0.1],
  [west, south],
]
const province = (code: string, fullName: string) => ({
  code,
  fullName,
  type: 'tinh',
  lat: 16,
  lon: 107.5,
})
const commune = (code: string, name: string, provinceCode = '90') => ({
  code,
  name,
  fullName: `Phường ${name}`,
  type: 'phuong',
  provinceCode,
  lat: 16.05,
  lon: 107.55,
})
const feature = (id: string, coordinates: unknown) => ({
  type: 'Feature',
  id,
  properties: { code: id },
  geometry: { type: 'Polygon', coordinates },
})

/** Two made-up provinces, the first made from two of before and with a divided ward. */
function madeUp() {
  return {
    provinces: [province('90', 'Tỉnh Hoà Thuỷ'), province('91', 'Tỉnh Xa')],
    communes: [
      commune('90001', 'Thuận Hoá'),
      commune('90002', 'Quý Sơn'),
      commune('91001', 'Xa', '91'),
    ],
    lineage: [
      'old_province_code,old_district_code,old_ward_code,old_province,old_district,old_ward,old_ward_divided,new_province_code,new_ward_code,new_ward',
      '90,901,90001,Tỉnh Hoà Thuỷ,Thị xã Cũ,Phường Phường Đúc,0,90,90001,Phường Thuận Hoá',
      '89,891,89001,Tỉnh Mất,Huyện Mất,Thị trấn Chia,1,90,90001,Phường Thuận Hoá',
      '89,891,89001,Tỉnh Mất,Huyện Mất,Thị trấn Chia,1,90,90002,Phường Quý Sơn',
      '89,892,,Tỉnh Mất,Huyện Đảo,,0,90,90002,Phường Quý Sơn',
    ],
    merges: [
      {
        newCode: '90',
        newName: 'Tỉnh Hoà Thuỷ',
        old: [
          { code: '89', name: 'Tỉnh Mất' },
          { code: '90', name: 'Tỉnh Hoà Thuỷ' },
        ],
      },
      { newCode: '91', newName: 'Tỉnh Xa', old: [{ code: '91', name: 'Tỉnh Xa' }] },
    ],
    features: [feature('90001', [square(107.5, 16)]), feature('90002', [square(107.6, 16)])],
  }
}

let database: Database
let drop: () => Promise<void>
let folder: string

beforeAll(async () => {
  const created = await createTestDatabase()
  database = openDatabase(created.url)
  drop = created.drop
})
afterAll(async () => {
  await database.close()
  await drop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-places-'))
  await mkdir(join(folder, 'boundaries'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  await database.pool.query(`truncate places.units, places.unit_changes, places.boundaries;
    delete from platform.settings where key = 'province'`)
})

const lines = (items: unknown[]) =>
  `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`

async function write(files: ReturnType<typeof madeUp>): Promise<void> {
  await writeFile(
    join(folder, 'provinces.json'),
    `{"source":"made up","provinces":${lines(files.provinces)}}`,
  )
  await writeFile(join(folder, 'communes.json'), lines(files.communes))
  await writeFile(join(folder, 'old_to_new.csv'), `${files.lineage.join('\n')}\n`)
  await writeFile(join(folder, 'province_merge.json'), lines(files.merges))
  await writeFile(
    join(folder, 'boundaries', '90.geojson'),
    `{"type":"FeatureCollection","features":${lines(files.features)}}`,
  )
}

const said: string[] = []
const run = (wanted: Partial<PlacesImport> = {}) =>
  importPlaces(database, { folder, ...wanted }, (line) => said.push(line))
const count = async (table: string) =>
  Number((await database.pool.query(`select count(*) from ${table}`)).rows[0].count)
const sums = (imported: Awaited<ReturnType<typeof run>>) =>
  imported.map(({ kind, written }) => [kind, written.added, written.changed, written.same])
const units = async (code: string) => records.read('units').read(database.executor, [code])

describe('an import of places', () => {
  it('brings units of today and of before, what became of which, and boundaries', async () => {
    await write(madeUp())
    expect(sums(await run())).toEqual([
      ['units', 4 + 3 + 3 + 2, 0, 0],
      ['unitChanges', 2 + 3 + 4, 0, 0],
      ['boundaries', 2, 0, 0],
    ])
    expect(await units('90001')).toMatchObject([
      { name: 'Phường Đúc', type: 'phuong', parent: '901', validTo: '2025-07-01', lat: 16.05 },
      { name: 'Thuận Hóa', aliases: ['Thuận Hoá'], parent: '90', validFrom: '2025-07-01' },
    ])
    expect(await units('90002')).toMatchObject([{ name: 'Quý Sơn' }])
    expect(await units('89001')).toMatchObject([{ name: 'Chia', type: 'thi_tran' }])
    const changes = await records
      .read('unitChanges')
      .read(database.executor, ['89001', '892', '90'])
    expect(changes.map(({ from, to, divided }) => [from, to, divided])).toEqual([
      ['89001', '90001', true],
      ['89001', '90002', true],
      ['892', '90002', false],
      ['90', '90', false],
    ])
    expect(said).toContain('  writing units: 12 of 12')
  })

  it('leaves a province that nobody joined as it was, and ends one that others joined', async () => {
    await write(madeUp())
    await run()
    expect(await units('91')).toMatchObject([{ name: 'Tỉnh Xa', validFrom: '1900-01-01' }])
    expect(await units('90')).toMatchObject([
      { name: 'Tỉnh Hòa Thủy', validFrom: '1900-01-01', validTo: '2025-07-01' },
      { name: 'Tỉnh Hòa Thủy', validFrom: '2025-07-01' },
    ])
  })

  it('changes nothing the second time', async () => {
    await write(madeUp())
    await run()
    const logged = await count('platform.changes')
    expect(sums(await run()).every(([, added, changed]) => added === 0 && changed === 0)).toBe(true)
    expect(await count('platform.changes')).toBe(logged)
  })

  it('tells as a dry run what would happen, and writes nothing', async () => {
    await write(madeUp())
    const dry = await run({ dryRun: true, serve: '90' })
    expect(await count('places.units')).toBe(0)
    expect(await readSetting(database.executor, 'province')).toBeNull()
    expect(sums(dry)).toEqual(sums(await run()))
  })

  it('reads communes from CSV, codes as text', async () => {
    const files = madeUp()
    await write(files)
    await rm(join(folder, 'communes.json'))
    const rows = files.communes.map((row) => Object.values(row).join(','))
    const header = '\uFEFFcode,name,full_name,type,province_code,lat,lon'
    await writeFile(join(folder, 'communes.csv'), [header, ...rows, ''].join('\r\n'))
    await run()
    expect(await units('90002')).toMatchObject([{ name: 'Quý Sơn', lat: 16.05 }])
  })

  it('takes the provinces named, or the one served, and serves the only one', async () => {
    await write(madeUp())
    await run({ provinces: ['91'] })
    expect(await units('90')).toEqual([])
    expect(await readSetting(database.executor, 'province')).toBe('91')
    await run()
    expect(await units('90')).toEqual([])
    await run({ all: true, serve: '90' })
    expect(await units('90')).toHaveLength(2)
    expect(await readSetting(database.executor, 'province')).toBe('90')
    await expect(run({ provinces: ['92'] })).rejects.toThrow('no province "92"')
    await expect(run({ provinces: ['91'], serve: '90' })).rejects.toThrow(
      'not among those imported',
    )
  })
})

describe('a province of which only the outline is known', () => {
  it('gets a cell for each commune, which never takes the place of a boundary', async () => {
    const files = madeUp()
    const outlined = { ...files, features: [feature('90', [square(107.5, 16)])] }
    outlined.communes[1] = { ...outlined.communes[1]!, lat: 16.05, lon: 107.59 }
    await write(outlined)
    await run({ all: true, serve: '90' })
    const areas = await createAreas(database.executor).areas()
    expect(areas.at({ lat: 16.05, lon: 107.51 })).toEqual({ code: '90001', approximate: true })
    expect(areas.at({ lat: 16.05, lon: 107.58 })).toEqual({ code: '90002', approximate: true })
    expect(areas.at({ lat: 16.05, lon: 107.61 })).toBeNull()

    await write(files)
    await run()
    await write(outlined)
    await run()
    const known = await createAreas(database.executor).areas()
    expect(known.at({ lat: 16.05, lon: 107.58 })).toEqual({ code: '90001', approximate: false })
  })
})

describe('a folder with faults', () => {
  type Files = ReturnType<typeof madeUp>
  const faulty: [fault: string, change: (files: Files) => void][] = [
    ['communes.json:3: code: must be 5 digits', (files) => (files.communes[1]!.code = '9002')],
    [
      'communes.json:2: name: is missing',
      (files) => delete (files.communes[0] as { name?: string }).name,
    ],
    [
      'communes.json:3: lat: must be a number between 6 and 24',
      (files) => (files.communes[1]!.lat = 107.5),
    ],
    [
      'communes.json:4: provinceCode: no province "92"',
      (files) => (files.communes[2]!.provinceCode = '92'),
    ],
    [
      'communes.json:3: "90001" is on line 2 already',
      (files) => (files.communes[1]!.code = '90001'),
    ],
    [
      'communes.json:2: type: must be xa, phuong or dac_khu',
      (files) => (files.communes[0]!.type = 'quan'),
    ],
    ['provinces.json:3: code: must be 2 digits', (files) => (files.provinces[1]!.code = '091')],
    ['old_to_new.csv:3: has 2 fields, the header has 10', (files) => (files.lineage[2] = '89,891')],
    [
      'old_to_new.csv:4: new_ward_code: no commune "90009"',
      (files) => (files.lineage[3] = files.lineage[3]!.replace('90002', '90009')),
    ],
    [
      'old_to_new.csv:4: "89001 → 90001" is on line 3 already',
      (files) => (files.lineage[3] = files.lineage[2]!),
    ],
    [
      'province_merge.json:3: newCode: no province "99"',
      (files) => (files.merges[1]!.newCode = '99'),
    ],
    [
      '90.geojson:2: geometry: a ring does not end where it begins',
      (files) =>
        (files.features[0] = feature('90001', [
          [...square(107.5, 16).slice(0, 4), [107.5, 16.01]],
        ])),
    ],
    [
      '90.geojson:3: geometry: a coordinate lies outside Vietnam',
      (files) => (files.features[1] = feature('90002', [square(16, 107)])),
    ],
    [
      '90.geojson:3: id: "90001" is in boundaries/90.geojson:2 already',
      (files) => (files.features[1] = feature('90001', [square(107.5, 16)])),
    ],
    [
      '90.geojson:2: id: no unit "90009"',
      (files) => (files.features[0] = feature('90009', [square(107.5, 16)])),
    ],
  ]

  it.each(faulty)('is refused by line: %s', async (fault, change) => {
    const files = madeUp()
    change(files)
    await write(files)
    await expect(run()).rejects.toThrow(fault)
    expect(await count('places.units')).toBe(0)
  })

  it('is told whole: every fault of every file at once', async () => {
    const files = madeUp()
    files.communes[0]!.lat = 0
    files.communes[1]!.code = 'x'
    files.features[0] = feature('90001', [[[107, 16]]])
    await write(files)
    const told = await run().catch((error: Error) => error.message)
    expect(told).toContain('communes.json:2: lat')
    expect(told).toContain('communes.json:3: code')
    expect(told).toContain(
      'boundaries/90.geojson:2: geometry: a ring has fewer than four positions',
    )
    expect(told).toContain('nothing was written')
  })

  it('names the line of what is not JSON, and still checks the rest', async () => {
    const files = madeUp()
    await write(files)
    const [first, second, third] = files.communes.map((row) => JSON.stringify(row))
    const broken = `[\n${first},\n${second!.replace(':', ';')},\n${third!.replace('91001', '9')}\n]\n`
    await writeFile(join(folder, 'communes.json'), broken)
    const told = await run().catch((error: Error) => error.message)
    expect(told).toContain('communes.json:3: not JSON')
    expect(told).toContain('communes.json:4: code: must be 5 digits')
    await writeFile(join(folder, 'communes.json'), `[\n${first},\n${second!.slice(0, 30)}`)
    await expect(run()).rejects.toThrow('communes.json:3: the file ends inside this item')
  })

  it('is refused where the needed files are missing', async () => {
    const told = await run().catch((error: Error) => error.message)
    expect(told).toContain('provinces.json:1: the file is missing')
    expect(told).toContain('communes.json:1: the file is missing')
  })

  it('is refused whole where the database cannot take it', async () => {
    await write(madeUp())
    await database.pool.query(
      `alter table places.boundaries add constraint no_more check (unit <> '90002')`,
    )
    try {
      await expect(run()).rejects.toThrow('no_more')
      expect(await count('places.units')).toBe(0)
      expect(await count('places.unit_changes')).toBe(0)
    } finally {
      await database.pool.query('alter table places.boundaries drop constraint no_more')
    }
  })
})

describe('the demo province', () => {
  it('gets the boundaries of a folder in the place of its cells, and keeps them', async () => {
    await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
    const files = madeUp()
    files.provinces = [{ ...province('46', 'Thành phố Huế'), type: 'thanh_pho_tw' }]
    files.communes = [commune('19789', 'Thuận Hoá', '46')]
    files.lineage = files.lineage.slice(0, 1)
    files.merges = []
    files.features = [feature('19789', [square(107.5, 16.4)])]
    await write(files)
    await run()
    const boundary = { unit: '19789', approximate: false, validFrom: '2025-07-01' }
    const read = () => records.read('boundaries').read(database.executor, ['19789'])
    expect(await read()).toMatchObject([boundary])
    await importPacks(database, [packs.hue])
    expect(await read()).toMatchObject([boundary])
  })
})
