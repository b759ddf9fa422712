import { request } from 'node:http'
import type { ClientRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A reader of the live stream that comes back with Last-Event-ID, as a browser does. */
export type Reader = {
  /** Where it began: it owes nothing before. Undefined until the stream said so. */
  start(): number | undefined
  /** The positions it was told, in the order in which it was told them. */
  positions: number[]
  /** How often it came back. */
  resumed(): number
  /** What a reader must never see: an order to start anew, or to sign in again. */
  faults: string[]
  /** Hangs up now; it comes back by itself. */
  disconnect(): void
  stop(): Promise<void>
}

export function readLive(origin: string, headers: Record<string, string>): Reader {
  const positions: number[] = []
  const faults: string[] = []
  let start: number | undefined
  let lastEventId: string | undefined
  let resumed = 0
  let stopped = false
  let outgoing: ClientRequest | undefined

  /** One connection from its beginning to its end. */
  function connect(): Promise<void> {
    return new Promise((resolve) => {
      let rest = ''
      const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      outgoing = request(`${origin}/api/live`, { agent: false, headers: { ...headers, ...resume } })
      outgoing.on('error', () => resolve())
      outgoing.on('close', () => resolve())
      outgoing.on('response', (response) => {
        response.setEncoding('utf8')
        response.on('error', () => {})
        response.on('close', () => resolve())
        if (response.statusCode !== 200) {
          if (response.statusCode !== 503) faults.push(`stream answered ${response.statusCode}`)
          response.resume()
          return
        }
        if (lastEventId !== undefined) resumed += 1
        response.on('data', (chunk: string) => {
          // What is not complete when the connection breaks was never said.
          const blocks = (rest + chunk).split('\n\n')
          rest = blocks.pop()!
          for (const block of blocks) take(block)
        })
      })
      outgoing.end()
    })
  }

  function take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
    lastEventId = field('id') ?? lastEventId
    if (field('data') === undefined) return
    const event = field('event')
    if (event === 'ready') start ??= Number(lastEventId)
    else if (event === 'reset') faults.push(`told to start anew at ${lastEventId}`)
    else positions.push(Number(lastEventId))
  }

  const ended = (async () => {
    while (!stopped) {
      await connect()
      if (!stopped) await sleep(50)
    }
  })()

  return {
    start: () => start,
    positions,
    resumed: () => resumed,
    faults,
    disconnect: () => outgoing?.destroy(),
    async stop() {
      stopped = true
      outgoing?.destroy()
      await ended
    },
  }
}
