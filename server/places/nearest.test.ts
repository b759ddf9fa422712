import { describe, expect, it } from 'vitest'
import { distance, nearestCommune } from './nearest.ts'

const thuanHoa = { code: '19789', position: { lat: 16.4556, lon: 107.584 } }
const phongDien = { code: '19819', position: { lat: 16.4904, lon: 107.24 } }

describe('the nearest commune', () => {
  it('is the one whose point is closest', () => {
    const found = nearestCommune([phongDien, thuanHoa], { lat: 16.4637, lon: 107.5909 })
    expect(found?.commune.code).toBe('19789')
    expect(found?.metres).toBeLessThan(1500)
  })

  it('says how far a position outside the province is', () => {
    const daNang = { lat: 16.0544, lon: 108.2022 }
    expect(nearestCommune([phongDien, thuanHoa], daNang)!.metres).toBeGreaterThan(60_000)
  })

  it('is nothing without communes', () => {
    expect(nearestCommune([], thuanHoa.position)).toBeNull()
  })
})

describe('a distance', () => {
  it('of one degree of latitude is 111.2 km', () => {
    expect(distance({ lat: 16, lon: 107 }, { lat: 17, lon: 107 })).toBeCloseTo(111_195, -1)
  })

  it('is zero from a place to itself', () => {
    expect(distance(thuanHoa.position, thuanHoa.position)).toBe(0)
  })
})
