import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../../test/database.ts'
import type { Area } from '../../../contract/records/places.ts'
import { createAreas, createUnits } from '../../places/index.ts'
import type { AreaIndex, UnitHistory } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { writeSetting } from '../../platform/settings.ts'
import { importPlaces } from './places.ts'
import { randomPoints } from './random-points.fixture.ts'

// The published data are not part of the product: without them there is nothing to compare with.
const shared =
  process.env.NHIP_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = join(shared, 'data', 'admin')

const provinces = [
  { code: '46', file: '46_hue', communes: 40, old: 133, divided: 0 },
  { code: '66', file: '66_dak_lak', communes: 102, old: 286, divided: 8 },
  { code: '75', file: '75_dong_nai', communes: 95, old: 270, divided: 1 },
  { code: '86', file: '86_vinh_long', communes: 124, old: 354, divided: 8 },
]

describe.skipIf(!existsSync(folder))('the four provinces of the published data', () => {
  let database: Database
  let drop: () => Promise<void>
  let history: UnitHistory

  beforeAll(async () => {
    const created = await createTestDatabase()
    database = openDatabase(created.url)
    drop = created.drop
    const codes = provinces.map(({ code }) => code)
    await importPlaces(database, { folder, provinces: codes, serve: '46' }, () => {})
    history = await createUnits(database.executor, createAreas(database.executor)).history()
  }, 120_000)
  afterAll(async () => {
    await database.close()
    await drop()
  })

  const areasOf = async (province: string): Promise<AreaIndex> => {
    await writeSetting(database.executor, 'province', province)
    return createAreas(database.executor).areas()
  }
  const inForce = (day: string) => history.unitsAt(day)

  it('have 361 communes in force, as the resolutions made them', () => {
    const communes = inForce('2026-11-21').filter(({ kind }) => kind === 'commune')
    expect(communes).toHaveLength(361)
    for (const { code, communes: count } of provinces) {
      expect(communes.filter(({ parent }) => parent === code)).toHaveLength(count)
    }
  })

  it.each(provinces)(
    '$code: every old ward leads to today, and those divided are known',
    (province) => {
      const old = inForce('2025-06-30').filter(
        ({ code, kind }) =>
          kind === 'commune' &&
          history.todaysUnits(code, '2025-06-30').units.some((to) => inProvince(to, province.code)),
      )
      expect(old).toHaveLength(province.old)
      const divided = old.filter(({ code }) => history.todaysUnits(code, '2025-06-30').divided)
      expect(divided).toHaveLength(province.divided)
    },
  )

  const inProvince = (code: string, province: string) =>
    history.unitNamed(code, '2026-11-21')?.parent === province

  it('tell a ward of before by its full name, and what it is now', () => {
    const label = 'phường Vĩnh Ninh, quận Thuận Hóa, thành phố Huế'
    expect(history.labelOf('19783', '2025-03-01')).toBe(label)
    expect(history.todaysUnits('19783', '2025-03-01').units).toEqual(['19789'])
    expect(history.labelOf('19789', '2026-01-01')).toBe('phường Thuận Hóa, thành phố Huế')
    expect(history.labelOf('20017', '2025-03-01')).toContain('phường Hương Xuân, thị xã Hương Trà')
    expect(history.labelOf('20017', '2026-01-01')).toBe('phường Kim Trà, thành phố Huế')
    expect(history.unitNamed('46', '2024-12-31')?.name).toBe('Tỉnh Thừa Thiên Huế')
  })

  it('tell types as they were: ten communes of Đồng Nai became wards, codes kept', () => {
    const wards = (day: string) =>
      inForce(day).filter(({ parent, type }) => parent === '75' && type === 'phuong').length
    expect(wards('2026-04-29')).toBe(23)
    expect(wards('2026-04-30')).toBe(33)
    expect(history.labelOf('26368', '2026-04-29')).toBe('xã Long Thành, tỉnh Đồng Nai')
    expect(history.labelOf('26368', '2026-04-30')).toBe('phường Long Thành, thành phố Đồng Nai')
    expect(history.todaysUnits('26368', '2025-08-01')).toEqual({ units: ['26368'], divided: false })
  })

  it('spell names as the resolutions do', () => {
    const names = inForce('2026-11-21').map(({ name }) => name)
    for (const name of ['Thuận Hóa', 'Hóa Châu', 'Thủy Xuân', 'Thanh Thủy', 'Hương Thủy']) {
      expect(names).toContain(name)
    }
    expect(names.filter((name) => /(?<!q)(o[àáảãạ]|u[ỳýỷỹỵ])(?!\p{L})/iu.test(name))).toEqual([])
  })

  it.each(provinces)('$code: 10,000 random points lie in the right commune', async (province) => {
    const areas = await areasOf(province.code)
    const features = await readFeatures(province.file)
    const wrong = randomPoints(features, 10_000, 1).filter(
      ({ code, lat, lon }) => areas.at({ lat, lon })?.code !== code,
    )
    expect(wrong).toEqual([])
  })

  it.each(provinces)(
    '$code: corners of boundaries always get the same answer',
    async (province) => {
      const features = await readFeatures(province.file)
      const [one, again] = [await areasOf(province.code), await areasOf(province.code)]
      const wrong = features.flatMap(({ code, geometry }) =>
        ringsOf(geometry)
          .flat()
          .filter(([lon, lat]) => {
            const found = one.at({ lat, lon })
            // The commune itself, or a neighbour with a smaller code.
            return !found || found.code > code || again.at({ lat, lon })?.code !== found.code
          }),
      )
      expect(wrong).toEqual([])
    },
  )

  it('end at the province: elsewhere there is no commune', async () => {
    const areas = await areasOf('46')
    expect(areas.at({ lat: 16.4556, lon: 107.584 })).toEqual({ code: '19789', approximate: false })
    expect(areas.at({ lat: 16.0544, lon: 108.2022 })).toBeNull()
    expect(areas.at({ lat: 16.75, lon: 107.9 })).toBeNull()
  })
})

const ringsOf = (geometry: Area) =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()

async function readFeatures(file: string): Promise<{ code: string; geometry: Area }[]> {
  const path = join(folder, 'boundaries', `${file}_communes.geojson`)
  const { features } = JSON.parse(await readFile(path, 'utf8')) as {
    features: { id: string; geometry: Area }[]
  }
  return features.map(({ id, geometry }) => ({ code: id, geometry }))
}
