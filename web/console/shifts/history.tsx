import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { shiftsQuery } from './queries.ts'

/** The shifts before, each to be read and printed. */
export function History() {
  const { t } = useTranslation()
  const list = useQuery(shiftsQuery)
  const past = list.data?.shifts.filter(({ endedAt }) => endedAt !== null) ?? []
  return (
    <section className="shift-panel" aria-labelledby="shift-history">
      <h2 id="shift-history">{t('shift.history')}</h2>
      {list.isError && !list.data && (
        <Failed error={list.error} retry={() => void list.refetch()} />
      )}
      {list.isPending && <Loading rows={2} />}
      {list.data && past.length === 0 && <p className="quiet">{t('shift.noHistory')}</p>}
      <ul className="plain shift-history">
        {past.map(({ id, lead, startedAt, endedAt }) => (
          <li key={id}>
            <Link to="/ca-truc" search={{ shift: id }} className="user-link">
              <span className="figures">
                {dateTime(startedAt)} – {dateTime(endedAt!)}
              </span>{' '}
              {lead.name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
