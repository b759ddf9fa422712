import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CaseView } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { nearMetres, nearMonths } from '../../../contract/near.ts'
import type { NearCase } from '../../../contract/near.ts'
import { nearQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { StatusChip } from '../ui/status-chip.tsx'

/** One report near by: how far, whose, and how it stands or was answered. */
function Neighbour({ near, merge }: { near: NearCase; merge: ((number: string) => void) | null }) {
  const { t } = useTranslation()
  const { number, metres, sameSubject, answeredAt, answer } = near
  return (
    <li className="neighbour">
      <p className="neighbour-head">
        <Link to="/phan-anh/$id" params={{ id: near.id }} search={(previous) => previous}>
          {inGroups(number)}
        </Link>
        <StatusChip status={near.status} reopenings={0} />
        {sameSubject && (
          <span className="neighbour-same">{t(answeredAt ? 'near.again' : 'near.same')}</span>
        )}
        <span className="quiet figures">
          {metres === 0 ? t('near.here') : t('near.away', { metres })}
        </span>
      </p>
      <p>{near.summary}</p>
      {answer && <blockquote className="neighbour-answer">{answer}</blockquote>}
      <p className="quiet">
        {!sameSubject && `${near.subject.name} · `}
        {near.agency?.name ?? t('noAgency')} ·{' '}
        {answeredAt
          ? t('near.answeredAt', { when: dateTime(answeredAt) })
          : t('case.sentAt', { when: dateTime(near.submittedAt) })}
      </p>
      {merge && (
        <p>
          <Button variant="default" onClick={() => merge(number)}>
            {t('near.merge', { number: inGroups(number) })}
          </Button>
        </p>
      )}
    </li>
  )
}

type Props = {
  view: CaseView
  /** Begins to merge this report into the one with that number; null where that is not possible. */
  merge: ((number: string) => void) | null
}

/** What else was reported at this place, before anything is typed. */
export function Near({ view, merge }: Props) {
  const { t } = useTranslation()
  const query = useQuery({ ...nearQuery(view.id), enabled: view.position !== null })
  if (!view.position) return null
  const { open = [], answered = [] } = query.data ?? {}
  return (
    <section className="case-section near">
      <h2>{t('near.title')}</h2>
      {query.isPending && <Loading rows={1} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && open.length + answered.length === 0 && (
        <p className="quiet">{t('near.nothing', { metres: nearMetres })}</p>
      )}
      {open.length > 0 && (
        <>
          <h3>{t('near.open', { metres: nearMetres })}</h3>
          <ul className="plain neighbours">
            {open.map((near) => (
              <Neighbour key={near.id} near={near} merge={near.sameSubject ? merge : null} />
            ))}
          </ul>
        </>
      )}
      {answered.length > 0 && (
        <>
          <h3>{t('near.answered', { months: nearMonths })}</h3>
          <ul className="plain neighbours">
            {answered.map((near) => (
              <Neighbour key={near.id} near={near} merge={null} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
