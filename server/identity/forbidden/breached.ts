import { createHash } from 'node:crypto'
import type { Log } from '../../platform/log.ts'

/**
 * Asks a service that knows breached passwords by k-anonymity, as Have I Been Pwned speaks it: it is
 * told the first five of forty hex digits of a SHA-1 and answers with all it knows under them; the
 * password stays here. Answers false where the service is away, and the log says so.
 */
export function createBreached(options: {
  /** Its address, in front of `/range/{5 hex digits}`; null: none is asked. */
  service: string | null
  fetchOutside: typeof fetch
  log: Log
  /** Nobody waits longer for an opinion; the carried list has been asked before. */
  patienceMs?: number
}): (password: string) => Promise<boolean> {
  const { service, fetchOutside, log, patienceMs = 2_000 } = options
  return async (password) => {
    if (service === null) return false
    const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
    try {
      const answer = await fetchOutside(`${service}/range/${hash.slice(0, 5)}`, {
        // Answers of one length, so that it does not tell a listener which prefix was asked for.
        headers: { 'add-padding': 'true' },
        signal: AbortSignal.timeout(patienceMs),
      })
      if (!answer.ok) throw new Error(`answered with ${answer.status}`)
      return holds(await answer.text(), hash.slice(5))
    } catch (error) {
      log.warn(
        { part: 'passwords', error: (error as Error).message },
        'the service that knows breached passwords did not answer; the carried list decided alone',
      )
      return false
    }
  }
}

/** Lines `{35 hex digits}:{times seen}`; padding was seen no time. */
function holds(lines: string, rest: string): boolean {
  return lines.split(/\r?\n/).some((line) => {
    const [suffix, times] = line.trim().split(':')
    return suffix?.toUpperCase() === rest && Number(times) > 0
  })
}
