import { sql } from 'kysely'
import type { Geometry, PlaceName, Register } from '../../../contract/records/places.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { readSetting } from '../../platform/settings.ts'

const tables = tablesOf('places')
const today = sql<never>`(now() at time zone 'Asia/Ho_Chi_Minh')::date`

export type NamedPlace = {
  code: string
  name: string
  kind: PlaceName['kind']
  commune: string
  lat: number
  lon: number
  aliases: string[]
}
export type NamedFeature = {
  code: string
  name: string
  register: Register
  geometry: Geometry
}

/** What a search finds besides units: what holds today. */
export type Searched = {
  province: string | null
  places: NamedPlace[]
  features: NamedFeature[]
}

const list = (aliases: unknown) => (aliases ?? []) as string[]

export async function readSearched(executor: Executor): Promise<Searched> {
  const db = tables(executor)
  const places = await db
    .selectFrom('places.place_names')
    .selectAll()
    .where('valid_from', '<=', today)
    .where((row) => row.or([row('valid_to', 'is', null), row('valid_to', '>', today)]))
    .execute()
  const features = await db
    .selectFrom('places.features as f')
    .innerJoin('places.feature_classes as c', (join) =>
      join
        .onRef('c.code', '=', 'f.class')
        .on('c.valid_from', '<=', today)
        .on((row) => row.or([row('c.valid_to', 'is', null), row('c.valid_to', '>', today)])),
    )
    .select(['f.code', 'f.name', 'c.register', 'f.geometry'])
    // Works and structures are found where they stand; nobody gives them as an address.
    .where('c.register', 'in', ['road', 'zone'])
    .where('f.valid_from', '<=', today)
    .where((row) => row.or([row('f.valid_to', 'is', null), row('f.valid_to', '>', today)]))
    .execute()
  return {
    province: (await readSetting(executor, 'province')) as string | null,
    places: places.map((row) => ({
      code: row.code,
      name: row.name,
      kind: row.kind as NamedPlace['kind'],
      commune: row.commune,
      lat: row.lat,
      lon: row.lon,
      aliases: list(row.aliases),
    })),
    features: features.map((row) => ({
      code: row.code,
      name: row.name,
      register: row.register as Register,
      geometry: row.geometry as unknown as Geometry,
    })),
  }
}
