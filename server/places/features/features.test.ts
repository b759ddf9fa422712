import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../../packs/index.ts'
import type { Feature, Geometry } from '../../../contract/records/places.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { importPacks } from '../../import.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { records } from '../../records.ts'
import { featuresNear, featuresNearEach } from '../index.ts'
import { metresTo, squareMetres } from './geometry.ts'
import { piecesOf } from './parts.ts'

const origin = { lat: 16.3, lon: 107.8 }
const perLat = 111_195
const perLon = perLat * Math.cos((origin.lat * Math.PI) / 180)
/** A position so many metres east and north of the origin. */
const at = (east: number, north: number): [number, number] => [
  origin.lon + east / perLon,
  origin.lat + north / perLat,
]
const square = (half: number): [number, number][] => [
  at(-half, -half),
  at(half, -half),
  at(half, half),
  at(-half, half),
  at(-half, -half),
]

describe('the distance to a geometry', () => {
  it.each<[string, Geometry, number]>([
    ['a point', { type: 'Point', coordinates: at(30, 40) }, 50],
    ['a line beside it', { type: 'LineString', coordinates: [at(-500, 24), at(500, 24)] }, 24],
    ['the end of a line', { type: 'LineString', coordinates: [at(3, 4), at(300, 400)] }, 5],
    [
      'the nearer of two lines',
      {
        type: 'MultiLineString',
        coordinates: [
          [at(-9, 90), at(9, 90)],
          [at(-9, -26), at(9, -26)],
        ],
      },
      26,
    ],
    ['an area around it', { type: 'Polygon', coordinates: [square(10)] }, 0],
    ['the edge of a hole', { type: 'Polygon', coordinates: [square(100), square(40)] }, 40],
    [
      'the nearer of two areas',
      {
        type: 'MultiPolygon',
        coordinates: [
          [square(100), square(40)],
          [[at(7, -5), at(90, -5), at(90, 5), at(7, 5), at(7, -5)]],
        ],
      },
      7,
    ],
  ])('%s', (_, geometry, metres) => {
    expect(metresTo(origin, geometry)).toBeCloseTo(metres, 1)
  })

  it('is nothing on the edge of an area', () => {
    const [lon, lat] = [107.8, 16.3]
    const edge: Geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [lon, lat],
          [lon + 0.001, lat],
          [lon + 0.001, lat + 0.001],
          [lon, lat],
        ],
      ],
    }
    expect(metresTo({ lat, lon: lon + 0.0005 }, edge)).toBe(0)
  })

  it('knows the size of an area without its holes', () => {
    expect(squareMetres({ type: 'Polygon', coordinates: [square(50)] })).toBeCloseTo(10_000, -1)
    expect(squareMetres({ type: 'Polygon', coordinates: [square(50), square(10)] })).toBeCloseTo(
      9_600,
      -1,
    )
    expect(squareMetres({ type: 'Point', coordinates: at(0, 0) })).toBe(0)
  })
})

const metre = fc.integer({ min: -400, max: 400 })
const spot = fc.tuple(metre, metre).map(([east, north]) => at(east, north))

describe('a line in pieces', () => {
  it('is the same line, in few points and no larger boxes than it needs', () => {
    fc.assert(
      fc.property(
        fc.array(spot, { minLength: 2, maxLength: 80 }),
        spot,
        (coordinates, [lon, lat]) => {
          const line: Geometry = { type: 'LineString', coordinates }
          const pieces = piecesOf(line)
          const least = Math.min(...pieces.map(({ geometry }) => metresTo({ lat, lon }, geometry)))
          expect(least).toBeCloseTo(metresTo({ lat, lon }, line), 6)
          for (const { geometry, extent } of pieces) {
            const points = geometry.coordinates as [number, number][]
            expect(points.length).toBeLessThanOrEqual(16)
            expect(extent[0]).toBe(Math.min(...points.map(([x]) => x)))
            expect(extent[3]).toBe(Math.max(...points.map(([, y]) => y)))
          }
        },
      ),
    )
  })
})

