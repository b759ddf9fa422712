import { sql } from 'kysely'
import type { Unit } from '../../../contract/records/places.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { readSetting } from '../../platform/settings.ts'
import { shownName } from './names.ts'

const tables = tablesOf('places')

/** A unit as screens show it: `phường Thuận Hóa`. */
export type Place = {
  code: string
  name: string
  type: Unit['type']
  lat: number
  lon: number
  /** `YYYY-MM-DD`. */
  validFrom: string
}

/** The province served and its communes in force today, sorted as Vietnamese readers expect. */
export async function placesInForce(
  executor: Executor,
): Promise<{ province: Place | null; communes: Place[] }> {
  const province = (await readSetting(executor, 'province')) as string | null
  const today = sql<string>`(now() at time zone 'Asia/Ho_Chi_Minh')::date`
  const rows = await tables(executor)
    .selectFrom('places.units')
    .selectAll()
    .where((row) => row.or([row('code', '=', province), row('parent', '=', province)]))
    .where('kind', 'in', ['province', 'commune'])
    .where('valid_from', '<=', today as never)
    .where((row) => row.or([row('valid_to', 'is', null), row('valid_to', '>', today as never)]))
    .execute()
  const shown = rows.map((row) => ({
    code: row.code,
    kind: row.kind,
    type: row.type as Unit['type'],
    name: shownName({ ...row, kind: row.kind as Unit['kind'], type: row.type as Unit['type'] }),
    lat: row.lat,
    lon: row.lon,
    validFrom: String(row.valid_from),
  }))
  const collator = new Intl.Collator('vi')
  return {
    province: shown.find((unit) => unit.kind === 'province') ?? null,
    communes: shown
      .filter((unit) => unit.kind === 'commune')
      .sort((a, b) => collator.compare(a.name, b.name)),
  }
}
