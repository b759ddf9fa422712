import Papa from 'papaparse'

/** Spreadsheets take a file for UTF-8 only when it begins with this. */
const byteOrderMark = '\ufeff'

/**
 * A table as a CSV file for spreadsheets. A cell that one would take for a formula (`=`, `+`, `-`,
 * `@` in front) gets an apostrophe; numbers stay numbers.
 */
export function csvOf(header: string[], rows: (string | number)[][]): string {
  return byteOrderMark + Papa.unparse({ fields: header, data: rows }, { escapeFormulae: true })
}

/** Gives the browser a file to keep. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by the next turn; the file may go.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
