import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api, meQuery, queryClient } from '../api.ts'
import { dateTime, plainDay } from '../format.ts'
import { language, useTranslation } from '../i18n.ts'
import { startLive } from '../live.ts'
import { isCentre, isLeader } from '../session.ts'
import { Header } from '../shell/header.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { Agencies } from './agencies.tsx'
import { Communes } from './communes.tsx'
import { Days } from './days.tsx'
import { Headlines } from './headlines.tsx'
import { PeriodChoice } from './period-choice.tsx'
import { Rising } from './rising.tsx'
import { periodOf } from './search.ts'
import { comeBack } from './come-back.ts'
import { useFresh } from './use-fresh.ts'
import './overview.css'

/** One page for those who lead: what came, what is late, what rises, where. */
export function OverviewPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  useEffect(() => startLive(queryClient), [])
  useEffect(() => {
    document.title = `${t('overview.title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk overview-frame">
      <Header me={me} />
      {isLeader(me) || isCentre(me) ? (
        <main className="overview">
          <Overview />
        </main>
      ) : (
        <main className="page-state">
          <Empty alone title={t('overview.refused')}>
            {t('overview.refusedMore')}
          </Empty>
        </main>
      )}
    </div>
  )
}

const key = ['overview']

function Overview() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/tong-quan' })
  const { from, to } = periodOf(search)
  const overview = useQuery({
    queryKey: [...key, from, to, language()],
    queryFn: () => api.getOverview({ query: { from, to } }),
    // The figures of before stay, dimmed, until these are there.
    placeholderData: keepPreviousData,
  })
  useFresh(key)
  const { data } = overview
  const isThere = data !== undefined
  useEffect(() => {
    if (isThere) comeBack()
  }, [isThere])
  return (
    <>
      <div className="overview-head">
        <div>
          <PageTitle>{t('overview.title')}</PageTitle>
          {data && (
            <p className="quiet">
              {t('overview.compares', {
                from: plainDay(data.period.from),
                to: plainDay(data.period.to),
                comparedFrom: plainDay(data.period.comparedFrom),
                comparedTo: plainDay(data.period.comparedTo),
              })}
            </p>
          )}
        </div>
        <PeriodChoice search={search} />
      </div>
      {overview.isPending && <Loading rows={10} />}
      {overview.isError && !data && (
        <Failed error={overview.error} retry={() => void overview.refetch()} />
      )}
      {overview.isError && data && (
        <p className="notice-line" data-tone="soon" role="status">
          {t('overview.old', { when: dateTime(data.asOf) })}
        </p>
      )}
      {data && (
        <div className="overview-body" aria-busy={overview.isPlaceholderData}>
          <Headlines overview={data} />
          <Days overview={data} />
          <Rising overview={data} />
          <Communes overview={data} />
          <Agencies overview={data} />
        </div>
      )}
    </>
  )
}
