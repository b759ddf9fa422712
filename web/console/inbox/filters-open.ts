import { useSyncExternalStore } from 'react'

let open = false
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether the boxes of the filter are shown; the button, the key and the panel share it. */
export function useFiltersOpen(): boolean {
  return useSyncExternalStore(subscribe, () => open)
}

export function setFiltersOpen(next: boolean): void {
  if (open === next) return
  open = next
  listeners.forEach((listener) => listener())
}

export const areFiltersOpen = () => open
