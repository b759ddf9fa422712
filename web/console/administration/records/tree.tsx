import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { codeOf, keyOf } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { listSearch } from '../search.ts'
import { slugOf } from '../sections.ts'
import { titleOf } from '../title.tsx'

type Props = {
  kind: KindName
  record: AnyRecord
  opened: string | undefined
  /** What stands below, drawn when the branch is open; null for a leaf. */
  children: (() => ReactNode) | null
  initiallyOpen: boolean
  note?: ReactNode
}

/** One record of a tree, with what is below it behind a button. */
export function Branch({ kind, record, opened, children, initiallyOpen, note }: Props) {
  const { t } = useTranslation('administration')
  const search = useSearch({ from: '/quan-tri' })
  const [open, setOpen] = useState(initiallyOpen)
  const code = codeOf(kind, record)
  const title = titleOf(kind, record)
  const isOpened = code === opened
  const row = useRef<HTMLDivElement>(null)
  // Who comes by a link sees where in the tree the record stands.
  useEffect(() => {
    if (isOpened) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpened])
  return (
    <li>
      <div className="branch" ref={row} data-opened={isOpened}>
        {children ? (
          <button
            type="button"
            className="branch-button"
            aria-expanded={open}
            aria-label={t('branch', { title })}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span>
          </button>
        ) : (
          <span className="branch-leaf" />
        )}
        <Link
          to="/quan-tri/$section/$code"
          params={{ section: slugOf(kind), code }}
          search={{ ...listSearch(search), period: keyOf(kind, record) }}
          className="record-link"
        >
          {title}
        </Link>
        <span className="quiet figures">{code}</span>
        {note && <span className="quiet branch-note">{note}</span>}
      </div>
      {children && open && <ul className="plain branches">{children()}</ul>}
    </li>
  )
}
