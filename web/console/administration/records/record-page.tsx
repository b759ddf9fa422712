import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../../../contract/client.ts'
import { keyOf, recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { holdsOn } from '../../../../contract/records/shared.ts'
import { todayInVietnam } from '../../day.ts'
import { recordQuery } from '../queries.ts'
import { listSearch } from '../search.ts'
import { slugOf } from '../sections.ts'
import { RecordTitle } from '../title.tsx'
import { Changes } from './changes.tsx'
import { Facts } from './facts.tsx'
import { Periods, Validity } from './periods.tsx'
import { RecordForm } from './record-form.tsx'
import type { Mode } from './record-form.tsx'
import { Related } from './related.tsx'
import { EndForm, RemoveForm } from './small-forms.tsx'
import type { Seen } from './use-save.ts'

/** The period that is shown: the one asked for, else the one of the day, else the last. */
function shownOf(kind: KindName, periods: Seen[], key: string | undefined, day: string): Seen {
  return (
    periods.find(({ record }) => keyOf(kind, record) === key) ??
    periods.find(({ record }) => holdsOn(record, day)) ??
    periods.at(-1)!
  )
}

type Doing = Exclude<Mode, 'new'> | 'end' | 'remove'

/** The way back to the list, which a phone does not show beside. */
export function BackToList({ slug }: { slug: string }) {
  const { t } = useTranslation('administration')
  const search = useSearch({ from: '/quan-tri' })
  return (
    <Link
      to="/quan-tri/$section"
      params={{ section: slug }}
      search={listSearch(search)}
      className="back"
    >
      <Icon name="back" />
      {t('back', { section: t(`section.${slug}`) })}
    </Link>
  )
}

/** One code: what holds, what held and will hold, what depends on it, what was done to it. */
export function RecordPage({ kind, code }: { kind: KindName; code: string }) {
  const { t } = useTranslation('administration')
  const query = useQuery(recordQuery(kind, code))
  return (
    <section className="case-pane" aria-label={t('recordLabel')}>
      <div className="case record">
        <BackToList slug={slugOf(kind)} />
        {query.data && query.data.periods.length > 0 ? (
          <Record key={code} kind={kind} code={code} {...query.data} />
        ) : query.isPending ? (
          <Loading rows={8} />
        ) : kind === 'calendarDays' && isMissing(query.error) ? (
          <FreeDay key={code} day={code} />
        ) : (
          <Failed
            error={query.error ?? new ApiError('not_found', 404, null)}
            retry={() => void query.refetch()}
          />
        )}
      </div>
    </section>
  )
}

const isMissing = (error: unknown) =>
  error === null || (error instanceof ApiError && error.code === 'not_found')

/** A day that no notice speaks of: it can be given one. */
function FreeDay({ day }: { day: string }) {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  const base = { day, name: { vi: '', en: '' }, working: false }
  return (
    <RecordForm
      kind="calendarDays"
      mode="new"
      base={base}
      onDone={() => announce(t('saved'))}
      onCancel={() =>
        void navigate({
          to: '/quan-tri/$section',
          params: { section: slugOf('calendarDays') },
          search: { year: day.slice(0, 4) },
        })
      }
    />
  )
}

type Props = {
  kind: KindName
  code: string
  periods: Seen[]
  changes: Parameters<typeof Changes>[0]['changes']
}

function Record({ kind, code, periods, changes }: Props) {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  const search = useSearch({ from: '/quan-tri' })
  const [doing, setDoing] = useState<Doing | null>(null)
  const head = useRef<HTMLHeadingElement>(null)
  const day = search.day && search.day !== 'all' ? search.day : todayInVietnam()
  const seen = shownOf(kind, periods, search.period, day)
  const { record } = seen
  const { dated } = recordKinds[kind]
  const section = slugOf(kind)

  useEffect(() => head.current?.focus(), [])
  const stop = () => {
    setDoing(null)
    head.current?.focus()
  }
  const show = (period: string) =>
    void navigate({
      to: '/quan-tri/$section/$code',
      params: { section, code },
      search: { ...listSearch(search), period },
      replace: true,
    })
  const done = (saved: AnyRecord) => {
    announce(t('saved'))
    stop()
    show(keyOf(kind, saved))
  }
  const begin = (next: Doing) => (
    <Button
      variant={next === 'correct' ? 'filled' : 'default'}
      aria-pressed={doing === next}
      onClick={() => setDoing(next)}
    >
      {t(`mode.${next}.button`)}
    </Button>
  )
  return (
    <>
      <header className="case-head">
        <div className="case-title">
          <h1 tabIndex={-1} ref={head}>
            <RecordTitle kind={kind} record={record} />
          </h1>
          {dated && <Validity record={record} />}
        </div>
        <p className="quiet">
          {t(`kind.${kind}`)} · <span className="figures">{code}</span>
        </p>
      </header>
      <div className="action-bar" role="toolbar" aria-label={t('actions')}>
        {begin('correct')}
        {dated && begin('period')}
        {dated && !record.validTo && begin('end')}
        {begin('remove')}
      </div>
      {(doing === 'correct' || doing === 'period') && (
        <RecordForm
          key={`${doing} ${keyOf(kind, record)}`}
          kind={kind}
          mode={doing}
          base={record}
          {...(doing === 'correct' && { seen })}
          onDone={done}
          onCancel={stop}
        />
      )}
      {doing === 'end' && (
        <EndForm kind={kind} seen={seen} onDone={() => done(record)} onCancel={stop} />
      )}
      {doing === 'remove' && (
        <RemoveForm
          kind={kind}
          seen={seen}
          onCancel={stop}
          onDone={() => {
            announce(t('removed'))
            void navigate({
              to: '/quan-tri/$section',
              params: { section },
              search: listSearch(search),
            })
          }}
        />
      )}
      <div className="case-columns">
        <div className="case-main">
          {doing !== 'correct' && (
            <section className="case-section">
              <h2>{t('facts')}</h2>
              <Facts kind={kind} record={record} />
            </section>
          )}
          <Related kind={kind} code={code} />
        </div>
        <div className="case-main">
          {periods.length > 1 && (
            <section className="case-section">
              <h2>{t(dated ? 'periods' : 'records')}</h2>
              <Periods kind={kind} periods={periods} current={record} day={day} show={show} />
            </section>
          )}
          <section className="case-section">
            <h2>{t('history')}</h2>
            {changes.length === 0 ? (
              <p className="quiet">{t('noHistory')}</p>
            ) : (
              <Changes changes={changes} />
            )}
          </section>
        </div>
      </div>
    </>
  )
}
