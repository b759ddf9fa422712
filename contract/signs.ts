import { foldText } from './fold.ts'

const plain = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ')
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/**
 * Whether one of these phrases stands in a text, as whole words. Diacritics count where the writer
 * types them ("tòa nhà to cao" is no "tố cáo"), and do not in a text that has none.
 */
export function hasSign(text: string, phrases: readonly string[]): boolean {
  const typed = plain(text)
  const isFolded = foldText(text) === typed.trim()
  return phrases.some((phrase) => {
    const sought = escaped(isFolded ? foldText(phrase) : plain(phrase))
    // Not `(?<!…)`, which old Safari cannot read.
    return new RegExp(String.raw`(?:^|[^\p{L}\p{N}])${sought}(?![\p{L}\p{N}])`, 'u').test(typed)
  })
}
