import type { Shift } from '../../../contract/shifts.ts'
import { deadline } from '../format.ts'
import { useTranslation } from '../i18n.ts'

/** Who leads now, and since when. */
export function Running({ shift }: { shift: Shift | null }) {
  const { t } = useTranslation()
  if (!shift) return <p className="shift-lead-line">{t('shift.none')}</p>
  return (
    <p className="shift-lead-line">
      {t('shift.leads')} <span className="strong">{shift.lead.name}</span>,{' '}
      {t('shift.since', { when: deadline(shift.startedAt) })}
      {shift.taken && ` ${t('shift.wasTaken')}`}
    </p>
  )
}
