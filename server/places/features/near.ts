import { sql } from 'kysely'
import type { Geometry, Register } from '../../../contract/records/places.ts'
import type { Bilingual } from '../../../contract/records/shared.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { boxAround, metresTo, squareMetres } from './geometry.ts'
import type { Position } from './geometry.ts'

const tables = tablesOf('places')

/** A thing with a manager near a point, with its class as of the same day. */
export type NearFeature = {
  code: string
  name: string
  /** An agency's code, or `xa`, `ca_xa`, `xa.VP`: one of the commune at the point. */
  manager: string
  validFrom: string
  validTo: string | null
  class: {
    code: string
    name: Bilingual
    register: Register
    /** Codes of subjects or of whole groups its managers answer for. */
    subjects: string[]
    /** How near a point must be, in metres, when it is not inside. */
    reach: number
  }
  /** 0 inside an area. */
  metres: number
  /** Square metres of the area the point is in or next to; 0 for points and lines. */
  area: number
}

type Row = {
  index: number
  code: string
  name: string
  manager: string
  valid_from: string
  valid_to: string | null
  class: string
  class_name: Bilingual
  register: Register
  subjects: string[]
  reach: number
  geometry: Geometry
}

/** The features in force on a day (`YYYY-MM-DD`) within so many metres of a point, nearest first. */
export async function featuresNear(
  executor: Executor,
  point: Position,
  day: string,
  metres: number,
): Promise<NearFeature[]> {
  return (await featuresNearEach(executor, [point], day, metres))[0]!
}

/** {@link featuresNear} for many points in one query; the answers in the order of the points. */
export async function featuresNearEach(
  executor: Executor,
  points: Position[],
  day: string,
  metres: number,
): Promise<NearFeature[][]> {
  const boxes = points.map((point) => boxAround(point, metres))
  const side = (index: 0 | 1 | 2 | 3) => boxes.map((box) => box[index])
  // Boxes are compared in the index; how far it really is, is counted here.
  const { rows } = await sql<Row>`
    select (w.i - 1)::int as index, f.code, f.name, f.manager, f.valid_from, f.valid_to, f.class,
      c.name as class_name, c.register, c.subjects, c.reach, p.geometry
    from unnest(${side(0)}::float8[], ${side(1)}::float8[], ${side(2)}::float8[],
      ${side(3)}::float8[]) with ordinality as w(west, south, east, north, i)
    join places.feature_parts p
      on p.extent && box(point(w.east, w.north), point(w.west, w.south))
    join places.features f on f.code = p.code and f.valid_from = p.valid_from
      and f.valid_from <= ${day}::date and (f.valid_to is null or f.valid_to > ${day}::date)
    join places.feature_classes c on c.code = f.class
      and c.valid_from <= ${day}::date and (c.valid_to is null or c.valid_to > ${day}::date)`.execute(
    tables(executor),
  )
  const found = points.map(() => new Map<string, NearFeature>())
  for (const row of rows) {
    const far = metresTo(points[row.index]!, row.geometry)
    const before = found[row.index]!.get(row.code)
    if (far > metres || (before && before.metres <= far)) continue
    found[row.index]!.set(row.code, {
      code: row.code,
      name: row.name,
      manager: row.manager,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      class: {
        code: row.class,
        name: row.class_name,
        register: row.register,
        subjects: row.subjects,
        reach: row.reach,
      },
      metres: far,
      area: squareMetres(row.geometry),
    })
  }
  return found.map((features) => [...features.values()].sort(nearestFirst))
}

function nearestFirst(a: NearFeature, b: NearFeature): number {
  return a.metres - b.metres || (a.code < b.code ? -1 : 1)
}
