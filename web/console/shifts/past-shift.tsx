import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { Figures } from './figures.tsx'
import { Handed } from './hand-over.tsx'
import { Notes } from './notes.tsx'
import { shiftQuery } from './queries.ts'

/** One shift as it was, to read and to print. */
export function PastShift({ id }: { id: string }) {
  const { t } = useTranslation()
  const one = useQuery(shiftQuery(id))
  if (one.isPending) return <Loading rows={10} />
  if (one.isError && !one.data) {
    return <Failed error={one.error} retry={() => void one.refetch()} />
  }
  const { shift, notes } = one.data
  return (
    <>
      <div className="shift-past-head">
        <PageTitle>{t('shift.of', { who: shift.lead.name })}</PageTitle>
        <Button variant="default" className="shift-print" onClick={() => window.print()}>
          {t('shift.print')}
        </Button>
      </div>
      <p>
        {t('shift.from', { when: dateTime(shift.startedAt) })}
        {shift.endedAt && ` ${t('shift.until', { when: dateTime(shift.endedAt) })}`}
        {shift.taken && ` ${t('shift.wasTaken')}`}
      </p>
      <section className="shift-panel">
        <Figures figures={shift.read} title={t('shift.readThen')} level="h2" />
      </section>
      <section className="shift-panel" aria-labelledby="shift-book">
        <h2 id="shift-book" tabIndex={-1}>
          {t('shift.book')}
        </h2>
        {notes.length === 0 ? (
          <p className="quiet">{t('shift.emptyBook')}</p>
        ) : (
          <Notes notes={notes} closed={shift.endedAt !== null} />
        )}
      </section>
      {shift.handover ? (
        <Handed handover={shift.handover} ended={shift.endedAt !== null} />
      ) : (
        shift.endedAt && <p>{t('shift.notHanded')}</p>
      )}
      <p className="shift-print">
        <Link to="/ca-truc" search={{}} className="user-link">
          {t('shift.now')}
        </Link>
      </p>
    </>
  )
}
