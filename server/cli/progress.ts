/** Says how far something is: a bar that is drawn again on a terminal, a line for each tenth elsewhere. */
export function progressBar(what: string): (done: number, of: number) => void {
  const { stderr } = process
  const begun = Date.now()
  let tenth = -1
  return (done, of) => {
    const share = of === 0 ? 1 : done / of
    const now = Math.floor(share * 10)
    if (!stderr.isTTY && now === tenth) return
    tenth = now
    const seconds = Math.round((Date.now() - begun) / 1000)
    const counted = `${done.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} ${what}, ${seconds} s`
    if (!stderr.isTTY) {
      stderr.write(`${counted}\n`)
      return
    }
    const width = 30
    const full = Math.round(share * width)
    stderr.write(
      `\r[${'█'.repeat(full)}${'·'.repeat(width - full)}] ${counted}${done >= of ? '\n' : ''}`,
    )
  }
}
