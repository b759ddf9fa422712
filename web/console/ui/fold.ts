import { foldText } from '../../../contract/fold.ts'

/** Whether every word of the query is in the text. */
export function matches(text: string, query: string): boolean {
  const folded = foldText(text)
  return foldText(query)
    .split(/\s+/)
    .every((word) => folded.includes(word))
}
