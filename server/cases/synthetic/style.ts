import { foldText } from '../../../contract/fold.ts'
import type { Random } from './random.ts'

/** How people write: without diacritics, with slips, in capitals, in the words of Huế. */

/** Words as they are said in Huế; each is used only where a writer speaks so. */
const dialect: [RegExp, string][] = [
  [/(?<!\p{L})đâu(?!\p{L})/giu, 'mô'],
  [/(?<!\p{L})sao(?!\p{L})/giu, 'răng'],
  [/(?<!\p{L})(?:thế|vậy)(?!\p{L})/giu, 'rứa'],
  [/(?<!\p{L})này(?!\p{L})/giu, 'ni'],
  [/(?<!\p{L})kia(?!\p{L})/giu, 'tê'],
  [/(?<!\p{L})gì(?!\p{L})/giu, 'chi'],
  [/(?<!\p{L})bây giờ(?!\p{L})/giu, 'chừ'],
  [/(?<!\p{L})tôi(?!\p{L})/giu, 'tui'],
  [/(?<!\p{L})không biết(?!\p{L})/giu, 'không biết mô'],
]

/** What is typed on a telephone. */
const shortened: [RegExp, string][] = [
  [/(?<!\p{L})không(?!\p{L})/gu, 'ko'],
  [/(?<!\p{L})được(?!\p{L})/gu, 'đc'],
  [/(?<!\p{L})người(?!\p{L})/gu, 'ng'],
  [/(?<!\p{L})với(?!\p{L})/gu, 'vs'],
  [/(?<!\p{L})đường(?!\p{L})/gu, 'đg'],
  [/(?<!\p{L})rồi(?!\p{L})/gu, 'r'],
  [/(?<!\p{L})phường(?!\p{L})/gu, 'p'],
]

/** Letters that stand side by side, or sound alike. */
const slips: [string, string][] = [
  ['ch', 'tr'],
  ['tr', 'ch'],
  ['s', 'x'],
  ['x', 's'],
  ['gi', 'd'],
  ['n', 'ng'],
  ['ươ', 'ưo'],
  ['iê', 'ie'],
]

const without = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')

/** Replaces each find with a probability, so that a writer is not the same in every word. */
function swapSome(text: string, list: [RegExp, string][], share: number, random: Random): string {
  return list.reduce(
    (said, [sought, word]) =>
      said.replace(sought, (found) => {
        if (!random.chance(share)) return found
        return found[0] === found[0]!.toLowerCase() ? word : word[0]!.toUpperCase() + word.slice(1)
      }),
    text,
  )
}

/** One slip in about every eighth word. */
function withSlips(text: string, random: Random): string {
  return text
    .split(' ')
    .map((word) => {
      if (word.length < 3 || /[\d.@]/.test(word) || !random.chance(0.12)) return word
      const [from, to] = random.pick(slips)
      if (word.startsWith(from)) return to + word.slice(from.length)
      // Two letters in the wrong order.
      const at = random.int(1, word.length - 2)
      return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2)
    })
    .join(' ')
}

/** How somebody writes: drawn once for a report. */
export type Hand = 'plain' | 'folded' | 'folded_slips' | 'dialect' | 'hasty' | 'capitals'

export const hands: readonly (readonly [Hand, number])[] = [
  ['plain', 42],
  ['folded', 24],
  ['folded_slips', 9],
  ['dialect', 14],
  ['hasty', 9],
  ['capitals', 2],
]

const emojis = ['😡', '🙏', '😥', '🙏🙏', '😭', '👍']

/** A clean text as a hand writes it. */
export function written(text: string, hand: Hand, random: Random): string {
  const marked = random.chance(0.02) ? `${text} ${random.pick(emojis)}` : text
  switch (hand) {
    case 'plain':
      return marked
    case 'folded':
      return without(marked)
        .toLowerCase()
        .replaceAll('. ', random.chance(0.5) ? ', ' : '. ')
    case 'folded_slips':
      return without(withSlips(swapSome(marked, shortened, 0.5, random), random)).toLowerCase()
    case 'dialect': {
      const said = swapSome(marked, dialect, 0.85, random)
      return random.chance(0.25) ? without(said).toLowerCase() : said
    }
    case 'hasty':
      return withSlips(swapSome(marked, shortened, 0.7, random), random)
    case 'capitals':
      return `${marked.toUpperCase().replace(/\.$/, '')}!!!`
  }
}

/** A fragment with `[one|other]` decided and `{blanks}` filled; an unknown blank is a mistake. */
export function filled(
  fragment: string,
  blanks: Readonly<Record<string, string>>,
  random: Random,
): string {
  return fragment
    .replace(/\[([^\]]*)\]/g, (_, choices: string) => random.pick(choices.split('|')))
    .replace(/\{(\w+)(?::(\d+)-(\d+))?\}/g, (found, name: string, from?: string, to?: string) => {
      if (name === 'n') return String(random.int(Number(from ?? 2), Number(to ?? 9)))
      const word = blanks[name]
      if (word === undefined) throw new Error(`no word for ${found} in "${fragment}"`)
      return word
    })
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** Begins with a capital and ends with a full stop. */
export function sentence(text: string): string {
  const begun = text[0]!.toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}

/** Whether two names are the same to the ear: for names that must not be in the text. */
export const sameName = (one: string, other: string) => foldText(one) === foldText(other)
