import { useSyncExternalStore } from 'react'

/** Which cases of the list are chosen, by id; the list, its bar and the map share it. */
let chosen: ReadonlySet<string> = new Set()
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const chosenNow = () => chosen

export function useChosen(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, chosenNow)
}

export function setChosen(next: Iterable<string>): void {
  chosen = new Set(next)
  listeners.forEach((listener) => listener())
}

/** Chooses a case, or leaves it out again; `on` says which, else the other of what it is. */
export function choose(id: string, on = !chosen.has(id)): void {
  const next = new Set(chosen)
  if (on) next.add(id)
  else next.delete(id)
  setChosen(next)
}

let list = ''

/** From here on another list is chosen from: what was chosen in the one before is not meant in it. */
export function chooseIn(next: string): void {
  if (next !== list) chooseNone()
  list = next
}

let active: string | undefined

/** The row that the keyboard is or was last at. */
export function useActive(): string | undefined {
  return useSyncExternalStore(subscribe, () => active)
}

export function setActive(id: string): void {
  if (active === id) return
  active = id
  listeners.forEach((listener) => listener())
}

export function chooseNone(): void {
  if (chosen.size > 0) setChosen([])
}
