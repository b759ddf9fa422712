import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import { recordKinds } from '../../../contract/records/kinds.ts'
import { badFile, elementLines, parseJson, rowsOf } from './json.ts'
import type { RawFile } from './raw.ts'

/** How the records of a kind lie on a map: by a geometry, by a point, or not at all. */
export function placeOf(kind: KindName): 'geometry' | 'point' | null {
  const { shape } = recordKinds[kind].schema
  if ('geometry' in shape) return 'geometry'
  return 'lat' in shape ? 'point' : null
}

/** Prints records that have a place as a FeatureCollection, one feature in a line. */
export function printGeoJson(kind: KindName, records: AnyRecord[]): string {
  const point = placeOf(kind) === 'point'
  const features = records.map((record) => {
    const { geometry, lat, lon, ...properties } = record
    return JSON.stringify({
      type: 'Feature',
      ...(typeof properties.code === 'string' && { id: properties.code }),
      geometry: point ? { type: 'Point', coordinates: [lon, lat] } : geometry,
      properties,
    })
  })
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
}

/**
 * Reads a FeatureCollection. A feature without a `code` has its `id`; heights are left out; a
 * property that is null is absent, as map programs write empty fields so.
 */
export function readGeoJson(kind: KindName, text: string): RawFile {
  const parsed = parseJson(text)
  if ('faults' in parsed) return parsed
  const collection = parsed.value as { type?: unknown; features?: unknown } | null
  if (collection?.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    return badFile('not_a_feature_collection')
  }
  const file = rowsOf(collection.features, elementLines(text, 'features'))
  return { ...file, rows: file.rows.map(({ line, raw }) => ({ line, raw: recordOf(kind, raw) })) }
}

function recordOf(kind: KindName, feature: AnyRecord): AnyRecord {
  const { shape } = recordKinds[kind].schema
  const given = (feature.properties ?? {}) as AnyRecord
  const raw: AnyRecord = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== null || isNullable(shape, name)),
  )
  if ('code' in shape && raw.code === undefined && isName(feature.id)) raw.code = String(feature.id)
  const geometry = feature.geometry as { type?: unknown; coordinates?: unknown } | null | undefined
  if (placeOf(kind) === 'geometry') {
    if (geometry) raw.geometry = { type: geometry.type, coordinates: flat(geometry.coordinates) }
    return raw
  }
  // What is no point has no place to be told by, and is refused as such.
  if (geometry?.type !== 'Point') return geometry ? { ...raw, geometry } : raw
  const [lon, lat] = Array.isArray(geometry.coordinates) ? geometry.coordinates : []
  return { ...raw, lat, lon }
}

const isName = (id: unknown) => typeof id === 'string' || typeof id === 'number'

function isNullable(shape: object, name: string): boolean {
  const field = (shape as Record<string, { def: { type: string } } | undefined>)[name]
  return field?.def.type === 'nullable'
}

/** Coordinates without heights. */
function flat(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates
  return typeof coordinates[0] === 'number' ? coordinates.slice(0, 2) : coordinates.map(flat)
}
