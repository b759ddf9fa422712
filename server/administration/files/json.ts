import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { RawFile } from './raw.ts'

/** Prints records as a JSON list, one in a line, so that two versions can be compared. */
export function printJson(records: AnyRecord[]): string {
  return `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`
}

/** Reads a JSON list of records. */
export function readJson(text: string): RawFile {
  const parsed = parseJson(text)
  if ('faults' in parsed) return parsed
  if (!Array.isArray(parsed.value)) return badFile('not_a_list')
  return rowsOf(parsed.value, elementLines(text, null))
}

/** A file in which nothing can be read. */
export function badFile(code: string, line = 1): RawFile {
  return { rows: [], faults: [{ line, path: '', code }] }
}

/** The elements that are objects; anything else among them is a fault. */
export function rowsOf(values: unknown[], lines: number[]): RawFile {
  const file: RawFile = { rows: [], faults: [] }
  for (const [index, value] of values.entries()) {
    const line = lines[index] ?? 1
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      file.rows.push({ line, raw: value as AnyRecord })
    } else file.faults.push({ line, path: '', code: 'invalid_type' })
  }
  return file
}

/** The value of a JSON text, or the file's one fault with the line where reading ended. */
export function parseJson(text: string): { value: unknown } | RawFile {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return badFile('invalid_json', lineOfError(text, (error as Error).message))
  }
}

/** V8 tells a position, or quotes up to ten letters before the place, or has come to the end. */
function lineOfError(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  const [, dots, quoted] = /, (\.\.\.)?"([^]*)"(?:\.\.\.)? is not valid JSON$/.exec(message) ?? []
  const excerpt = quoted === undefined ? -1 : text.indexOf(quoted)
  const at = position ? Number(position) : excerpt < 0 ? text.length : excerpt + (dots ? 10 : 0)
  return text.slice(0, at).split('\n').length
}

const codeOf = (letter: string) => letter.charCodeAt(0)
const newline = codeOf('\n')
const space = codeOf(' ')
const quote = codeOf('"')
const comma = codeOf(',')
const colon = codeOf(':')
const backslash = codeOf('\\')
const openList = codeOf('[')
const closeList = codeOf(']')
const openObject = codeOf('{')
const closeObject = codeOf('}')

/**
 * The line on which each element of a list begins, in a text known to be JSON: of the list that is
 * the whole text (`null`), or of the one that is a named member of it.
 */
export function elementLines(text: string, member: string | null): number[] {
  const lines: number[] = []
  const depthWanted = member === null ? 1 : 2
  let line = 1
  let depth = 0
  let key = ''
  let lastString = ''
  let inside = false
  let expecting = false
  // Codes, not letters: a register of roads has tens of millions of them.
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === newline) line++
    if (letter <= space) continue
    if (expecting && letter !== closeList) {
      lines.push(line)
      expecting = false
    }
    if (letter === quote) {
      const from = at + 1
      for (at = from; text.charCodeAt(at) !== quote; at++) {
        if (text.charCodeAt(at) === backslash) at++
      }
      if (depth === 1) lastString = text.slice(from, at)
    } else if (letter === colon) {
      if (depth === 1) key = lastString
    } else if (letter === openList || letter === openObject) {
      depth++
      if (depth === depthWanted) {
        inside = letter === openList && (member === null || key === member)
        expecting = inside
      }
    } else if (letter === closeList || letter === closeObject) {
      if (depth === depthWanted) inside = false
      expecting = false
      depth--
    } else if (letter === comma) expecting = inside && depth === depthWanted
  }
  return lines
}
