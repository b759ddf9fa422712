import type { PlaceFound } from '../../../contract/places.ts'
import type { AddressFound } from './address.ts'
import { inSentence } from './entries.ts'
import type { Entry } from './entries.ts'

export type Language = 'vi' | 'en'

/** The words around names, which stay Vietnamese in both languages. */
const words = {
  vi: {
    now: (old: string, units: string) => `${old} (cũ), nay thuộc ${units}`,
    wards: (count: number) => `${count} phường`,
    units: (count: number) => `${count} xã, phường`,
    and: ' và ',
  },
  en: {
    now: (old: string, units: string) => `${old} (former), now in ${units}`,
    wards: (count: number) => `${count} wards`,
    units: (count: number) => `${count} communes and wards`,
    and: ' and ',
  },
}

/** More successors than this are counted, not named. */
const named = 3

export function presentEntry(entry: Entry, language: Language): PlaceFound {
  const { kind, code, commune, position, successors } = entry
  return {
    kind,
    code,
    label: labelOf(entry, language),
    commune,
    // The place itself is what stands in the commune.
    address: kind === 'place' || kind === 'road' ? entry.title : null,
    position,
    successors,
  }
}

export function presentAddress({ commune, address, at }: AddressFound): PlaceFound {
  return {
    kind: 'address',
    code: at?.code ?? commune.code,
    label: `${address}, ${inSentence(commune.name)}`,
    commune,
    address,
    position: at?.position ?? null,
    successors: [],
  }
}

function labelOf({ kind, title, commune, successors }: Entry, language: Language): string {
  if (kind === 'unit') return title
  if (kind !== 'old_unit') return commune ? `${title}, ${inSentence(commune.name)}` : title
  const { now, wards, units, and } = words[language]
  const names = successors.map(({ name }) => inSentence(name))
  if (names.length <= named) return now(title, listed(names, and))
  const count = names.every((name) => name.startsWith('phường ')) ? wards : units
  return now(title, count(names.length))
}

/** `a, b và c` */
function listed(names: string[], and: string): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')}${and}${names.at(-1)}`
}
