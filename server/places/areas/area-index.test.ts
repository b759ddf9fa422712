import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Area } from '../../../contract/records/places.ts'
import { areaIndex } from './area-index.ts'

type Ring = [number, number][]

const square = (west: number, south: number, size: number): Ring => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const commune = (code: string, geometry: Area) => ({ code, approximate: false, geometry })
const polygon = (...rings: Ring[]): Area => ({ type: 'Polygon', coordinates: rings })

const at = (areas: ReturnType<typeof commune>[], lon: number, lat: number) =>
  areaIndex(areas).at({ lon, lat })?.code ?? null

describe('the commune at a point', () => {
  it('is the one whose polygon it is in, and none outside', () => {
    const areas = [
      commune('2', polygon(square(107, 16, 1))),
      commune('1', polygon(square(108, 16, 1))),
    ]
    expect(at(areas, 107.5, 16.5)).toBe('2')
    expect(at(areas, 108.5, 16.5)).toBe('1')
    expect(at(areas, 109.5, 16.5)).toBeNull()
    expect(at(areas, 107.5, 17.5)).toBeNull()
  })

  it('is none where nothing is known', () => {
    expect(at([], 107.5, 16.5)).toBeNull()
  })

  it('minds holes: what lies inside another commune is that one’s', () => {
    const hole = square(107.4, 16.4, 0.2)
    const around = commune('1', polygon(square(107, 16, 1), hole))
    expect(at([around], 107.5, 16.5)).toBeNull()
    expect(at([around, commune('2', polygon(hole))], 107.5, 16.5)).toBe('2')
    expect(at([around], 107.1, 16.5)).toBe('1')
  })

  it('minds several parts, an island and the land', () => {
    const both: Area = {
      type: 'MultiPolygon',
      coordinates: [[square(107, 16, 0.2)], [square(108, 17, 0.2)]],
    }
    expect(at([commune('1', both)], 108.1, 17.1)).toBe('1')
    expect(at([commune('1', both)], 107.6, 16.6)).toBeNull()
  })

  it('is the smallest code on a border and at a corner, whatever the order they came in', () => {
    const areas = ['4', '3', '2', '1'].map((code, index) =>
      commune(code, polygon(square(107 + (index % 2), 16 + Math.floor(index / 2), 1))),
    )
    for (const order of [areas, areas.toReversed()]) {
      expect(at(order, 108, 16.5)).toBe('3')
      expect(at(order, 108, 17)).toBe('1')
      expect(at(order, 107, 16)).toBe('4')
    }
  })

  it('covers a plane of squares without gaps and always answers alike', () => {
    const areas = Array.from({ length: 16 }, (_, index) =>
      commune(
        String(index + 10),
        polygon(square(107 + (index % 4) / 4, 16 + Math.floor(index / 4) / 4, 0.25)),
      ),
    )
    const [one, other] = [areaIndex(areas), areaIndex(areas.toReversed())]
    const inside = (from: number) => fc.double({ min: from, max: from + 1, noNaN: true })
    fc.assert(
      fc.property(inside(107), inside(16), (lon, lat) => {
        const found = one.at({ lon, lat })
        expect(found).not.toBeNull()
        expect(other.at({ lon, lat })).toEqual(found)
      }),
      { numRuns: 2000 },
    )
  })
})
