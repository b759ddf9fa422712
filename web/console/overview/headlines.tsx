import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { fewestForShare } from '../../../contract/overview.ts'
import type { Overview } from '../../../contract/overview.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { CasesLink } from './cases-link.tsx'
import { leaveBy } from './come-back.ts'
import type { Counted } from './cases-link.tsx'
import { Source } from './source.tsx'
import { compared, share } from './words.ts'

/** The four questions first: how much came, was it in time, what is late, are people content. */
export function Headlines({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { asOf, period, received, answered, overdue } = overview
  const days = { from: period.from, to: period.to }
  const onTime = share(answered.onTime, answered.now)
  const before = answered.before ? share(answered.onTimeBefore ?? 0, answered.before) : null
  const { longest } = overdue
  return (
    <section className="overview-headlines" aria-label={t('overview.headlines')}>
      <Headline title={t('overview.received')} filter={days}>
        <Big>{figure(received.now)}</Big>
        <p>{compared(received.now, received.before)}</p>
      </Headline>
      <Headline title={t('overview.onTime')} filter={{ ...days, outcome: 'on_time' }}>
        <Big>{onTime ?? '–'}</Big>
        <p>
          {answered.now === 0
            ? t('overview.noAnswer')
            : t('overview.answered', {
                onTime: figure(answered.onTime),
                answered: figure(answered.now),
                received: figure(received.now),
              })}
        </p>
        <p className="quiet">
          {before ? t('overview.before', { share: before }) : t('overview.compared.unknown')}
        </p>
      </Headline>
      <Headline
        title={t('overview.overdue')}
        filter={{ outcome: 'overdue' }}
        tone={overdue.count > 0 ? 'overdue' : 'done'}
      >
        <Big>{figure(overdue.count)}</Big>
        {longest ? (
          <p>
            <Link
              to="/phan-anh/$id"
              params={{ id: longest.id }}
              search={{ box: 'overdue' }}
              onClick={leaveBy}
            >
              {t('overview.longest', { count: longest.days })}{' '}
              <span className="strong">{longest.agency?.name ?? t('centre')}</span>
            </Link>
          </p>
        ) : (
          <p>{t('overview.nothingLate')}</p>
        )}
        {overdue.agencies.length > 0 && (
          <ul className="plain overview-late">
            {overdue.agencies.map(({ agency, count }) => (
              <li key={agency?.code ?? ''}>
                <CasesLink filter={{ agency: agency?.code ?? 'none', outcome: 'overdue' }}>
                  {agency?.name ?? t('centre')} <span className="figures">{figure(count)}</span>
                </CasesLink>
              </li>
            ))}
          </ul>
        )}
        <p className="quiet">{t('overview.lateNow')}</p>
      </Headline>
      <Ratings overview={overview} />
      <Source asOf={asOf} />
    </section>
  )
}

const Big = ({ children }: { children: ReactNode }) => (
  <span className="overview-big figures">{children}</span>
)

/** One figure, all of it under its question; the question opens the cases. */
function Headline(props: {
  title: string
  filter: Counted
  tone?: 'overdue' | 'done'
  children: [ReactNode, ...ReactNode[]]
}) {
  const { title, filter, tone, children } = props
  const [big, ...more] = children
  return (
    <div className="overview-card" data-tone={tone}>
      <CasesLink filter={filter} className="overview-question">
        <h2>{title}</h2>
        {big}
      </CasesLink>
      {more}
    </div>
  )
}

/** What reporters said, each word of the scale with its count. */
function Ratings({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { ratings, period } = overview
  const all = ratings.reduce((total, { now }) => total + now, 0)
  return (
    <div className="overview-card">
      <h2>{t('overview.ratings')}</h2>
      <span className="overview-big figures">{figure(all)}</span>
      <p>{all === 0 ? t('overview.noRating') : t('overview.ratingsOf')}</p>
      <ul className="plain overview-ratings">
        {ratings.map(({ code, name, now, before }) => (
          <li key={code}>
            <CasesLink filter={{ from: period.from, to: period.to, rating: code }}>
              {name}{' '}
              <span className="figures strong">
                {figure(now)}
                {all >= fewestForShare && ` · ${share(now, all)}`}
              </span>
            </CasesLink>
            {before !== null && (
              <span className="quiet">
                {' '}
                {t('overview.compared.count', { count: figure(before) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
