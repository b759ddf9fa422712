import { foldText } from '../../../contract/fold.ts'

/**
 * How well what was typed names a thing: 3 its beginning, 2 all words in it, 1 the first letters of
 * its words (`ctn` for "Chờ tiếp nhận"), 0 not at all. Without diacritics.
 */
export function fit(label: string, typed: string): 0 | 1 | 2 | 3 {
  const folded = foldText(label)
  const query = foldText(typed)
  if (folded.startsWith(query)) return 3
  if (query.split(' ').every((word) => folded.includes(word))) return 2
  const letters = folded.split(/[^a-z0-9]+/).map((word) => word.slice(0, 1))
  return letters.join('').includes(query.replaceAll(' ', '')) ? 1 : 0
}

/** What was named, the best first, otherwise in its order. */
export function findNamed<Thing extends { label: string }>(
  things: Thing[],
  typed: string,
): Thing[] {
  return things
    .map((thing) => ({ thing, fits: fit(thing.label, typed) }))
    .filter(({ fits }) => fits > 0)
    .toSorted((one, other) => other.fits - one.fits)
    .map(({ thing }) => thing)
}
