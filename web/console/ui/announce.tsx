import { useSyncExternalStore } from 'react'

let message = ''
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function show(next: string): void {
  message = next
  listeners.forEach((listener) => listener())
}

/** Says what was just done, to eyes and screen readers, for some seconds. */
export function announce(text: string): void {
  clearTimeout(timer)
  show(text)
  timer = setTimeout(() => show(''), 6000)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the announcements appear; once in the page. */
export function Announcements() {
  const text = useSyncExternalStore(subscribe, () => message)
  return (
    <div role="status" className="announcement" data-shown={text !== ''}>
      {text}
    </div>
  )
}
