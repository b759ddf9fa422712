import contains from 'point-in-polygon-hao'
import type { Geometry } from '../../../contract/records/places.ts'

export type Position = { lat: number; lon: number }
type Pair = [number, number]

/** One degree of latitude on a sphere of 6,371 km. */
const metresPerDegree = 111_195

/** How many metres a degree of longitude is at this latitude. */
export function metresPerDegreeOfLongitude(lat: number): number {
  return metresPerDegree * Math.cos((lat * Math.PI) / 180)
}

/** West, south, east, north: the box that holds everything within so many metres of a point. */
export function boxAround(
  { lat, lon }: Position,
  metres: number,
): [number, number, number, number] {
  const high = metres / metresPerDegree
  const wide = metres / metresPerDegreeOfLongitude(lat)
  return [lon - wide, lat - high, lon + wide, lat + high]
}

/** Positions as metres east and north of a point: true enough within a few kilometres of it. */
function plane({ lat, lon }: Position): (position: Pair) => Pair {
  const across = metresPerDegreeOfLongitude(lat)
  return ([x, y]) => [(x - lon) * across, (y - lat) * metresPerDegree]
}

/** Metres from a point to a geometry; 0 inside an area or on its edge. */
export function metresTo(point: Position, geometry: Geometry): number {
  const at = plane(point)
  switch (geometry.type) {
    case 'Point':
      return Math.hypot(...at(geometry.coordinates))
    case 'LineString':
      return metresToLine(geometry.coordinates.map(at))
    case 'MultiLineString':
      return nearest(geometry.coordinates, (line) => metresToLine(line.map(at)))
    case 'Polygon':
      return metresToArea(point, geometry.coordinates, at)
    case 'MultiPolygon':
      return nearest(geometry.coordinates, (rings) => metresToArea(point, rings, at))
  }
}

function metresToArea({ lat, lon }: Position, rings: Pair[][], at: (pair: Pair) => Pair): number {
  // `0` is on an edge, `false` is outside.
  if (contains([lon, lat], rings) !== false) return 0
  return nearest(rings, (ring) => metresToLine(ring.map(at)))
}

/** From the origin of the plane to the nearest point of a line. */
function metresToLine(line: Pair[]): number {
  let least = Infinity
  for (let index = 1; index < line.length; index += 1) {
    const [x, y] = line[index - 1]!
    const [dx, dy] = [line[index]![0] - x, line[index]![1] - y]
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / length))
    least = Math.min(least, Math.hypot(x + along * dx, y + along * dy))
  }
  return least
}

function nearest<Part>(parts: Part[], metres: (part: Part) => number): number {
  return Math.min(...parts.map(metres))
}

/** Square metres of a geometry, holes taken away; 0 for what has no area. */
export function squareMetres(geometry: Geometry): number {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return 0
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons
    .map(([outer, ...holes]) =>
      holes.reduce((area, hole) => area - ringArea(hole), ringArea(outer!)),
    )
    .reduce((sum, area) => sum + area, 0)
}

function ringArea(ring: Pair[]): number {
  const [lon, lat] = ring[0]!
  const flat = ring.map(plane({ lat, lon }))
  const twice = flat.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = flat[(index + 1) % flat.length]!
    return sum + x * nextY - nextX * y
  }, 0)
  return Math.abs(twice) / 2
}
