import { expect, it } from 'vitest'
import { distance } from './distance.ts'

it('is 111.2 km for one degree of latitude', () => {
  expect(distance({ lat: 16, lon: 107 }, { lat: 17, lon: 107 })).toBeCloseTo(111_195, -1)
})

it('is zero from a place to itself', () => {
  const here = { lat: 16.4556, lon: 107.584 }
  expect(distance(here, here)).toBe(0)
})
