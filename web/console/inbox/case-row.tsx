import { memo } from 'react'
import type { MouseEvent } from 'react'
import { inGroups } from '../../../contract/codes.ts'
import type { CaseFlag, CaseRow as Row } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
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
  /** The address of its page, and what goes there without leaving this one. */
  href: string
  open: (id: string) => void
  opened: boolean
  /** One row of the list is reached by Tab; the arrows lead to the others. */
  inTabOrder: boolean
  onFocus: (id: string) => void
  /** Who else is at it, in words, and whether one of them writes. */
  present: string | undefined
  writing: boolean
}

/** A press that the browser has no other use for: a new tab, a new window. */
const isPlain = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** One case of the list: a line on a wide screen, three short ones in a narrow column. */
export const CaseRow = memo(function CaseRow(props: Props) {
  const { row, href, open, opened, inTabOrder, onFocus, present, writing } = props
  const { t } = useTranslation()
  return (
    // The router's own link asks, in each of hundreds of rows, where it leads whenever anything moves.
    <a
      href={href}
      onClick={(event) => {
        if (!isPlain(event)) return
        event.preventDefault()
        open(row.id)
      }}
      className="row"
      tabIndex={inTabOrder ? 0 : -1}
      data-opened={opened}
      onFocus={() => onFocus(row.id)}
    >
      <span className="row-number">{inGroups(row.number)}</span>
      <span className="row-status">
        <StatusChip status={row.status} reopenings={row.reopenings} />
        {present && <PresenceMark text={present} writing={writing} />}
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
    </a>
  )
})
