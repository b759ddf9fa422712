import type { CaseRow } from '../../../contract/cases.ts'
import { isOpen } from '../../../contract/case-types.ts'
import { deadline, timeLeft } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { useNow } from './use-now.ts'

type Row = Pick<CaseRow, 'dueAt' | 'overdue' | 'status' | 'paused' | 'daysLeft'>

/**
 * What is left of a case's time in working days, hours on its last day, or by how much it is late;
 * nothing once it is answered. `full` says the deadline too, where there is room for a sentence.
 */
export function TimeLeft({ row, full = false }: { row: Row; full?: boolean }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!isOpen(row.status)) return null
  if (row.paused) {
    return (
      <span className="time" title={t('pausedFull')}>
        {t(full ? 'pausedFull' : 'paused')}
      </span>
    )
  }
  const left = timeLeft(row.dueAt, now)
  const late = row.overdue || left.late
  // Hours say more than "1 working day" when the last day has come.
  const inDays = !late && !left.soon && row.daysLeft !== null && row.daysLeft > 0
  const words = inDays ? t('left.working', { count: row.daysLeft! }) : left.text
  const due = t('due', { when: deadline(row.dueAt, now) })
  return (
    <span
      className="time"
      data-tone={late ? 'overdue' : left.soon ? 'soon' : undefined}
      title={full ? undefined : due}
    >
      {late && <span aria-hidden="true">! </span>}
      {full ? t('timeAndDue', { left: words, due: lowerFirst(due) }) : words}
    </span>
  )
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
