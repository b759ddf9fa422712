import { fileFormats } from '../../../../contract/administration.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { fieldsOf } from '../form/shapes.ts'

export type FileFormat = (typeof fileFormats)[number]

/** GeoJSON is for what has a place. */
export function formatsOf(kind: KindName): FileFormat[] {
  const hasPlace = fieldsOf(kind).some(({ name }) => name === 'geometry' || name === 'lat')
  return fileFormats.filter((format) => format !== 'geojson' || hasPlace)
}

/** What a file's name says it is; null when it says nothing known. */
export function formatOf(name: string): FileFormat | null {
  const ending = name.toLowerCase().split('.').at(-1)
  return fileFormats.find((format) => format === ending) ?? null
}
