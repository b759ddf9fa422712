import { sql } from 'kysely'
import type { Area } from '../../../contract/records/places.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { whenChanged } from '../../platform/records/index.ts'
import { readSetting } from '../../platform/settings.ts'
import { areaIndex } from './area-index.ts'
import type { AreaIndex, CommuneAt, Position } from './area-index.ts'

const tables = tablesOf('places')
const today = sql<never>`(now() at time zone 'Asia/Ho_Chi_Minh')::date`

/** Where the communes in force of the province served lie; see {@link createAreas}. */
export type Areas = {
  /** The commune of today at a point (WGS 84), or null outside the province. */
  communeAt(position: Position): Promise<CommuneAt | null>
  /** The same for many points at once: what holds now, asked without waiting. */
  areas(): Promise<AreaIndex>
}

/** Keeps the areas in memory and loads them again when a boundary, a unit or the day changes. */
export function createAreas(executor: Executor): Areas {
  const areas = whenChanged(executor, ['units', 'boundaries'], async (executor) =>
    areaIndex(await readAreas(executor)),
  )
  return {
    areas,
    async communeAt(position) {
      return (await areas()).at(position)
    },
  }
}

/** The areas in force of the province's communes in force. */
async function readAreas(executor: Executor) {
  const province = (await readSetting(executor, 'province')) as string | null
  const rows = await tables(executor)
    .selectFrom('places.boundaries as b')
    .innerJoin('places.units as u', 'u.code', 'b.unit')
    .select(['b.unit as code', 'b.approximate', 'b.geometry'])
    .where('u.parent', '=', province)
    .where('u.kind', '=', 'commune')
    .where('u.valid_from', '<=', today)
    .where((row) => row.or([row('u.valid_to', 'is', null), row('u.valid_to', '>', today)]))
    .where('b.valid_from', '<=', today)
    .where((row) => row.or([row('b.valid_to', 'is', null), row('b.valid_to', '>', today)]))
    .execute()
  return rows.map(({ code, approximate, geometry }) => ({
    code,
    approximate,
    geometry: geometry as unknown as Area,
  }))
}
