import type { QueryClient } from '@tanstack/react-query'
import { keys } from './api.ts'

/**
 * Live screens. One window of the browser, the leader, holds the one stream to the server; the
 * others hear from it. Which window leads is the browser's Web Lock to say, so that the next one
 * takes over by itself when the leader closes. Events carry ids only: screens refetch what they show.
 */

type Message =
  | { kind: 'event'; subject: string; id: string }
  | { kind: 'reset' }
  | { kind: 'presence' }
  | { kind: 'state'; connected: boolean }
  | { kind: 'hello' }

const name = 'nhip-live'
const debounce = 250
/** Refetching a long list on every event would cost more than it tells; its reader is asked. */
const pagesRefetched = 4

let connected = true
/** The last event this window heard of: where it goes on if it becomes the leader. */
let lastId: string | null = null
/** How many events made a list stale that was too long to refetch by itself. */
let staleLists = 0
const listeners = new Set<() => void>()
const tell = () => listeners.forEach((listener) => listener())

/** In the place of a case: something about the centre's shifts, which are fetched as a whole. */
const shifts = 'shifts'
/** Who wants to know that something happened; the subject is null where everything may have. */
const hearers = new Set<(subject: string | null) => void>()
export function onLiveEvent(hearer: (subject: string | null) => void): () => void {
  hearers.add(hearer)
  return () => hearers.delete(hearer)
}

/** For `useSyncExternalStore`. */
export function onLiveChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const isConnected = () => connected
export const hasStaleLists = () => staleLists > 0
export function listsRefreshed(): void {
  staleLists = 0
  tell()
}

function setConnected(next: boolean): void {
  if (connected === next) return
  connected = next
  tell()
}

/** Gathers a burst of events, then makes stale what they touched. */
function invalidator(queryClient: QueryClient) {
  let subjects = new Set<string>()
  let everything = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    if (everything) {
      for (const queryKey of [keys.cases, keys.lists, keys.counts]) {
        void queryClient.invalidateQueries({ queryKey })
      }
    } else {
      for (const id of subjects) void queryClient.invalidateQueries({ queryKey: keys.case(id) })
      void queryClient.invalidateQueries({ queryKey: keys.counts })
      void queryClient.invalidateQueries({
        queryKey: keys.lists,
        predicate: ({ state }) => {
          const pages = (state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0
          if (pages <= pagesRefetched) return true
          staleLists++
          tell()
          return false
        },
      })
    }
    subjects = new Set()
    everything = false
  }
  return (subject: string | null) => {
    if (subject === null || subject === shifts) {
      void queryClient.invalidateQueries({ queryKey: keys.shifts })
      if (subject) return
    }
    for (const hear of hearers) hear(subject)
    if (subject === null) everything = true
    else subjects.add(subject)
    timer ??= setTimeout(flush, debounce)
  }
}

/** Opens the stream and keeps it open until `signal` ends it. */
function stream(publish: (message: Message) => void, signal: AbortSignal): void {
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    source = new EventSource(`/api/live${lastId === null ? '' : `?after=${lastId}`}`)
    source.addEventListener('open', () => publish({ kind: 'state', connected: true }))
    source.addEventListener('message', ({ data, lastEventId }) => {
      const { type, subject: id } = JSON.parse(data as string) as { type: string; subject: string }
      const subject = type.startsWith('shifts.') ? shifts : id
      publish({ kind: 'event', subject, id: lastEventId })
    })
    // A stream that begins anew, or has missed too much: only fetching everything is certain.
    for (const type of ['ready', 'reset']) {
      source.addEventListener(type, () => publish({ kind: 'reset' }))
    }
    source.addEventListener('presence', () => publish({ kind: 'presence' }))
    source.addEventListener('error', () => {
      publish({ kind: 'state', connected: false })
      // The browser reconnects by itself, with the last id, unless the answer was not a stream.
      if (source?.readyState === EventSource.CLOSED) {
        clearTimeout(retry)
        retry = setTimeout(open, 3000 + Math.random() * 4000)
      }
    })
  }
  open()
  signal.addEventListener('abort', () => {
    clearTimeout(retry)
    source?.close()
  })
}

/** Starts listening; the answer stops it (on sign-out). */
export function startLive(queryClient: QueryClient): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel(name)
  const invalidate = invalidator(queryClient)
  let leading = false

  const toOthers = (message: Message) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
    channel.postMessage(message)
  }
  const handle = (message: Message) => {
    if (message.kind === 'event') {
      lastId = message.id
      invalidate(message.subject)
    }
    if (message.kind === 'reset') invalidate(null)
    if (message.kind === 'presence' || message.kind === 'reset') {
      void queryClient.invalidateQueries({ queryKey: keys.presence })
    }
    if (message.kind === 'state') setConnected(message.connected)
    if (message.kind === 'hello' && leading) toOthers({ kind: 'state', connected })
  }
  const publish = (message: Message) => {
    toOthers(message)
    handle(message)
  }
  const lead = () => {
    // The lock may be granted just as the listening ended: an aborted signal fires no more.
    if (stop.signal.aborted) return Promise.resolve()
    leading = true
    stream(publish, stop.signal)
    return new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))
  }

  channel.addEventListener('message', ({ data }) => handle(data as Message))
  toOthers({ kind: 'hello' })
  // Locks need a secure context; without them (plain http by address) every window has its stream.
  if (navigator.locks) {
    navigator.locks.request(name, { signal: stop.signal }, lead).catch(() => undefined)
  } else {
    void lead()
  }
  return () => {
    stop.abort()
    channel.close()
    connected = true
    lastId = null
  }
}
