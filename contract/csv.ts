import Papa from 'papaparse'

// The one writer of CSV files, for the server and the console.

/** What may stand between the beginning of a cell and its first letter. */
const led = String.raw`(?:['"]|[^\S\t\r\n])*`
/** With what spreadsheets begin a formula; the wide forms too, which East Asian ones take for it. */
const sign = '[=+\\-@＝＋－＠]'
/**
 * Where a cell begins – also where one would begin for a program that takes the semicolon or the
 * tab for the separator, as Vietnamese settings make it do, and then misreads the quotes.
 */
const begin = String.raw`(^|[;\t\r\n])`
const formula = new RegExp(`${begin}(${led})(?=${sign})`, 'g')
const neutralised = new RegExp(`${begin}'(${led})(?=${sign})`, 'g')

/**
 * The text as a cell that no spreadsheet calculates: an apostrophe goes before what would be read
 * as the beginning of a formula. {@link readCell} takes exactly these away again.
 */
export function safeCell(text: string): string {
  const safe = text.replace(formula, "$1'$2")
  return /^'*[\t\r\0]/.test(safe) ? `'${safe}` : safe
}

/** The text that {@link safeCell} made this cell from. */
export function readCell(cell: string): string {
  const inner = /^'+[\t\r\0]/.test(cell) ? cell.slice(1) : cell
  return inner.replace(neutralised, '$1$2')
}

/**
 * A table as a CSV file: UTF-8 with the byte order mark by which spreadsheets know Vietnamese
 * letters. Texts cannot be formulas; numbers and truth values stay what they are, nothing is an
 * empty cell.
 */
export function csvFile(header: string[], rows: CsvRow[]): string {
  return csvHead(header) + (rows.length > 0 ? csvLines(rows) : '')
}

export type CsvRow = (string | number | boolean | null | undefined)[]

/** The beginning of the same, for a file that is written as it is sent. */
export function csvHead(header: string[]): string {
  return `\ufeff${csvLines([header])}`
}

/** Some more lines of it; at least one. */
export function csvLines(rows: CsvRow[]): string {
  const data = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? safeCell(cell) : (cell ?? ''))),
  )
  return `${Papa.unparse(data, { newline: '\r\n' })}\r\n`
}
