import { useSyncExternalStore } from 'react'
import { keep, kept } from '../storage.ts'

/** Whether the next report opens by itself, by person: several may share a browser. */
const keyOf = (person: string) => `nhip.auto-next.${person}`
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useAutoNext(person: string): boolean {
  return useSyncExternalStore(subscribe, () => kept(keyOf(person)) === '1')
}

export function setAutoNext(person: string, on: boolean): void {
  keep(keyOf(person), on ? '1' : null)
  listeners.forEach((listener) => listener())
}

/** What leaves the list later than this left it by somebody else, in ms. */
const soon = 10_000
let acted: { id: string; at: number } | null = null
const hearers = new Set<() => void>()

/** Says that this person has just done something to a case, so that its leaving the list is theirs. */
export function tellActed(id: string): void {
  acted = { id, at: performance.now() }
  hearers.forEach((hear) => hear())
}

/** Hears of it: the list may have been told of the change by the stream before. */
export function onActed(hear: () => void): () => void {
  hearers.add(hear)
  return () => hearers.delete(hear)
}

/** Whether the case is the one that was just acted on; says so once. */
export function takeActed(id: string): boolean {
  const isIt = acted?.id === id && performance.now() - acted.at < soon
  if (isIt) acted = null
  return isIt
}
