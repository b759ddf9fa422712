import { newName } from '../../ui/outbox.ts'
import { shrink } from '../../ui/shrink.ts'

/**
 * The pictures of forms that this window has in hand: a form names them in its values until they have
 * arrived and have an id of the server's. What has not arrived when the form is sent goes with it.
 */
export type InHand = {
  body: Blob
  /** Of the browser, to show it. */
  url: string
  /** The upload, once it has begun. */
  id: string | null
  stop: AbortController
}

const inHand = new Map<string, InHand>()
const isName = (value: string) => value.startsWith('file-')

/** Takes a picture as it was chosen or taken, made smaller. */
export async function takeInHand(file: File): Promise<string> {
  const { body } = await shrink(file)
  return putInHand(newName(), body, null)
}

/** Puts one back that was waiting to be sent. */
export function putInHand(name: string, body: Blob, id: string | null): string {
  inHand.set(name, { body, id, url: URL.createObjectURL(body), stop: new AbortController() })
  return name
}

export const handOf = (name: string): InHand | undefined => inHand.get(name)

/** The name has become the server's id; what it shows stays to be shown. */
export function arrived(name: string, id: string): void {
  const hand = inHand.get(name)
  if (hand) inHand.set(id, { ...hand, id })
  inHand.delete(name)
}

export function letGo(name: string): void {
  inHand.get(name)?.stop.abort()
  inHand.delete(name)
}

/** Which of a form's values are pictures that have not arrived. */
export function notArrived(values: Record<string, unknown>): string[] {
  return Object.values(values).flatMap((value) =>
    Array.isArray(value)
      ? value.filter((one): one is string => typeof one === 'string' && isName(one))
      : [],
  )
}

/** Values without names of pictures that no window has any more. */
export function withoutLost<Values extends Record<string, unknown>>(values: Values): Values {
  const known = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.filter((one) => typeof one !== 'string' || !isName(one) || inHand.has(one))
      : value,
  ])
  return Object.fromEntries(known) as Values
}
