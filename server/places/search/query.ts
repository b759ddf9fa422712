import { phraseAt } from './types.ts'
import type { Phrase } from './types.ts'
import { tokensOf } from './words.ts'
import type { Token } from './words.ts'

/** Beyond this many words nothing is an address any more; also the bits of a mask. */
const maxTokens = 24

/** What somebody typed: its words, and for each the word for a type it is part of. */
export type Query = { text: string; tokens: Token[]; phrases: (Phrase | null)[] }

export function readQuery(typed: string): Query {
  const text = typed.normalize('NFC')
  const tokens = tokensOf(text).slice(0, maxTokens)
  const phrases: (Phrase | null)[] = tokens.map(() => null)
  for (let at = 0; at < tokens.length; at += 1) {
    const phrase = phraseAt(tokens, at)
    if (!phrase) continue
    phrases.fill(phrase, at, at + phrase.length)
    at += phrase.length - 1
  }
  return { text, tokens, phrases }
}
