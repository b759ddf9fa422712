import type { PlaceFound } from '../../../contract/places.ts'
import { unitTypeNames } from '../../../contract/records/places.ts'
import type { Geometry, Unit } from '../../../contract/records/places.ts'
import type { AreaIndex, Position } from '../areas/area-index.ts'
import type { UnitHistory } from '../units/history.ts'
import { shownName, unitWords } from '../units/names.ts'
import { formerUnits } from './former.ts'
import type { Searched } from './read.ts'
import { bareName, nameOf } from './types.ts'
import type { Name, Sort } from './types.ts'
import type { Word } from './words.ts'

type Named = { code: string; name: string }

/** One thing that can be found. */
export type Entry = {
  kind: Exclude<PlaceFound['kind'], 'address'>
  code: string
  /** Capitalised, with the word for its type: `Phường Vĩnh Ninh, quận Thuận Hóa`. */
  title: string
  /** Its name and its other names. */
  names: Name[]
  sorts: Sort[]
  /** Words that may be typed besides the name: of the commune, district, province. */
  context: Map<string, Word>
  commune: Named | null
  position: Position | null
  successors: Named[]
  /** Place in the Vietnamese order of titles. */
  order: number
}

/**
 * What is found in the province served: today's units, those before them, places, roads, zones. The
 * areas tell in which communes a road lies.
 */
export function entriesOf(searched: Searched, history: UnitHistory, areas: AreaIndex): Entry[] {
  const { today } = history
  const province = searched.province === null ? null : history.unitNamed(searched.province, today)
  if (!province) return []
  const communes = history
    .unitsAt(today)
    .filter(({ kind, parent }) => kind === 'commune' && parent === province.code)
  const ours = new Map([province, ...communes].map((unit) => [unit.code, named(unit)]))
  const communeOf = (code: string | undefined) =>
    code === undefined || code === province.code ? null : (ours.get(code) ?? null)
  const provinceWords = wordsIn(province.name, ...(province.aliases ?? []))
  const inCommune = new Map(
    communes.map((unit) => [unit.code, new Map([...provinceWords, ...wordsIn(shownName(unit))])]),
  )

  const entryOf = (unit: Unit): Omit<Entry, 'kind' | 'order'> => ({
    code: unit.code,
    title: titleOf(unit),
    names: [unit.name, ...(unit.aliases ?? [])].map(unit.kind === 'province' ? bareName : nameOf),
    sorts: [unit.type],
    context: unit === province ? new Map() : provinceWords,
    commune: communeOf(unit.code),
    position: { lat: unit.lat, lon: unit.lon },
    successors: [],
  })

  const old = formerUnits(history, [...ours.keys()]).flatMap(
    ({ unit, above, heirs }): Omit<Entry, 'order'>[] => {
      const later = heirs.flatMap((code) => ours.get(code) ?? [])
      if (later.length === 0) return []
      const entry = entryOf(unit)
      const district = above?.kind === 'district' ? above : null
      return [
        {
          ...entry,
          kind: 'old_unit',
          title: district ? `${entry.title}, ${unitWords(district)}` : entry.title,
          context: new Map([...provinceWords, ...wordsIn(district ? unitWords(district) : '')]),
          commune: later.length === 1 ? communeOf(later[0]!.code) : null,
          successors: later.sort((a, b) => collator.compare(a.name, b.name)),
        },
      ]
    },
  )

  const places = searched.places.flatMap((place): Omit<Entry, 'order'>[] => {
    const commune = communeOf(place.commune)
    if (!commune) return []
    const kind = place.kind === 'duong' ? 'road' : 'place'
    return [placeEntry(kind, place, [place.kind], commune, { lat: place.lat, lon: place.lon })]
  })

  const features = searched.features.flatMap((feature): Omit<Entry, 'order'>[] => {
    const road = feature.register === 'road'
    const found = new Map<string | null, Position>()
    for (const position of positionsOn(feature.geometry)) {
      const commune = areas.at(position)?.code ?? null
      if (!found.has(commune)) found.set(commune, position)
    }
    // Only a road that lies in none of the communes is told without one.
    if (found.size > 1) found.delete(null)
    return [...found].map(([code, position]) =>
      placeEntry(
        road ? 'road' : 'place',
        { ...feature, aliases: [] },
        [road ? 'duong' : 'zone'],
        communeOf(code ?? undefined),
        position,
      ),
    )
  })

  function placeEntry(
    kind: 'place' | 'road',
    { code, name, aliases }: Named & { aliases: string[] },
    sorts: Sort[],
    commune: Named | null,
    position: Position,
  ): Omit<Entry, 'order'> {
    return {
      kind,
      code,
      title: name,
      names: [name, ...aliases].map(bareName),
      sorts,
      context: (commune && inCommune.get(commune.code)) ?? provinceWords,
      commune,
      position,
      successors: [],
    }
  }

  return inOrder([
    ...[province, ...communes].map((unit) => ({ ...entryOf(unit), kind: 'unit' as const })),
    ...old,
    ...once([...places, ...features]),
  ])
}

/** Sections of one road are one road in each commune. */
function once(entries: Omit<Entry, 'order'>[]): Omit<Entry, 'order'>[] {
  return [
    ...new Map(
      entries.toReversed().map((entry) => [`${entry.title} ${entry.commune?.code}`, entry]),
    ).values(),
  ]
}

const collator = new Intl.Collator('vi', { numeric: true })

function inOrder(entries: Omit<Entry, 'order'>[]): Entry[] {
  return entries
    .sort(
      (a, b) =>
        collator.compare(a.title, b.title) ||
        collator.compare(a.commune?.name ?? '', b.commune?.name ?? ''),
    )
    .map((entry, order) => ({ ...entry, order }))
}

/** The ward Phường Đúc is not called "Phường Phường Đúc". */
function titleOf(unit: Unit): string {
  const word = `${unitTypeNames[unit.type].vi} `
  return unit.name.toLowerCase().startsWith(word) ? unit.name : shownName(unit)
}

function named(unit: Unit): Named {
  return { code: unit.code, name: shownName(unit) }
}

/** A title inside a sentence: `phường Thuận Hóa`. */
export function inSentence(title: string): string {
  return `${title[0]!.toLowerCase()}${title.slice(1)}`
}

function wordsIn(...texts: string[]): Map<string, Word> {
  return new Map(
    texts.flatMap((text) => nameOf(text).words.map((word): [string, Word] => [word.folded, word])),
  )
}

/** Points of a geometry that may be told as its place; of a long line about a hundred. */
function positionsOn(geometry: Geometry): Position[] {
  const { type } = geometry
  if (type === 'Point') return [at(geometry.coordinates)]
  if (type === 'Polygon') return [middle(geometry.coordinates[0]!)]
  if (type === 'MultiPolygon') return [middle(geometry.coordinates[0]![0]!)]
  const lines = type === 'LineString' ? [geometry.coordinates] : geometry.coordinates
  const all = lines.flat()
  const step = Math.max(1, Math.floor(all.length / 100))
  const points = all.filter((_, index) => index % step === 0)
  // From the middle outwards: the ends of a road are no good place for it.
  const half = points.length >> 1
  return points
    .map((point, index) => ({ point, away: Math.abs(index - half) }))
    .sort((a, b) => a.away - b.away)
    .map(({ point }) => at(point))
}

function at([lon, lat]: [number, number]): Position {
  return { lat, lon }
}

function middle(ring: [number, number][]): Position {
  const sum = ring.reduce(([lon, lat], point) => [lon + point[0], lat + point[1]], [0, 0])
  return { lon: sum[0] / ring.length, lat: sum[1] / ring.length }
}
