import { sql } from 'kysely'
import type { Area, Unit } from '../../contract/records/places.ts'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { readSetting } from '../platform/settings.ts'
import { shownName } from './units/names.ts'

const tables = tablesOf('places')
const today = sql<never>`(now() at time zone 'Asia/Ho_Chi_Minh')::date`

/** A unit of today as a map draws it. */
export type Outline = {
  code: string
  /** The bare name of a commune, the full one of a province. */
  name: string
  /** `Phường Thuận Hóa`. */
  shownName: string
  kind: 'province' | 'commune'
  type: Unit['type']
  lat: number
  lon: number
  /** Null: not known. */
  geometry: Area | null
  /** Computed from centre points. */
  approximate: boolean
  source: string | null
}

/** Every province in force and the communes in force of the one served, by their codes. */
export async function outlinesInForce(
  executor: Executor,
): Promise<{ served: string | null; units: Outline[] }> {
  const served = (await readSetting(executor, 'province')) as string | null
  const rows = await tables(executor)
    .selectFrom('places.units as u')
    .leftJoin('places.boundaries as b', (join) =>
      join
        .onRef('b.unit', '=', 'u.code')
        .on('b.valid_from', '<=', today)
        .on((row) => row.or([row('b.valid_to', 'is', null), row('b.valid_to', '>', today)])),
    )
    .select(['u.code', 'u.name', 'u.kind', 'u.type', 'u.lat', 'u.lon'])
    .select(['b.geometry', 'b.approximate', 'b.source'])
    .where((row) =>
      row.or([
        row('u.kind', '=', 'province'),
        row.and([row('u.kind', '=', 'commune'), row('u.parent', '=', served)]),
      ]),
    )
    .where('u.valid_from', '<=', today)
    .where((row) => row.or([row('u.valid_to', 'is', null), row('u.valid_to', '>', today)]))
    .orderBy('u.code')
    .execute()
  return {
    served,
    units: rows.map((row) => {
      const kind = row.kind as Outline['kind']
      const type = row.type as Unit['type']
      return {
        ...row,
        kind,
        type,
        shownName: shownName({ kind, type, name: row.name }),
        geometry: row.geometry as unknown as Area | null,
        approximate: row.approximate ?? false,
      }
    }),
  }
}
