import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { inGroups } from '../../../contract/codes.ts'
import type { CaseFlag, CaseRow as Row } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { PresenceMark } from '../presence/presence-of.tsx'
import { StatusChip } from '../ui/status-chip.tsx'
import { TimeLeft } from '../ui/time-left.tsx'

const flagTones: Record<CaseFlag, string> = {
  urgent: 'overdue',
  callback: 'soon',
  extension_asked: 'soon',
  escalated: 'approval',
  progress_due: 'overdue',
  recurring: 'soon',
}

type Props = {
  row: Row
  opened: boolean
  /** One row of the list is reached by Tab; the arrows lead to the others. */
  inTabOrder: boolean
  onFocus: (id: string) => void
}

/** One case of the list: a line on a wide screen, three short ones in a narrow column. */
export const CaseRow = memo(function CaseRow({ row, opened, inTabOrder, onFocus }: Props) {
  const { t } = useTranslation()
  return (
    <Link
      to="/phan-anh/$id"
      params={{ id: row.id }}
      search={(previous) => previous}
      className="row"
      tabIndex={inTabOrder ? 0 : -1}
      data-opened={opened}
      onFocus={() => onFocus(row.id)}
    >
      <span className="row-number">{inGroups(row.number)}</span>
      <span className="row-status">
        <StatusChip status={row.status} reopenings={row.reopenings} />
        <PresenceMark id={row.id} />
      </span>
      <span className="row-summary">
        {row.flags.map((flag) => (
          <span key={flag} className="row-flag" data-tone={flagTones[flag]}>
            {t(`case.flag.${flag}`)}
          </span>
        ))}
        {row.summary}
      </span>
      <span className="row-meta">
        <span className="row-subject">{row.subject.name}</span>
        <span className="row-place">{row.commune.name}</span>
        {row.snoozedUntil && (
          <span className="row-snoozed">
            {t('snooze.until', { when: dateTime(row.snoozedUntil) })}
          </span>
        )}
        {row.type === 'field_report' && (
          <span className="row-agency">
            {row.agency?.name ?? t('noAgency')}
            {row.officer && ` · ${row.officer.name}`}
          </span>
        )}
      </span>
      <span className="row-time">
        <TimeLeft row={row} />
      </span>
    </Link>
  )
})
