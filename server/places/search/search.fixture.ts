import type { Unit, UnitChange } from '../../../contract/records/places.ts'
import { pack } from '../../../packs/hue/pack.ts'
import type { AreaIndex } from '../areas/area-index.ts'
import { unitHistory } from '../units/history.ts'
import { entriesOf } from './entries.ts'
import { nameIndex } from './match.ts'
import type { NameIndex } from './match.ts'
import type { NamedFeature, NamedPlace } from './read.ts'

const nowhere: AreaIndex = { at: () => null }

/** The places of the shipped province as the search reads them. */
export const huePlaces: NamedPlace[] = (pack.placeNames ?? []).map((place) => ({
  ...place,
  aliases: place.aliases ?? [],
}))

/** An index of the shipped province of today, and of more units, lineage, places and features. */
export function hueIndex({
  units = [],
  changes = [],
  places = huePlaces,
  features = [],
  areas = nowhere,
}: {
  units?: Unit[]
  changes?: UnitChange[]
  places?: NamedPlace[]
  features?: NamedFeature[]
  areas?: AreaIndex
} = {}): NameIndex {
  const now = (pack.units ?? []).filter(({ validTo }) => validTo === undefined)
  const history = unitHistory([...now, ...units], changes, '2026-11-21')
  return nameIndex(entriesOf({ province: '46', places, features }, history, areas))
}

/** A ward, commune or township of before 1 July 2025. */
export function oldUnit(
  unit: Pick<Unit, 'code' | 'name' | 'type' | 'parent'> & Partial<Unit>,
): Unit {
  return {
    kind: 'commune',
    lat: 16.46,
    lon: 107.58,
    validFrom: '1900-01-01',
    validTo: '2025-07-01',
    ...unit,
  }
}

/** A change on 1 July 2025. */
export const became = (from: string, to: string, divided = false): UnitChange => ({
  from,
  to,
  day: '2025-07-01',
  divided,
})
