import type { Overview } from '../../../contract/overview.ts'
import { figure, plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { CasesLink } from './cases-link.tsx'
import { Source } from './source.tsx'

type Day = Overview['days'][number]
type Bar = Day & { last: string }

/** More columns than this are told by the week. */
const mostColumns = 45
/** More than this have no room for their figures. */
const mostFigures = 14

/** Seven days as one; a week in which nothing is known stays a gap. */
function byWeek(days: Day[]): Bar[] {
  const sum = (values: (number | null)[]) =>
    values.every((value) => value === null)
      ? null
      : values.reduce<number>((total, value) => total + (value ?? 0), 0)
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, index) => {
    const week = days.slice(index * 7, index * 7 + 7)
    return {
      day: week[0]!.day,
      last: week.at(-1)!.day,
      received: sum(week.map(({ received }) => received)),
      before: sum(week.map(({ before }) => before)),
    }
  })
}

/** What came each day, and faintly beside it the same weekday of the time before. */
export function Days({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { days, asOf } = overview
  const bars: Bar[] =
    days.length > mostColumns ? byWeek(days) : days.map((day) => ({ ...day, last: day.day }))
  const most = Math.max(1, ...bars.flatMap(({ received, before }) => [received ?? 0, before ?? 0]))
  const said = (value: number | null) => (value === null ? t('overview.gap') : figure(value))
  const nameOf = ({ day, last }: Bar) =>
    day === last
      ? `${t(`weekday.${new Date(day).getUTCDay()}`)} ${short(day)}`
      : `${short(day)}–${short(last)}`
  return (
    <section className="overview-panel overview-days">
      <h2>{t(days.length > mostColumns ? 'overview.weeks' : 'overview.days')}</h2>
      <ol className="overview-bars plain" data-many={bars.length > mostFigures || undefined}>
        {bars.map((bar) => (
          <li key={bar.day}>
            <CasesLink filter={{ from: bar.day, to: bar.last }} className="overview-bar">
              <span className="hidden">
                {t('overview.dayLabel', {
                  day: nameOf(bar),
                  now: said(bar.received),
                  before: said(bar.before),
                })}
              </span>
              <span className="overview-bar-pair" aria-hidden="true">
                <Column value={bar.before} most={most} kind="before" />
                <Column value={bar.received} most={most} kind="now" />
              </span>
              <span className="overview-bar-name" aria-hidden="true">
                {short(bar.day)}
              </span>
            </CasesLink>
          </li>
        ))}
      </ol>
      <p className="overview-key">
        <span className="overview-swatch" data-kind="now" /> {t('overview.thisPeriod')}{' '}
        <span className="overview-swatch" data-kind="before" /> {t('overview.thatPeriod')}
      </p>
      <Source asOf={asOf} more={t('overview.gaps')} />
      <details className="overview-table">
        <summary>{t('overview.table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('overview.day')}</th>
              <th scope="col">{t('overview.thisPeriod')}</th>
              <th scope="col">{t('overview.thatPeriod')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{plainDay(day.day)}</th>
                <td className="figures">{said(day.received)}</td>
                <td className="figures">{said(day.before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

/** `25/11`. */
const short = (day: string) => plainDay(day).slice(0, 5)

function Column(props: { value: number | null; most: number; kind: 'now' | 'before' }) {
  const { value, most, kind } = props
  if (value === null) return <span className="overview-column" data-kind="gap" />
  return (
    <span
      className="overview-column"
      data-kind={kind}
      style={{ height: `${(value / most) * 100}%` }}
    >
      {kind === 'now' && <span className="overview-value figures">{figure(value)}</span>}
    </span>
  )
}
