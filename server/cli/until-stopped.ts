/**
 * Waits for the word to stop: Ctrl-C, `kill`, or the end of the launcher that started this process.
 * A second Ctrl-C does not wait for a graceful end.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = (signal: string) => {
      // npm and the terminal may both pass on the same Ctrl-C: within a second it is one.
      if (asked && signal === 'SIGINT' && performance.now() - askedAt > 1_000) process.exit(130)
      if (asked) return
      asked = true
      askedAt = performance.now()
      resolve()
    }
    let askedAt = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
    if (process.env.NHIP_LAUNCHER) process.on('disconnect', () => stop('disconnect'))
  })
}
