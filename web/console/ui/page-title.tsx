import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { hasNoFocus } from './keep-focus.ts'

/** A page's heading. It takes the focus where what had it has gone with the page before. */
export function PageTitle({ children }: { children: ReactNode }) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hasNoFocus()) title.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 tabIndex={-1} ref={title}>
      {children}
    </h1>
  )
}
