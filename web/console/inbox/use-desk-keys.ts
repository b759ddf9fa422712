import { useEffect, useEffectEvent } from 'react'
import type { RefObject } from 'react'
import { isKey } from '../shell/keys.ts'

/** Whether a key belongs to what is focused: a text box, a list of choices, an open menu. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="listbox"], form') !== null
  )
}

/**
 * The desk's keys, by physical key and never a bare letter, because Telex composes words from them:
 * arrows go to the list, Escape back to it, F4 to the search.
 */
export function useDeskKeys(
  list: RefObject<HTMLElement | null>,
  opened: string | undefined,
  close: () => void,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const row = () => list.current?.querySelector<HTMLElement>('a.row[tabindex="0"]')
    if (isKey(event, 'search')) {
      event.preventDefault()
      list.current?.querySelector<HTMLInputElement>('input[type="search"]')?.focus()
    } else if (event.code === 'Escape' && opened && !isTyping(event.target)) {
      close()
      requestAnimationFrame(() => row()?.focus())
    } else if (
      (event.code === 'ArrowDown' || event.code === 'ArrowUp') &&
      event.target === document.body
    ) {
      event.preventDefault()
      row()?.focus()
    }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
