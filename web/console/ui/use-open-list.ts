import { useEffect, useState } from 'react'

/**
 * For a `Select` whose list is open from the beginning. It is opened a moment after its box is there:
 * only then does Mantine know what the list is called, and the box can say so (`aria-controls`).
 */
export function useOpenList(atOnce = true) {
  const [dropdownOpened, setOpened] = useState(false)
  useEffect(() => {
    if (!atOnce) return
    const frame = requestAnimationFrame(() => setOpened(true))
    return () => cancelAnimationFrame(frame)
  }, [atOnce])
  return {
    dropdownOpened,
    onDropdownOpen: () => setOpened(true),
    onDropdownClose: () => setOpened(false),
  }
}
