import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '../i18n.ts'
import { currentShiftQuery } from './queries.ts'

/** Who leads the shift, for everybody of the centre; the way to its book. */
export function ShiftSign() {
  const { t } = useTranslation()
  const current = useQuery(currentShiftQuery)
  const lead = current.data?.shift?.lead.name
  return (
    <Link to="/ca-truc" search={{}} className="header-link shift-sign">
      {t('shift.link')}{' '}
      {current.data && <span className="shift-sign-lead">{lead ?? t('shift.nobody')}</span>}
    </Link>
  )
}
