import Papa from 'papaparse'
import type { Item, ItemFault } from './json-items.ts'

/**
 * The rows of a CSV file with a header, each with its line; every value is text, so that codes keep
 * their leading zeros.
 */
export function csvRows(text: string): { items: Item[]; faults: ItemFault[] } {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: ',' })
  const [header = [], ...rows] = data
  const items: Item[] = []
  const faults: ItemFault[] = []
  let line = 1 + newlines(header)
  for (const [index, row] of rows.entries()) {
    line += 1
    const wrong = errors.find((error) => error.row === index + 1)
    const isEmpty = row.length === 1 && row[0] === ''
    if (wrong) faults.push({ line, words: wrong.message })
    else if (!isEmpty && row.length !== header.length) {
      faults.push({ line, words: `has ${row.length} fields, the header has ${header.length}` })
    } else if (!isEmpty) {
      items.push({ line, value: Object.fromEntries(header.map((name, at) => [name, row[at]])) })
    }
    line += newlines(row)
  }
  return { items, faults }
}

/** A quoted field may go over several lines. */
function newlines(fields: string[]): number {
  return fields.reduce((sum, field) => sum + (field.match(/\n/g)?.length ?? 0), 0)
}
