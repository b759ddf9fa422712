import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Box } from '../../../contract/cases.ts'
import type { DeskSearch } from '../router.tsx'

/** What the list understands in its address. */
export type CasesFilter = {
  box: Box
  from?: string
  to?: string
  commune?: string
  subject?: string
  agency?: string
  rating?: string
}

/** A figure that opens the cases behind it. */
export function CasesLink(props: { filter: CasesFilter; className?: string; children: ReactNode }) {
  const { filter, className, children } = props
  return (
    <Link to="/" search={filter as DeskSearch} className={className}>
      {children}
    </Link>
  )
}
