import { unitTypeNames } from '../../../contract/records/places.ts'
import type { Unit } from '../../../contract/records/places.ts'

type Named = Pick<Unit, 'kind' | 'type' | 'name'>

const initial = (words: string, letter: (first: string) => string) =>
  letter(words[0]!) + words.slice(1)

/** A unit inside a sentence: "phường Thuận Hóa", "thành phố Huế". */
export function unitWords({ kind, type, name }: Named): string {
  // A province's name is its full one, as on a letterhead: "Thành phố Huế".
  if (kind === 'province') return initial(name, (first) => first.toLowerCase())
  return `${unitTypeNames[type].vi} ${name}`
}

/** A unit by itself, in a list or a heading: "Phường Thuận Hóa". */
export function shownName(unit: Named): string {
  return initial(unitWords(unit), (first) => first.toUpperCase())
}
