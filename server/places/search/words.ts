import { foldText } from '../../../contract/fold.ts'

/**
 * One word as it is compared. `letters` keeps ă â ê ô ơ ư đ and leaves out the tone, `tone` is that
 * mark alone: a tone on another letter of the word (hoà, hòa) makes no other word.
 */
export type Word = { folded: string; letters: string; tone: string }

/** A word of what somebody typed, and where it stands there. */
export type Token = Word & { from: number; to: number }

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g

export function wordOf(text: string): Word {
  const apart = text.normalize('NFD').toLowerCase()
  return {
    folded: foldText(text),
    letters: apart.replace(tones, '').normalize('NFC'),
    tone: apart.match(tones)?.[0] ?? '',
  }
}

/** A run of letters or digits; a house number keeps its stroke: `245/12`, `12A`. */
const run = /\p{N}[\p{L}\p{M}\p{N}]*(?:[/-]\p{N}[\p{L}\p{M}\p{N}]*)*|[\p{L}\p{M}]+\p{N}*/gu
/** `P5`, `tdp12`: a word for a type with its number, typed without a space. */
const joined = /^(p|q|x|h|tdp|to|thon|kiet|hem|ngo)(\d+)$/

/** The words of a text, in order; what is no letter or digit only parts them. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(run)].flatMap(({ 0: found, index }) => {
    const from = index
    const to = index + found.length
    const parts = /^\p{L}.*\d$/u.test(found) ? joined.exec(foldText(found)) : null
    if (!parts) return [{ ...wordOf(found), from, to }]
    const cut = to - parts[2]!.length
    return [
      { ...wordOf(text.slice(from, cut)), from, to: cut },
      { ...wordOf(text.slice(cut, to)), from: cut, to },
    ]
  })
}

/**
 * How well a typed word agrees with a word of a name whose folded form it has: 0 the same, 1 typed
 * without any mark, 2 with other marks.
 */
export function difference(typed: Word, word: Word): 0 | 1 | 2 {
  if (typed.letters === typed.folded && !typed.tone) {
    // A word that is only begun may still get its marks.
    if (typed.folded !== word.folded) return 0
    return word.letters === word.folded && !word.tone ? 0 : 1
  }
  if (typed.folded === word.folded) {
    return typed.letters === word.letters && typed.tone === word.tone ? 0 : 2
  }
  // The beginning of a word has its tone or has not got it yet.
  const agrees = word.letters.startsWith(typed.letters) && ['', word.tone].includes(typed.tone)
  return agrees ? 0 : 2
}
