import type { Entry } from './entries.ts'
import type { Query } from './query.ts'
import { isNumber } from './types.ts'
import type { Phrase, Sort } from './types.ts'
import { difference } from './words.ts'
import type { Token, Word } from './words.ts'

/** How well a name fits what was typed: the whole of it, its beginning, words of it. */
export const fits = { whole: 0, start: 1, words: 2, otherType: 3, none: 4 }

export function agrees(entry: { sorts: Sort[] }, phrase: Phrase): boolean {
  return phrase.sorts.some((sort) => entry.sorts.includes(sort))
}

const kindOrder = { unit: 0, road: 1, place: 1, old_unit: 2 }

// A rank is one number, because thousands are compared: from the left other marks, fit, marks,
// whether words around the name were needed, kind, place in the Vietnamese order.
const orders = 2 ** 22
function rankNumber(fit: number, marks: number, around: number, kind: number, order: number) {
  return ((((Number(marks === 2) * 5 + fit) * 3 + marks) * 2 + around) * 3 + kind) * orders + order
}
export function readRank(rank: number): { marks: number; fit: number; order: number } {
  const fit = Math.floor(rank / orders / 18)
  return { marks: Math.floor(fit / 5), fit: fit % 5, order: rank % orders }
}

/**
 * Ranks entries for a query, less being better; null when a typed word says nothing of the entry.
 * `mask` are the words that stand in its names.
 */
export function ranking({ tokens, phrases }: Query): (entry: Entry, mask: number) => number | null {
  // Thousands of entries share few masks.
  const typedBy = new Map<number, { inName: Token[]; bare: Token[]; numbers: boolean }>()
  const typedIn = (mask: number) => {
    let typed = typedBy.get(mask)
    if (!typed) {
      const inName = tokens.filter((_, at) => mask & (1 << at))
      const bare = tokens.filter((_, at) => mask & (1 << at) && !phrases[at])
      typedBy.set(mask, (typed = { inName, bare, numbers: inName.every(isNumber) }))
    }
    return typed
  }

  return (entry, mask) => {
    let around = 0
    let typeAgrees = false
    let otherType = false
    for (const [at, token] of tokens.entries()) {
      const phrase = phrases[at]
      const agreed = phrase && agrees(entry, phrase)
      if (agreed) typeAgrees = true
      if (mask & (1 << at)) continue
      if (phrase) otherType ||= !agreed && !entry.context.has(token.folded)
      else if (isAround(entry, token, at === tokens.length - 1)) around = 1
      else return null
    }
    const { inName, bare, numbers } = typedIn(mask)
    // "Ngõ 5" is not xã A Lưới 5.
    if (otherType && numbers) return null
    let best = Infinity
    for (const name of entry.names) {
      // "Tổ 5" without its word is a number that hundreds of places have.
      if (!typeAgrees && name.words.every(isNumber)) continue
      for (const typed of bare.length === inName.length ? [bare] : [bare, inName]) {
        const found = fitOf(typed, name.words)
        if (found === fits.none) continue
        const fit = otherType ? fitOfOtherType(found) : found
        const marks = marksOf(typed, name.words)
        best = Math.min(best, rankNumber(fit, marks, around, kindOrder[entry.kind], entry.order))
      }
    }
    return best === Infinity ? null : best
  }
}

/** Whether a word is said of what lies around an entry; one letter begins too many words. */
function isAround({ context }: Entry, token: Token, last: boolean): boolean {
  const word = context.get(token.folded)
  if (word) return difference(token, word) < 2
  if (!last || token.folded.length < 2) return false
  return [...context.values()].some(
    (word) => word.folded.startsWith(token.folded) && difference(token, word) < 2,
  )
}

function fitOf(typed: Token[], words: Word[]): number {
  if (typed.length === 0) return fits.words
  const last = typed.length - 1
  const starts =
    typed.length <= words.length &&
    typed.every(({ folded }, at) => {
      const word = words[at]!.folded
      return at === last ? word.startsWith(folded) : word === folded
    })
  if (starts) {
    const whole = typed.length === words.length && typed[last]!.folded === words[last]!.folded
    return whole ? fits.whole : fits.start
  }
  const all = typed.every(({ folded }) => words.some((word) => word.folded.startsWith(folded)))
  return all ? fits.words : fits.none
}

/** A whole name of another type than the one typed may still be meant: quận, phường. */
function fitOfOtherType(fit: number): number {
  return fit === fits.whole ? fits.words : fits.otherType
}

/** The largest difference in marks between typed words and those of a name. */
function marksOf(typed: Token[], words: Word[]): number {
  let most = 0
  for (const token of typed) {
    let least = 2
    for (const word of words) {
      if (!word.folded.startsWith(token.folded)) continue
      // A whole word says more than the beginning of another one.
      const marks = difference(token, word)
      if (word.folded === token.folded) least = Math.min(least, marks)
      else if (!words.some(({ folded }) => folded === token.folded)) least = Math.min(least, marks)
    }
    most = Math.max(most, least)
  }
  return most
}
