import { Button } from '@mantine/core'
import { useEffect, useSyncExternalStore } from 'react'
import { isUndoKey } from './undo-key.ts'

/** What can be done about what was announced: taking it back. */
export type Offer = { label: string; run: () => void }
type Message = { text: string; offer: Offer | null }

const silence: Message = { text: '', offer: null }
let message = silence
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function show(next: Message): void {
  message = next
  listeners.forEach((listener) => listener())
}

/** Says what was just done, to eyes and screen readers, for some seconds; longer with an offer. */
export function announce(text: string, offer: Offer | null = null): void {
  clearTimeout(timer)
  show({ text, offer })
  timer = setTimeout(() => show(silence), offer ? 12_000 : 6000)
}

/** Once: what was taken back is not to be taken back again. */
function take(offer: Offer): void {
  show(silence)
  offer.run()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the announcements appear; once in the page. */
export function Announcements() {
  const { text, offer } = useSyncExternalStore(subscribe, () => message)
  useEffect(() => {
    if (!offer) return
    const listen = (event: KeyboardEvent) => {
      if (!isUndoKey(event)) return
      event.preventDefault()
      take(offer)
    }
    // Before the page's own keys: what was announced is what is meant.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [offer])
  return (
    <div className="announcement" data-shown={text !== ''}>
      <span role="status">{text}</span>
      {offer && (
        <Button variant="subtle" className="announcement-offer" onClick={() => take(offer)}>
          {offer.label} <kbd>F8</kbd>
        </Button>
      )}
    </div>
  )
}
