import { sql } from 'kysely'
import type { Feature, Geometry } from '../../../contract/records/places.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'

const tables = tablesOf('places')

/** Points of a line in one piece: few, so that the box around it is hardly larger than the line. */
const pointsInPiece = 16
/** Pieces sent in one statement. */
const piecesAtOnce = 5_000

type Pair = [number, number]
/** A piece of a geometry and the box around it: west, south, east, north. */
export type Piece = { extent: [number, number, number, number]; geometry: Geometry }

/** A geometry in pieces: lines of a few points, areas whole, since a cut one has no inside. */
export function piecesOf(geometry: Geometry): Piece[] {
  switch (geometry.type) {
    case 'Point':
      return [{ extent: extentOf([geometry.coordinates]), geometry }]
    case 'LineString':
      return piecesOfLine(geometry.coordinates)
    case 'MultiLineString':
      return geometry.coordinates.flatMap(piecesOfLine)
    case 'Polygon':
      return [{ extent: extentOf(geometry.coordinates[0]!), geometry }]
    case 'MultiPolygon':
      return geometry.coordinates.map((coordinates) => ({
        extent: extentOf(coordinates[0]!),
        geometry: { type: 'Polygon', coordinates },
      }))
  }
}

/** Neighbouring pieces share a point, so that nothing between them is lost. */
function piecesOfLine(line: Pair[]): Piece[] {
  const pieces: Piece[] = []
  for (let start = 0; start < line.length - 1; start += pointsInPiece - 1) {
    const coordinates = line.slice(start, start + pointsInPiece)
    pieces.push({ extent: extentOf(coordinates), geometry: { type: 'LineString', coordinates } })
  }
  return pieces
}

function extentOf(points: Pair[]): [number, number, number, number] {
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of points) {
    extent[0] = Math.min(extent[0], lon)
    extent[1] = Math.min(extent[1], lat)
    extent[2] = Math.max(extent[2], lon)
    extent[3] = Math.max(extent[3], lat)
  }
  return extent
}

/** Keeps the pieces of features in step with their records, in the transaction that wrote them. */
export async function writeParts(tx: Executor, features: Feature[]): Promise<void> {
  const keys = JSON.stringify(
    features.map(({ code, validFrom }) => ({ code, valid_from: validFrom })),
  )
  await sql`delete from places.feature_parts p
    using jsonb_to_recordset(${keys}::jsonb) as k(code text, valid_from date)
    where p.code = k.code and p.valid_from = k.valid_from`.execute(tables(tx))
  const rows = features.flatMap(({ code, validFrom, geometry }) =>
    piecesOf(geometry).map(({ extent: [west, south, east, north], geometry: piece }) => ({
      code,
      valid_from: validFrom,
      extent: `(${east},${north}),(${west},${south})`,
      geometry: piece,
    })),
  )
  for (let start = 0; start < rows.length; start += piecesAtOnce) {
    const batch = JSON.stringify(rows.slice(start, start + piecesAtOnce))
    await sql`insert into places.feature_parts (code, valid_from, extent, geometry)
      select r.code, r.valid_from, r.extent::box, r.geometry from jsonb_to_recordset(${batch}::jsonb)
        as r(code text, valid_from date, extent text, geometry jsonb)`.execute(tables(tx))
  }
}
