import type { Database } from '../database/index.ts'
import type { NumberedEvent } from '../events/index.ts'
import { isTooFarBehind, lastPosition, readEvents } from '../events/reader.ts'
import { channel } from '../events/relay.ts'
import { createPulse, keepSession, pause } from '../events/session.ts'
import type { Log } from '../log.ts'

const pageSize = 500
/** More missed events than this are not told one by one: the screen fetches everything anew. */
const maxMissed = 5_000
/** A notification is a hint, not the truth: the table is read without one this often, in ms. */
const safetyPollMs = 5_000

export type Subscriber = {
  audience: string[]
  /** The position the reader has: it gets everything after it, once, in order. */
  after: number
  send: (event: NumberedEvent) => void
  /** Too much was missed: the reader fetches everything and goes on from this position. */
  onReset: (position: number) => void
  /** Awaited between pages of missed events, so that a slow reader is not flooded. */
  drained?: () => Promise<void>
}

export type Subscription = {
  /** Up to here the subscriber has been told everything that was meant for it. */
  position(): number
  unsubscribe(): void
}

export type Live = {
  subscribe(subscriber: Subscriber): Subscription
  /** The last position there is: where a reader starts that has just fetched everything. */
  lastPosition(): Promise<number>
  stop(): Promise<void>
}

type State = Subscriber & {
  position: number
  /** While the missed events are read: those that came live meanwhile. Null afterwards. */
  waiting: NumberedEvent[] | null
  overflowed: boolean
}

/**
 * Tells this process's subscribers of events as the relay numbers them: one listening connection
 * and one read for all. After a lost connection it goes on from the last position it told.
 */
export function startLive({
  database,
  log,
  notices,
}: {
  database: Database
  log: Log
  /** Another channel that the same connection listens to; what was missed there is lost. */
  notices?: { channel: string; hear: (payload: string) => void }
}): Live {
  const { executor } = database
  const states = new Set<State>()
  const stopping = new AbortController()
  const started = Promise.withResolvers<void>()
  const pulse = createPulse()
  /** Every event up to here has been told to every subscriber that was there. */
  let cursor: number | undefined

  const session = keepSession({
    url: database.url,
    name: 'live',
    log,
    async hold(client, signal) {
      client.on('notification', ({ channel: heard, payload = '' }) => {
        if (heard === notices?.channel) notices.hear(payload)
        else pulse.wake()
      })
      if (notices) await client.query(`listen ${notices.channel}`)
      // First listen, then read: what is committed in between announces itself.
      await client.query(`listen ${channel}`)
      const last = await lastPosition(executor)
      if (cursor !== undefined && last < cursor) {
        // Another database than before (restored from a backup): nobody's position means a thing.
        for (const state of states) {
          if (state.waiting) state.waiting = []
          reset(state, last)
        }
        cursor = last
      }
      cursor ??= last
      started.resolve()
      while (!signal.aborted) {
        cursor = await follow(cursor, signal)
        await pulse.pause(safetyPollMs, signal)
      }
    },
  })

  /** Reads and tells everything after `from`; returns the new cursor. */
  async function follow(from: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      const events = await readEvents(executor, { after: from, limit: pageSize })
      for (const event of events) {
        from = cursor = event.position
        for (const state of states) deliver(state, event)
      }
      if (events.length < pageSize || signal.aborted) return from
    }
  }

  function deliver(state: State, event: NumberedEvent): void {
    if (!event.audience.some((tag) => state.audience.includes(tag))) return
    if (!state.waiting) return tell(state, event)
    state.waiting.push(event)
    if (state.waiting.length > maxMissed) {
      state.waiting = []
      state.overflowed = true
    }
  }

  function tell(state: State, event: NumberedEvent): void {
    // Read twice, from the table and live: the position says so.
    if (event.position <= state.position || !states.has(state)) return
    state.position = event.position
    try {
      state.send(event)
    } catch (error) {
      // One broken reader must not keep the event from the others.
      log.error({ err: error }, 'live subscriber failed')
      states.delete(state)
    }
  }

  function reset(state: State, position: number): void {
    if (!states.has(state)) return
    state.position = position
    state.onReset(position)
  }

  /**
   * Brings a subscriber from its position to the present. It is already in `states`, so what is
   * numbered after this began lies in `waiting`; what was numbered before is in the table.
   */
  async function catchUp(state: State): Promise<void> {
    await started.promise
    if (await isTooFarBehind(executor, { after: state.position, limit: maxMissed })) {
      reset(state, await lastPosition(executor))
    } else {
      await tellMissed(state)
    }
    while (state.overflowed) {
      state.overflowed = false
      reset(state, await lastPosition(executor))
    }
    for (const event of state.waiting ?? []) tell(state, event)
    state.waiting = null
  }

  async function tellMissed(state: State): Promise<void> {
    while (states.has(state) && !state.overflowed) {
      const page = await readEvents(executor, {
        after: state.position,
        audience: state.audience,
        limit: pageSize,
      })
      for (const event of page) tell(state, event)
      if (page.length < pageSize) return
      await state.drained?.()
    }
  }

  /** Tried again as long as the subscriber stays: its position only moves with what it was told. */
  async function keepCatchingUp(state: State): Promise<void> {
    while (states.has(state)) {
      try {
        return await catchUp(state)
      } catch (error) {
        log.warn({ err: error }, 'live stream cannot catch up yet')
        await pause(1_000, stopping.signal)
      }
    }
  }

  return {
    subscribe(subscriber) {
      const state: State = {
        ...subscriber,
        position: subscriber.after,
        waiting: [],
        overflowed: false,
      }
      states.add(state)
      void keepCatchingUp(state)
      return {
        // Events for others do not move a subscriber's own position, but they count as passed.
        position: () =>
          state.waiting ? state.position : Math.max(state.position, cursor ?? state.position),
        unsubscribe: () => void states.delete(state),
      }
    },
    lastPosition: () => lastPosition(executor),
    async stop() {
      states.clear()
      stopping.abort()
      await session.stop()
    },
  }
}
