import { useTranslation } from 'react-i18next'
import type { CaseRow } from '../../../contract/cases.ts'
import { isOpen } from '../../../contract/field-report.ts'
import { deadline, timeLeft } from '../format.ts'
import { useNow } from './use-now.ts'

/** What is left of a case's time, or by how much it is late; nothing once it is answered. */
export function TimeLeft({ row }: { row: Pick<CaseRow, 'dueAt' | 'overdue' | 'status'> }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!isOpen(row.status)) return null
  if (row.status === 'waiting_citizen') return <span className="time">{t('clockStopped')}</span>
  const left = timeLeft(row.dueAt, now)
  const late = row.overdue || left.late
  return (
    <span
      className="time"
      data-tone={late ? 'overdue' : left.soon ? 'soon' : undefined}
      title={t('due', { when: deadline(row.dueAt, now) })}
    >
      {late && <span aria-hidden="true">! </span>}
      {left.text}
    </span>
  )
}
