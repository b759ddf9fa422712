import type { PlaceFound } from '../../../contract/places.ts'
import type { Executor } from '../../platform/database/index.ts'
import { whenChanged } from '../../platform/records/index.ts'
import type { Areas } from '../areas/areas.ts'
import type { Units } from '../units/units.ts'
import { addresses } from './address.ts'
import { entriesOf } from './entries.ts'
import { matches, nameIndex } from './match.ts'
import { readQuery } from './query.ts'
import type { NameIndex } from './match.ts'
import { presentAddress, presentEntry } from './present.ts'
import type { Language } from './present.ts'
import { readSearched } from './read.ts'

const searchedKinds = [
  'units',
  'unitChanges',
  'boundaries',
  'placeNames',
  'features',
  'featureClasses',
] as const

/** Finds places by what people type; see {@link createPlaceSearch}. */
export type PlaceSearch = (
  typed: string,
  options: { language: Language; limit: number },
) => Promise<PlaceFound[]>

/**
 * Search over the names of the province served, kept in memory and loaded again when a record or
 * the day changes. Which commune a road lies in is asked of the areas.
 */
export function createPlaceSearch(executor: Executor, units: Units, areas: Areas): PlaceSearch {
  const index = whenChanged(executor, searchedKinds, async (executor) =>
    nameIndex(entriesOf(await readSearched(executor), await units.history(), await areas.areas())),
  )
  return async (typed, options) => searchIn(await index(), typed, options)
}

/** The best places for what was typed, best first. */
export function searchIn(
  index: NameIndex,
  typed: string,
  { language, limit }: { language: Language; limit: number },
): PlaceFound[] {
  const query = readQuery(typed)
  const found = matches(index, query, limit)
  const alike = found.filter((match) => match.alike)
  const others = found.filter((match) => !match.alike)
  // A name with its commune behind it is no address in another one.
  const whole = alike[0]?.whole
  const all = [
    ...alike.map(({ entry }) => presentEntry(entry, language)),
    ...(whole ? [] : addresses(index, query).slice(0, limit).map(presentAddress)),
    // Other marks than those typed: rather an address as it was written.
    ...others.map(({ entry }) => presentEntry(entry, language)),
  ]
  return [...new Map(all.toReversed().map((place) => [keyOf(place), place])).values()]
    .toReversed()
    .slice(0, limit)
}

function keyOf({ kind, code, commune, address, label }: PlaceFound): string {
  return [kind, code, commune?.code, address, label].join('\n')
}
