import type { Area, Geometry } from '../../../../contract/records/places.ts'

export type GeometryType = Geometry['type']
export type Position = [number, number]
/** Parts of rings or lines of points: every type of geometry, seen alike. */
type Parts = Position[][][]

/** A geometry as it is typed: one `lon, lat` a line, an empty line between rings, `--` between parts. */
export type GeometryDraft = { type: GeometryType; rows: string }

function partsOf(geometry: Geometry): Parts {
  switch (geometry.type) {
    case 'Point':
      return [[[geometry.coordinates]]]
    case 'LineString':
      return [[geometry.coordinates]]
    case 'MultiLineString':
      return geometry.coordinates.map((line) => [line])
    case 'Polygon':
      return [geometry.coordinates]
    case 'MultiPolygon':
      return geometry.coordinates
  }
}

function fromParts(type: GeometryType, parts: Parts): Geometry {
  const rings = parts.map((part) => part.map(closed))
  switch (type) {
    case 'Point':
      return { type, coordinates: parts[0]![0]![0]! }
    case 'LineString':
      return { type, coordinates: parts[0]![0]! }
    case 'MultiLineString':
      return { type, coordinates: parts.flat() }
    case 'Polygon':
      return { type, coordinates: rings[0]! }
    case 'MultiPolygon':
      return { type, coordinates: rings }
  }
}

/** A ring ends where it began; who types need not say so. */
function closed(ring: Position[]): Position[] {
  const [first, last] = [ring[0]!, ring.at(-1)!]
  return ring.length < 3 || (first[0] === last[0] && first[1] === last[1]) ? ring : [...ring, first]
}

/** The rows of a geometry. */
export function printGeometry(geometry: Geometry | undefined): GeometryDraft {
  if (!geometry) return { type: 'Point', rows: '' }
  const rows = partsOf(geometry)
    .map((part) =>
      part.map((ring) => ring.map((point) => point.join(', ')).join('\n')).join('\n\n'),
    )
    .join('\n--\n')
  return { type: geometry.type, rows }
}

/** The geometry of typed rows; null when nothing is typed; the number of the first bad row. */
export function parseGeometry({ type, rows }: GeometryDraft): Geometry | null | { row: number } {
  const parts: Parts = [[[]]]
  for (const [index, line] of rows.split('\n').entries()) {
    const words = line.trim()
    if (words === '') parts.at(-1)!.push([])
    else if (/^-{2,}$/.test(words)) parts.push([[]])
    else {
      const point = words.split(/[,;\s]+/).map(Number)
      if (point.length !== 2 || point.some((value) => !Number.isFinite(value))) {
        return { row: index + 1 }
      }
      parts
        .at(-1)!
        .at(-1)!
        .push(point as Position)
    }
  }
  const filled = parts
    .map((part) => part.filter((ring) => ring.length > 0))
    .filter((part) => part.length > 0)
  return filled.length === 0 ? null : fromParts(type, filled)
}

/** How many parts and points a geometry has. */
export function sizeOf(geometry: Geometry | Area): { parts: number; points: number } {
  const parts = partsOf(geometry)
  return { parts: parts.length, points: parts.flat(2).length }
}
