import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { csvFile } from '../../../contract/csv.ts'
import { api, meQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { isAdministrator, isCentre, isLeader } from '../session.ts'
import { Header } from '../shell/header.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { download } from '../ui/download.ts'
import { thisYear, unitChoices, years } from './search.ts'
import type { UnitChoice } from './search.ts'
import { figuresOf, StatisticsTable, totalOf } from './table.tsx'
import './statistics.css'

/** Reports of a year by commune: in the units of today or as they were. */
export function StatisticsPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const isAllowed = isCentre(me) || isLeader(me) || isAdministrator(me)
  useEffect(() => {
    document.title = `${t('statistics.title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk statistics-frame">
      <Header me={me} />
      {isAllowed ? (
        <main className="statistics">
          <Statistics />
        </main>
      ) : (
        <main className="page-state">
          <Empty alone title={t('statistics.refused')}>
            {t('statistics.refusedMore')}
          </Empty>
        </main>
      )}
    </div>
  )
}

function Statistics() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/so-lieu' })
  const year = search.year ? Number(search.year) : thisYear()
  const units = search.units ?? 'today'
  const go = (next: { year?: string; units?: UnitChoice }) =>
    void navigate({ to: '/so-lieu', search: { ...search, ...next }, replace: true })
  const statistics = useQuery({
    queryKey: ['statistics', year, units],
    queryFn: () => api.getReportStatistics({ query: { year, units } }),
    // The other table stays, dimmed, until this one is there.
    placeholderData: keepPreviousData,
  })
  const { data, isPlaceholderData } = statistics
  const rows = data?.rows ?? []

  function save(): void {
    const header = (['unit', 'code', 'received', 'answered', 'overdue'] as const).map((name) =>
      t(`statistics.${name}`),
    )
    const lines = rows.map((row) => [
      row.undecided ? `${row.name} (${t('statistics.undecided')})` : row.name,
      row.code,
      ...figuresOf(row),
    ])
    const total = [t('statistics.total'), '', ...figuresOf(totalOf(rows))]
    download(t('statistics.file', { year, units }), csvFile(header, [...lines, total]))
  }

  return (
    <>
      <div className="statistics-head">
        <h1>{t('statistics.title')}</h1>
        <div className="statistics-tools">
          <NativeSelect
            aria-label={t('statistics.year')}
            value={String(year)}
            data={years().map((value) => ({
              value: String(value),
              label: t('statistics.yearOf', { year: value }),
            }))}
            onChange={({ currentTarget }) => go({ year: currentTarget.value })}
          />
          <SegmentedControl
            aria-label={t('statistics.units')}
            value={units}
            data={unitChoices.map((value) => ({ value, label: t(`statistics.by.${value}`) }))}
            onChange={(units) => go({ units })}
          />
          <Button
            variant="default"
            onClick={save}
            disabled={rows.length === 0 || isPlaceholderData}
          >
            {t('statistics.save')}
          </Button>
        </div>
      </div>
      {statistics.isPending && <Loading />}
      {statistics.isError && !data && (
        <Failed error={statistics.error} retry={() => void statistics.refetch()} />
      )}
      {data && rows.length === 0 && (
        <Empty title={t('statistics.empty', { year })}>{t('statistics.emptyMore')}</Empty>
      )}
      {rows.length > 0 && (
        <div className="statistics-body" aria-busy={isPlaceholderData}>
          <StatisticsTable
            rows={rows}
            caption={t('statistics.caption', { year, units: t(`statistics.by.${units}`) })}
          />
          <p className="quiet">{t('statistics.meaning')}</p>
          {rows.some((row) => row.undecided) && (
            <p className="quiet">{t('statistics.undecidedMeaning')}</p>
          )}
          <p className="quiet">
            {t('statistics.asOf', {
              when: dateTime(new Date(statistics.dataUpdatedAt).toISOString()),
            })}
          </p>
        </div>
      )}
    </>
  )
}
