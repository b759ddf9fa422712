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

let acted: string | null = null

/** Says that this person has just done something to a case, so that its leaving the list is theirs. */
export function tellActed(id: string): void {
  acted = id
}

/** Whether the case is the one that was acted on; says so once. */
export function takeActed(id: string): boolean {
  const isIt = acted === id
  if (isIt) acted = null
  return isIt
}
