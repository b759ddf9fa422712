import type { Area } from '../../../contract/records/places.ts'

type Commune = { code: string; geometry: Area }

/**
 * Points spread evenly inside communes, each with the code of the one it was drawn in: a commune by
 * chance, then a point of its box until one is inside. The test of being inside is its own (rays
 * counted, every commune tried), so that it can judge the one under test.
 */
export function randomPoints(
  communes: Commune[],
  count: number,
  seed: number,
): { code: string; lat: number; lon: number }[] {
  const random = generator(seed)
  const boxed = communes.map(({ code, geometry }) => {
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
    const lons = rings.flat().map(([lon]) => lon)
    const lats = rings.flat().map(([, lat]) => lat)
    const [west, south] = [Math.min(...lons), Math.min(...lats)]
    return {
      code,
      rings,
      west,
      south,
      width: Math.max(...lons) - west,
      height: Math.max(...lats) - south,
    }
  })
  return Array.from({ length: count }, () => {
    const { code, rings, west, south, width, height } = boxed[Math.floor(random() * boxed.length)]!
    for (;;) {
      const lon = west + random() * width
      const lat = south + random() * height
      if (isInside(rings, lon, lat)) return { code, lat, lon }
    }
  })
}

/** Whether a ray to the east crosses the rings an odd number of times. */
function isInside(rings: [number, number][][], lon: number, lat: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let index = 1; index < ring.length; index += 1) {
      const [x1, y1] = ring[index - 1]!
      const [x2, y2] = ring[index]!
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
    }
  }
  return inside
}

/** Random numbers from a seed (mulberry32): a failure can be run again. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
