import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CaseFilter } from '../../../contract/case-list.ts'
import { withParts } from '../inbox/address.ts'
import { leaveBy } from './come-back.ts'

/** Which cases a figure counts. */
export type Counted = Pick<
  CaseFilter,
  'from' | 'to' | 'commune' | 'subject' | 'agency' | 'rating' | 'outcome'
>

/** A figure that opens the cases behind it. */
export function CasesLink(props: { filter: Counted; className?: string; children: ReactNode }) {
  const { filter, className, children } = props
  return (
    // What somebody has put off for themselves is counted, and so it is listed.
    <Link
      to="/"
      search={withParts({ box: 'all' }, { ...filter, type: 'field_report' })}
      className={className}
      onClick={leaveBy}
    >
      {children}
    </Link>
  )
}
