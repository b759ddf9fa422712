import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { DeskSearch } from '../inbox/address.ts'

/** A figure that opens the cases behind it. */
export function CasesLink(props: { filter: DeskSearch; className?: string; children: ReactNode }) {
  const { filter, className, children } = props
  return (
    <Link to="/" search={filter} className={className}>
      {children}
    </Link>
  )
}
