import type { Agency } from '../../../contract/records/agencies.ts'
import type { Feature, Geometry } from '../../../contract/records/places.ts'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { testVault } from '../../../test/vault.ts'
import { importPacks } from '../../import.ts'
import { createAreas } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Batch } from '../../platform/records/index.ts'
import { records } from '../../records.ts'
import { createCases } from '../index.ts'

export const day = '2026-11-21'
/** An empty stretch of coast, far from the demo's own register. */
const origin = { lat: 16.355, lon: 107.9 }
const perLat = 111_195
const perLon = perLat * Math.cos((origin.lat * Math.PI) / 180)
export const at = (east: number, north: number): [number, number] => [
  origin.lon + east / perLon,
  origin.lat + north / perLat,
]
export const place = (east: number, north: number) => {
  const [lon, lat] = at(east, north)
  return { lat, lon }
}
export const point = (east: number, north: number): Geometry => ({
  type: 'Point',
  coordinates: at(east, north),
})
export const square = (east: number, north: number, half: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      at(east - half, north - half),
      at(east + half, north - half),
      at(east + half, north + half),
      at(east - half, north + half),
      at(east - half, north - half),
    ],
  ],
})
export const feature = (
  code: string,
  kind: string,
  manager: string,
  geometry: Geometry,
  more: Partial<Feature> = {},
): Feature => ({
  code,
  class: kind,
  name: `Tên ${code}`,
  manager,
  geometry,
  source: 'thử',
  validFrom: '2025-07-01',
  ...more,
})
export const agency = (code: string, more: Partial<Agency>): Agency => ({
  code,
  name: `Đơn vị ${code}`,
  kind: 'su_nghiep',
  parent: null,
  validFrom: '2025-07-01',
  ...more,
})

/** The demo province on a database of its own, with further records. */
export async function openProvince(batch: Batch) {
  const server = await createTestDatabase()
  const database = openDatabase(server.url, { max: 5 })
  const write = (more: Batch) =>
    database.transaction((tx) => records.write(tx, more, { actor: null, origin: 'test' }))
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  await write(batch)
  const areas = createAreas(database.executor)
  return {
    database,
    areas,
    cases: createCases(database, areas, testVault(database)),
    write,
    async close() {
      await database.close()
      await server.drop()
    },
  }
}
export type Province = Awaited<ReturnType<typeof openProvince>>
