import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Area } from '../contract/records/places.ts'
import { areaIndex } from '../server/places/areas/area-index.ts'
import { packs } from './index.ts'

const { units = [], boundaries = [] } = packs.hue
const communes = units.filter((row) => row.kind === 'commune' && row.validTo === undefined)
const cells = boundaries.filter(({ unit }) => unit.length === 5)
const asIndex = (rows: typeof boundaries) =>
  areaIndex(rows.map(({ unit, geometry }) => ({ code: unit, geometry, approximate: true })))
const at = asIndex(cells).at
const province = asIndex(boundaries.filter(({ unit }) => unit === '46')).at

const size = (area: Area) =>
  (area.type === 'Polygon' ? [area.coordinates] : area.coordinates)
    .flatMap(([outer]) => outer!.slice(1).map(([x, y], index) => [outer![index]!, [x, y]] as const))
    .reduce((sum, [[x1, y1], [x2, y2]]) => sum + (x1 * y2 - x2 * y1) / 2, 0)

test('each commune has a cell, marked as approximate, with its own point well inside', () => {
  expect(cells).toHaveLength(40)
  expect(boundaries.every(({ approximate }) => approximate)).toBe(true)
  const margin = 0.01
  for (const { code, lat, lon } of communes) {
    expect(at({ lat, lon })?.code).toBe(code)
    for (const [north, east] of [
      [margin, 0],
      [-margin, 0],
      [0, margin],
      [0, -margin],
    ] as const) {
      expect(province({ lat: lat + north, lon: lon + east })?.code, code).toBe('46')
    }
  }
})

test('the cells fill the outline and nothing else', () => {
  const whole = Math.abs(size(boundaries[0]!.geometry))
  const sum = cells.reduce((total, { geometry }) => total + Math.abs(size(geometry)), 0)
  expect(sum / whole).toBeCloseTo(1, 4)
})

test('a point of the province lies in the cell of the nearest commune', () => {
  const shrink = Math.cos((16.4 * Math.PI) / 180)
  const range = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  fc.assert(
    fc.property(range(107, 108.3), range(15.9, 16.8), (lon, lat) => {
      fc.pre(province({ lat, lon }) !== null)
      const far = (unit: (typeof communes)[number]) =>
        Math.hypot((unit.lon - lon) * shrink, unit.lat - lat)
      const nearest = communes.toSorted((a, b) => far(a) - far(b))
      // Between two that are as near, and within a metre of the outline, either will do.
      fc.pre(far(nearest[1]!) - far(nearest[0]!) > 1e-4)
      expect([nearest[0]!.code, undefined]).toContain(at({ lat, lon })?.code)
    }),
    { numRuns: 2000 },
  )
})