describe('what lies near', () => {
  let server: Awaited<ReturnType<typeof createTestDatabase>>
  let database: Database

  beforeAll(async () => {
    server = await createTestDatabase()
    database = openDatabase(server.url, { max: 3 })
    await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  })
  afterAll(async () => {
    await database.close()
    await server.drop()
  })

  const feature = (code: string, geometry: Geometry, more: Partial<Feature> = {}): Feature => ({
    code,
    class: 'road.urban',
    name: code,
    manager: 'SXD.BT',
    geometry,
    source: 'thử',
    validFrom: '2025-07-01',
    ...more,
  })
  const write = (...features: Feature[]) =>
    database.transaction((tx) => records.write(tx, { features }, { actor: null, origin: 'test' }))
  const near = async (day: string, metres: number) =>
    (await featuresNear(database.executor, origin, day, metres)).map(({ code }) => code)

  it('is what is in force on the day and not farther than asked', async () => {
    await write(
      feature('near', { type: 'LineString', coordinates: [at(-50, 24), at(50, 24)] }),
      feature('far', { type: 'LineString', coordinates: [at(-50, 26), at(50, 26)] }),
      feature('past', { type: 'Point', coordinates: at(1, 1) }, { validTo: '2026-01-01' }),
      feature('corner', { type: 'Point', coordinates: at(20, 20) }),
    )
    expect(await near('2026-11-21', 25)).toEqual(['near'])
    expect(await near('2026-11-21', 30)).toEqual(['near', 'far', 'corner'])
    expect(await near('2025-12-31', 25)).toEqual(['past', 'near'])
    expect(await near('2026-01-01', 25)).toEqual(['near'])
    expect(await near('2025-06-30', 25)).toEqual([])
  })

  it('comes once, with its class, though it has many pieces and periods', async () => {
    const bend = Array.from({ length: 60 }, (_, index) => at(index % 2 ? 3 : -3, index / 10 - 60))
    await write(feature('bend', { type: 'LineString', coordinates: bend }))
    await write(
      feature('bend', { type: 'LineString', coordinates: bend }, { validFrom: '2026-06-01' }),
    )
    const found = await featuresNear(database.executor, origin, '2026-11-21', 60)
    expect(found.filter(({ code }) => code === 'bend')).toMatchObject([
      {
        validFrom: '2026-06-01',
        class: { register: 'road', reach: 25, name: { en: 'Urban road of the department' } },
      },
    ])
  })

  it('follows a corrected geometry and a removed record', async () => {
    const moved = feature('moved', { type: 'Point', coordinates: at(2, 2) })
    await write(moved)
    expect(await near('2026-11-21', 5)).toContain('moved')
    await write({ ...moved, geometry: { type: 'Point', coordinates: at(90, 90) } })
    expect(await near('2026-11-21', 5)).not.toContain('moved')
    expect(await near('2026-11-21', 130)).toContain('moved')
    await database.transaction(async (tx) => {
      const [stored] = await records.read('features').read(tx, ['moved'])
      await records.remove(tx, 'features', stored!, { actor: null, origin: 'test' })
    })
    expect(await near('2026-11-21', 130)).not.toContain('moved')
  })

  it('is the same for one point or many, and as if every feature had been measured', async () => {
    const random = fc.sample(fc.array(spot, { minLength: 1, maxLength: 40 }), {
      seed: 7,
      numRuns: 60,
    })
    const geometries = random.map((points): Geometry => {
      return points.length === 1
        ? { type: 'Point', coordinates: points[0]! }
        : { type: 'LineString', coordinates: points }
    })
    await write(...geometries.map((geometry, index) => feature(`any${index}`, geometry)))
    const points = fc.sample(spot, { seed: 8, numRuns: 20 }).map(([lon, lat]) => ({ lat, lon }))
    const each = await featuresNearEach(database.executor, points, '2026-11-21', 25)
    for (const [index, point] of points.entries()) {
      expect(each[index]).toEqual(await featuresNear(database.executor, point, '2026-11-21', 25))
      const measured = geometries.flatMap((geometry, number) =>
        metresTo(point, geometry) <= 25 ? [`any${number}`] : [],
      )
      const found = each[index]!.map(({ code }) => code).filter((code) => code.startsWith('any'))
      expect(found.toSorted()).toEqual(measured.toSorted())
    }
    expect(await featuresNearEach(database.executor, [], '2026-11-21', 25)).toEqual([])
  })
})
