import { unitTypeNames } from '../../../contract/records/places.ts'
import type { PlaceName, Unit } from '../../../contract/records/places.ts'
import { difference, tokensOf } from './words.ts'
import type { Token, Word } from './words.ts'

/** What sort of thing a name belongs to: a type of unit, a kind of place below it, or a word for one. */
export type Sort = Unit['type'] | PlaceName['kind'] | 'zone'

/** The words people put before a name, or in English behind it, and what they may mean. */
const spoken: [words: string, sorts: Sort[]][] = [
  ...Object.entries(unitTypeNames).flatMap(([type, { vi }]): [string, Sort[]][] => [
    [vi, [type as Unit['type']]],
  ]),
  ['p', ['phuong']],
  ['ward', ['phuong']],
  ['x', ['xa']],
  ['commune', ['xa']],
  ['tt', ['thi_tran']],
  ['township', ['thi_tran']],
  ['tx', ['thi_xa']],
  ['town', ['thi_xa', 'thi_tran']],
  ['q', ['quan']],
  ['h', ['huyen']],
  ['district', ['quan', 'huyen']],
  ['tp', ['thanh_pho']],
  ['city', ['thanh_pho']],
  ['t', ['tinh']],
  ['province', ['tinh']],
  ['đk', ['dac_khu']],
  // In front of a commune's name it means the commune.
  ['ubnd', ['phuong', 'xa', 'dac_khu']],
  ['ủy ban nhân dân', ['phuong', 'xa', 'dac_khu']],
  ['đường', ['duong']],
  ['đ', ['duong']],
  ['phố', ['duong']],
  ['street', ['duong']],
  ['road', ['duong']],
  ['kiệt', ['kiet']],
  ['hẻm', ['kiet']],
  ['ngõ', ['kiet']],
  ['ngách', ['kiet']],
  ['alley', ['kiet']],
  ['tdp', ['to_dan_pho']],
  ['tổ dân phố', ['to_dan_pho']],
  ['tổ', ['to_dan_pho']],
  ['khu phố', ['to_dan_pho']],
  ['kp', ['to_dan_pho']],
  ['thôn', ['thon']],
  ['làng', ['thon']],
  ['ấp', ['thon']],
  ['bản', ['thon']],
  ['buôn', ['thon']],
  ['kcn', ['zone', 'landmark']],
  ['khu công nghiệp', ['zone', 'landmark']],
]

const phrases = spoken
  .map(([words, sorts]) => ({ words: tokensOf(words).map(plain), sorts }))
  // The longest first: "tổ dân phố" before "tổ".
  .sort((a, b) => b.words.length - a.words.length)

/** A name as it is compared, without the word for its type. */
export type Name = { text: string; words: Word[] }

function plain({ folded, letters, tone }: Token): Word {
  return { folded, letters, tone }
}

/** A word for a type at a place in a list of words: how many words long, and what it may mean. */
export type Phrase = { length: number; sorts: Sort[] }

/**
 * The word for a type that begins at `at`, unless its marks make it another word (quán, quận). What
 * is typed may lack its marks; a `written` name has them.
 */
export function phraseAt(words: Word[], at: number, written = false): Phrase | null {
  const most = written ? 0 : 1
  const found = phrases.find(({ words: phrase }) =>
    phrase.every((word, index) => {
      const typed = words[at + index]
      return typed !== undefined && typed.folded === word.folded && difference(typed, word) <= most
    }),
  )
  return found ? { length: found.words.length, sorts: found.sorts } : null
}

/**
 * The words of a name without the word for its type in front: `Tổ dân phố 5` → `5`. A name that is
 * only such a word keeps it.
 */
export function bareName(name: string): Name {
  const tokens = tokensOf(name)
  const phrase = phraseAt(tokens, 0, true)
  if (!phrase || phrase.length >= tokens.length) return nameOf(name)
  return nameOf(name.slice(tokens[phrase.length]!.from))
}

/** A name and its words. */
export function nameOf(text: string): Name {
  return { text, words: tokensOf(text).map(plain) }
}

/** Whether a word is a number, which alone names nothing: a house, a group, an old ward. */
export function isNumber(word: Word): boolean {
  return /^\p{N}/u.test(word.folded)
}
