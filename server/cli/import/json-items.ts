/** One item of a JSON array, with the line of the file on which it begins. */
export type Item = { line: number; value: unknown }
export type ItemFault = { line: number; words: string }

/**
 * The items of a JSON file's array: the whole file when `key` is null, else the array under that key
 * of its object. Each item is read by itself, so that a bad one is told by its line and the others
 * are still checked.
 */
export function jsonItems(
  text: string,
  key: string | null,
): { items: Item[]; faults: ItemFault[]; whole: Record<string, unknown> } {
  const items: Item[] = []
  const faults: ItemFault[] = []
  const whole = parse(text)
  const start = arrayStart(text, key)
  if (start < 0) {
    const wanted = key === null ? 'a list ("[…]")' : `a list under "${key}"`
    return { items, faults: [{ line: 1, words: `no JSON with ${wanted}` }], whole: {} }
  }
  for (const piece of pieces(text, start + 1)) {
    const line = lineAt(text, piece.start)
    if (piece.end < 0) faults.push({ line, words: 'the file ends inside this item' })
    else {
      const parsed = parse(text.slice(piece.start, piece.end))
      if ('fault' in parsed) faults.push({ line, words: `not JSON: ${parsed.fault}` })
      else items.push({ line, value: parsed.value })
    }
  }
  if (faults.length === 0 && 'fault' in whole) {
    faults.push({ line: lineAt(text, text.length), words: `not JSON: ${whole.fault}` })
  }
  return { items, faults, whole: 'value' in whole ? (whole.value as Record<string, unknown>) : {} }
}

function parse(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    // Where in this piece says nothing about where in the file.
    return { fault: (error as Error).message.replace(/ at position .*$/s, '') }
  }
}

/** Where the array begins, or -1. */
function arrayStart(text: string, key: string | null): number {
  if (key === null) return /^\uFEFF?\s*\[/.test(text) ? text.indexOf('[') : -1
  const found = new RegExp(`"${key}"\\s*:\\s*\\[`).exec(text)
  return found ? found.index + found[0].length - 1 : -1
}

/** The pieces between the commas of an array; the end is -1 where the file stops before it. */
function* pieces(text: string, from: number): Generator<{ start: number; end: number }> {
  let depth = 0
  let start = -1
  let inString = false
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at]!
    if (inString) {
      if (letter === '\\') at += 1
      else if (letter === '"') inString = false
      continue
    }
    if (depth === 0 && (letter === ',' || letter === ']')) {
      if (start >= 0) yield { start, end: at }
      start = -1
      if (letter === ']') return
      continue
    }
    if (start < 0 && !/\s/.test(letter)) start = at
    if (letter === '"') inString = true
    else if (letter === '{' || letter === '[') depth += 1
    else if (letter === '}' || letter === ']') depth -= 1
  }
  yield { start: start < 0 ? text.length : start, end: -1 }
}

function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1
  }
  return line
}
