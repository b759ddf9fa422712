import { foldText } from '../../../contract/fold.ts'
import { telexOf } from './telex.ts'

/** So many letters and digits a password must have that nobody could have guessed. */
const ownLetters = 6
const fewestDifferent = 4

/** Signs that stand for letters in passwords everybody makes. */
const disguises: Record<string, string> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '5': 's',
}

/**
 * Words as a password might hold them: as written, without diacritics, as typed in Telex; letters
 * and digits alone. Longest first, or `hue` would leave the rest of `thuathienhue` behind.
 */
export function spellings(words: Iterable<string>): string[] {
  const all = [...words].flatMap((word) => {
    const written = word.normalize('NFC').toLowerCase()
    return [written, foldText(written), ...telexOf(written)].map(bare)
  })
  return [...new Set(all)].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length)
}

/**
 * Whether somebody who knows what people use, and where this one works, would come upon a password
 * soon: it is common, or little is left of it without a common one at its core, forbidden words and
 * years. Diacritics, capitals, signs between letters and signs for letters do not help.
 *
 * @param common passwords that many people use, in lower case
 * @param forbidden words that do not count, as {@link spellings} gives them
 */
export function isGuessable(
  password: string,
  { common, forbidden }: { common: ReadonlySet<string>; forbidden: string[] },
): boolean {
  const written = password.normalize('NFC').toLowerCase()
  if (new Set(written).size < fewestDifferent) return true
  return [written, foldText(written), undisguised(foldText(written))].some((form) => {
    if (common.has(form)) return true
    const letters = bare(form)
    if (common.has(letters)) return true
    const core = letters.replace(/^\d+|\d+$/g, '')
    if (common.has(core) && letters.length - core.length < ownLetters) return true
    const rest = restOf(form, forbidden)
    return rest !== null && (rest.length < ownLetters || common.has(rest))
  })
}

/** What is left when words and years are taken out, letters and digits alone; null: no such word. */
function restOf(form: string, words: string[]): string | null {
  const undated = bare(form.replace(/(?<!\d)(?:19|20)\d\d(?!\d)/g, ''))
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), undated)
  return rest === undated ? null : rest
}

const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')

/** Digits stand for letters only beside letters: `p4ss` is none of the numbers of a date. */
const undisguised = (form: string) =>
  form
    .replace(/[@$!]/g, (sign) => disguises[sign]!)
    .replace(/(?<=[a-z])[0135]|[0135](?=[a-z])/g, (digit) => disguises[digit]!)
