import { Delaunay } from 'd3-delaunay'
import type { Area, Boundary, Unit } from '../contract/records/places.ts'

type Position = [x: number, y: number]

/** Boundaries that are published begin on this day too, and so take the place of these. */
const validFrom = '2025-07-01'

/**
 * A cell for each commune: what lies nearer to its point than to any other's, inside the outline.
 * Not its boundary, but enough for a map and a first guess until boundaries are imported. Holes of
 * the outline are not minded; a commune whose cell lies outside of it has none.
 */
export function cellsOf(communes: Unit[], outline: Area): Boundary[] {
  const polygons = outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates
  const rings = polygons.map(([outer]) => outer!.slice(0, -1))
  const lats = communes.map(({ lat }) => lat)
  const middle = lats.reduce((sum, lat) => sum + lat, 0) / lats.length
  // A degree of longitude is shorter than one of latitude: distances are compared in equal units.
  const shrink = Math.cos((middle * Math.PI) / 180)
  const flat = ([lon, lat]: Position): Position => [lon * shrink, lat]
  const points = communes.map(({ lon, lat }) => flat([lon, lat]))
  const frames = rings.map((ring) => ring.map(flat))
  const voronoi = Delaunay.from(points).voronoi(boundsOf([...frames.flat(), ...points], 1))
  return communes.flatMap((unit, index): Boundary[] => {
    const cell = voronoi.cellPolygon(index)
    const pieces = frames
      .map((frame) => rounded(clip(frame, cell).map(([x, y]) => [x / shrink, y])))
      .filter((ring) => ring.length >= 3)
      .map((ring) => [[...ring, ring[0]!]])
    if (pieces.length === 0) return []
    const geometry: Area =
      pieces.length === 1
        ? { type: 'Polygon', coordinates: pieces[0]! }
        : { type: 'MultiPolygon', coordinates: pieces }
    const source = 'tính từ điểm trung tâm'
    return [{ unit: unit.code, geometry, approximate: true, source, validFrom }]
  })
}

function boundsOf(points: Position[], margin: number): [number, number, number, number] {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  return [
    Math.min(...xs) - margin,
    Math.min(...ys) - margin,
    Math.max(...xs) + margin,
    Math.max(...ys) + margin,
  ]
}

/**
 * The part of a polygon inside a convex one (Sutherland–Hodgman): it is cut along each edge in turn.
 * `convex` is closed, in either direction.
 */
function clip(subject: Position[], convex: Position[]): Position[] {
  const turn = Math.sign(signedArea(convex))
  let kept = subject
  for (const [index, from] of convex.slice(0, -1).entries()) {
    const to = convex[index + 1]!
    const side = ([x, y]: Position) =>
      turn * ((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]))
    kept = kept.flatMap((point, at) => {
      const before = kept.at(at - 1)!
      const [here, there] = [side(point), side(before)]
      const crossing =
        here >= 0 !== there >= 0 ? [between(before, point, there / (there - here))] : []
      return here >= 0 ? [...crossing, point] : crossing
    })
  }
  return kept
}

function between([x1, y1]: Position, [x2, y2]: Position, share: number): Position {
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share]
}

function signedArea(closed: Position[]): number {
  return closed.slice(0, -1).reduce((sum, [x, y], index) => {
    const [nextX, nextY] = closed[index + 1]!
    return sum + x * nextY - nextX * y
  }, 0)
}

/** To five decimals (1 m), at which the corners that neighbours share fall together again. */
function rounded(ring: Position[]): Position[] {
  const short = ring.map(([lon, lat]): Position => [
    Math.round(lon * 1e5) / 1e5,
    Math.round(lat * 1e5) / 1e5,
  ])
  return short.filter(([lon, lat], index) => {
    const before = short.at(index - 1)!
    return lon !== before[0] || lat !== before[1]
  })
}
