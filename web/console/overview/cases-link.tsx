import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CaseFilter } from '../../../contract/case-list.ts'
import type { Box } from '../../../contract/cases.ts'
import { withParts } from '../inbox/address.ts'

/** Which cases a figure counts. */
export type Counted = Pick<
  CaseFilter,
  'from' | 'to' | 'commune' | 'subject' | 'agency' | 'rating'
> & { box: Box }

/** A figure that opens the cases behind it. */
export function CasesLink(props: { filter: Counted; className?: string; children: ReactNode }) {
  const { filter, className, children } = props
  const { box, ...parts } = filter
  return (
    <Link to="/" search={withParts({ box }, parts)} className={className}>
      {children}
    </Link>
  )
}
