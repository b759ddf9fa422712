import { createOutbox } from '../../ui/outbox.ts'

/** What citizens send from this device; the page and the service worker speak of the same. */
export const outbox = createOutbox('citizen')

/** What a waiting report is to its sender: how the list calls it, and the boxes it was made of. */
export type AboutReport = { title: string; values: Record<string, string> }

/**
 * What a form is just sending before its sender's eyes: the list speaks of it only when the form has
 * let go of it, which {@link letGo} tells.
 */
export const inHand = new Set<string>()
export const handedOver = 'nhip-handed-over'

export function letGo(key: string): void {
  inHand.delete(key)
  dispatchEvent(new Event(handedOver))
}
