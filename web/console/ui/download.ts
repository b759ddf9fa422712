/** Gives the browser a text to keep as a file. */
export function download(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  keepFile(name, new Blob([text], { type }))
}

/** The same for a file that came as one. */
export function keepFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by the next turn; the file may go.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
