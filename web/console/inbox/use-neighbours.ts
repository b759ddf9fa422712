import { useEffect, useEffectEvent, useRef } from 'react'
import type { RefObject } from 'react'
import { caseQuery, queryClient } from '../api.ts'
import { onActed, takeActed } from '../shell/auto-next.ts'
import { isKey } from '../shell/keys.ts'

type Neighbours = { of: string; next: string | null; previous: string | null }

/** The case that is probably opened next is fetched before it is. */
function fetchAhead(path: string | null): void {
  const id = path && /\/phan-anh\/([^/?#]+)/.exec(path)?.[1]
  if (id) void queryClient.prefetchQuery(caseQuery(id))
}

const pathOf = (row: Element | undefined) => row?.getAttribute('href') ?? null

/**
 * Ctrl and an arrow open the report after or before the one that is open, as the list stood while it
 * still held it: what was accepted leaves its box, and the next one is all the same one key away.
 */
export function useNeighbours(
  list: RefObject<HTMLElement | null>,
  opened: string | undefined,
  /** The next one opens by itself when what was done took the open one out of the list. */
  goesOn: boolean,
): void {
  const known = useRef<Neighbours | null>(null)

  const look = useEffectEvent(() => {
    if (!opened) return
    const rows = [...(list.current?.querySelectorAll('a.row') ?? [])]
    const at = rows.findIndex((row) => row.getAttribute('data-opened') === 'true')
    if (at < 0) {
      const next = known.current?.of === opened ? known.current.next : null
      const row = rows.find((each) => next !== null && pathOf(each) === next)
      if (goesOn && row && takeActed(opened)) (row as HTMLElement).click()
      return
    }
    known.current = {
      of: opened,
      next: pathOf(rows[at + 1]),
      previous: at > 0 ? pathOf(rows[at - 1]) : null,
    }
    fetchAhead(known.current.next)
  })
  useEffect(() => {
    if (!list.current) return
    const observer = new MutationObserver(() => look())
    const attributeFilter = ['data-opened', 'href']
    observer.observe(list.current, { childList: true, subtree: true, attributeFilter })
    look()
    const stop = onActed(() => look())
    return () => {
      observer.disconnect()
      stop()
    }
  }, [list])

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const way = isKey(event, 'next') ? 'next' : isKey(event, 'previous') ? 'previous' : null
    if (!way || event.defaultPrevented || document.querySelector('[aria-modal="true"]')) return
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('a.row') ?? [])]
    const path = opened && known.current?.of === opened ? known.current[way] : null
    const row = opened ? rows.find((each) => pathOf(each) === path) : rows[0]
    if (!row) return
    event.preventDefault()
    // The row knows the way: it is a link, with the filters of the list in it.
    row.click()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
