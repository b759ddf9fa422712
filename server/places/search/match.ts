import type { Entry } from './entries.ts'
import { agrees, fits, ranking, readRank } from './rank.ts'
import type { Query } from './query.ts'
import type { Name } from './types.ts'

/** Where the words of names lead: whole words, and in order for the beginnings of words. */
export type NameIndex = {
  entries: Entry[]
  /** Entries by each word of their names. */
  byWord: Map<string, number[]>
  words: string[]
  /** Entries by the first word of each of their names. */
  byFirst: Map<string, { entry: Entry; name: Name }[]>
}

export function nameIndex(entries: Entry[]): NameIndex {
  const byWord = new Map<string, number[]>()
  const byFirst = new Map<string, { entry: Entry; name: Name }[]>()
  for (const [number, entry] of entries.entries()) {
    const words = new Set(entry.names.flatMap((name) => name.words.map(({ folded }) => folded)))
    for (const word of words) add(byWord, word, number)
    for (const name of entry.names) {
      if (name.words.length > 0) add(byFirst, name.words[0]!.folded, { entry, name })
    }
  }
  return { entries, byWord, words: [...byWord.keys()].sort(), byFirst }
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** An entry of which everything typed speaks. */
export type Match = {
  entry: Entry
  /** It has the marks that were typed. */
  alike: boolean
  /** Its whole name was typed. */
  whole: boolean
}

/**
 * The `limit` best of the entries of which every typed word is told: in the name, around it (the
 * commune, the province) or as the word for its type. The last word may be only begun. Best first:
 * written alike, exact name, beginning of the name, words of it.
 */
export function matches(index: NameIndex, query: Query, limit: number): Match[] {
  const masks = wordsFound(index, query)
  const rank = ranking(query)
  let ranks: number[] = []
  for (const [number, mask] of masks) {
    const found = rank(index.entries[number]!, mask)
    if (found !== null) ranks.push(found)
  }
  const sameType = ranks.filter((found) => readRank(found).fit !== fits.otherType)
  if (sameType.length > 0) ranks = sameType
  return ranks
    .sort((a, b) => a - b)
    .slice(0, limit)
    .map((found) => {
      const { marks, fit, order } = readRank(found)
      return { entry: index.entries[order]!, alike: marks === 0, whole: fit === fits.whole }
    })
}

/** For each entry that has any of the typed words in a name, which of them: a bit for each. */
function wordsFound(index: NameIndex, { tokens, phrases }: Query): Map<number, number> {
  const masks = new Map<number, number>()
  if (tokens.length === 0) return masks
  const mark = (word: string, at: number) => {
    for (const number of index.byWord.get(word) ?? []) {
      masks.set(number, (masks.get(number) ?? 0) | (1 << at))
    }
  }
  for (const [at, { folded }] of tokens.entries()) {
    if (at < tokens.length - 1) mark(folded, at)
    else for (const word of wordsFrom(index.words, folded)) mark(word, at)
  }
  // Nothing but a word for a type: the units of that type.
  if (phrases.every((phrase) => phrase !== null)) {
    for (const [number, entry] of index.entries.entries()) {
      if (entry.kind === 'unit' && agrees(entry, phrases[0]!) && !masks.has(number)) {
        masks.set(number, 0)
      }
    }
  }
  return masks
}

/** The words that begin with some letters. */
function wordsFrom(words: string[], letters: string): string[] {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (words[middle]! < letters) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < words.length && words[end]!.startsWith(letters)) end += 1
  return words.slice(low, end)
}
