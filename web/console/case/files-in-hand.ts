import { createKeptPictures } from '../../ui/kept-pictures.ts'
import { newName } from '../../ui/outbox.ts'
import { shrink } from '../../ui/shrink.ts'

/**
 * The pictures of forms that this window has in hand: a form names them in its values until they have
 * arrived and have an id of the server's. What has not arrived when the form is sent goes with it.
 * They are kept on this device beside the form's words, until it is sent or they are taken away.
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
const kept = createKeptPictures('nhip.form-pictures', 'form-pictures')
/** What is kept and was not looked at by this window yet. */
const left = new Set<string>()
const isName = (value: string) => value.startsWith('file-')

/** Learns what is kept, so that forms find it without waiting; once, before the first page. */
export async function openFiles(): Promise<void> {
  for (const key of await kept.keys()) left.add(key)
  void kept.dropOld()
}

/** Takes a picture as it was chosen or taken, made smaller. */
export async function takeInHand(file: File): Promise<string> {
  const { body } = await shrink(file)
  const name = newName()
  await putInHand(name, body, null)
  return name
}

/** Puts one back that was waiting to be sent. */
export async function putInHand(name: string, body: Blob, id: string | null): Promise<void> {
  hold(name, body, id)
  await keep(name)
}

function hold(name: string, body: Blob, id: string | null): void {
  inHand.set(name, { body, id, url: URL.createObjectURL(body), stop: new AbortController() })
  left.delete(name)
}

async function keep(name: string): Promise<void> {
  const hand = inHand.get(name)
  if (!hand) return
  const { body, id } = hand
  await kept.keep({ key: name, body, id, whole: 0, gps: null, at: Date.now() })
}

export const handOf = (name: string): InHand | undefined => inHand.get(name)

/** The same of one that was kept when the page was closed; null where it is kept no longer. */
export async function recall(name: string): Promise<InHand | null> {
  if (left.has(name)) {
    const found = await kept.find(name)
    if (found && left.has(name)) hold(name, found.body, found.id)
    left.delete(name)
  }
  return inHand.get(name) ?? null
}

/** Its upload has begun: from there it goes on, whatever becomes of the page. */
export function begun(name: string, id: string): void {
  const hand = inHand.get(name)
  if (hand) hand.id = id
  void keep(name)
}

/** The name has become the server's id; what it shows stays to be shown. */
export function arrived(name: string, id: string): void {
  const hand = inHand.get(name)
  if (hand) inHand.set(id, { ...hand, id })
  inHand.delete(name)
  void keep(id).then(() => kept.drop(name))
}

export function letGo(name: string): void {
  inHand.get(name)?.stop.abort()
  inHand.delete(name)
  left.delete(name)
  void kept.drop(name)
}

/** The pictures that a form's values name, arrived or not. */
const namedIn = (values: Record<string, unknown>): string[] =>
  Object.values(values).flatMap((value) =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [],
  )

/** Lets go of all that a form names: it was sent, or is not wanted. */
export function letGoOf(values: Record<string, unknown>): void {
  for (const name of namedIn(values)) if (inHand.has(name) || left.has(name)) letGo(name)
}

/** Which of a form's values are pictures that have not arrived. */
export const notArrived = (values: Record<string, unknown>): string[] =>
  namedIn(values).filter(isName)

/** Values without names of pictures that are nowhere any more. */
export function withoutLost<Values extends Record<string, unknown>>(values: Values): Values {
  const isThere = (one: unknown) =>
    typeof one !== 'string' || !isName(one) || inHand.has(one) || left.has(one)
  const known = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.filter(isThere) : value,
  ])
  return Object.fromEntries(known) as Values
}
