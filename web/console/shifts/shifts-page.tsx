import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { meQuery, queryClient } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { startLive } from '../live.ts'
import { isCentre } from '../session.ts'
import { Header } from '../shell/header.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { Book } from './book.tsx'
import { useFresh } from '../overview/use-fresh.ts'
import { HandOver, Handed } from './hand-over.tsx'
import { History } from './history.tsx'
import { PastShift } from './past-shift.tsx'
import { currentShiftQuery, redKey } from './queries.ts'
import { Running } from './running.tsx'
import { TakeOn } from './take-on.tsx'
import './shifts.css'

/** The centre's shift: taken on with the red part read, written down, handed over. */
export function ShiftsPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { shift } = useSearch({ from: '/ca-truc' })
  useEffect(() => startLive(queryClient), [])
  useEffect(() => {
    document.title = `${t('shift.title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk shifts-frame">
      <Header me={me} />
      {isCentre(me) ? (
        <main className="shifts">{shift ? <PastShift id={shift} /> : <Now />}</main>
      ) : (
        <main className="page-state">
          <Empty alone title={t('shift.refused')}>
            {t('shift.refusedMore')}
          </Empty>
        </main>
      )}
    </div>
  )
}

function Now() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const current = useQuery(currentShiftQuery)
  // What happens to cases changes the red part too.
  useFresh(redKey)
  if (current.isPending) return <Loading rows={10} />
  if (current.isError && !current.data) {
    return <Failed error={current.error} retry={() => void current.refetch()} />
  }
  const { shift } = current.data
  const isMine = shift?.lead.id === me.id
  const leads = me.roles.some(({ role }) => role === 'shift_lead')
  const isToTake = !shift || shift.handover !== null
  return (
    <>
      <PageTitle>{t('shift.title')}</PageTitle>
      <Running shift={shift} />
      {shift?.handover && <Handed handover={shift.handover} />}
      {isToTake && <TakeOn key={shift?.id ?? ''} shift={shift} />}
      {shift && <Book shift={shift} />}
      {shift && (isMine || leads) && <HandOver key={`${shift.id} hand`} shift={shift} />}
      {/* What nobody handed on is taken over by a shift lead where it must be. */}
      {!isToTake && leads && !isMine && (
        <details className="shift-over">
          <summary>{t('shift.takeOver')}</summary>
          <TakeOn key={shift.id} shift={shift} />
        </details>
      )}
      <History />
    </>
  )
}
