/** @jsxImportSource preact */
import { statisticPeriods } from '../../../contract/public.ts'
import type { Figures, FiguresRow, PublicFilter } from '../../../contract/public.ts'
import { reportsAddress } from '../addresses.ts'
import { sayDay, sayNumber } from '../format.ts'
import type { Page } from '../page.ts'
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

type StatisticsPage = Extract<Page, { kind: 'statistics' }>

/** Of fewer than this a percentage says more than is known. */
const enoughForPercent = 30
/** With fewer than this nobody is compared with others. */
const enoughToCompare = 10
/** A change smaller than this is none. */
const same = 0.02

/** `96%`, or `12/14` where there are few; a dash where there are none. */
export function shareWords({ language }: Pick<View, 'language'>, part: number, whole: number) {
  if (whole === 0) return '–'
  if (whole < enoughForPercent) return `${sayNumber(part, language)}/${sayNumber(whole, language)}`
  return `${sayNumber(Math.round((part / whole) * 100), language)}%`
}

/** How a count has changed, in words: in percent only where both are large enough. */
export function changeWords(
  { t, language }: Pick<View, 't' | 'language'>,
  now: number,
  before: number,
) {
  if (now < enoughForPercent || before < enoughForPercent) {
    return t('statistics.beforeCount', { count: sayNumber(before, language) })
  }
  const change = now / before - 1
  if (Math.abs(change) < same) return t('statistics.same')
  const percent = sayNumber(Math.round(Math.abs(change) * 100), language)
  return t(change > 0 ? 'statistics.more' : 'statistics.less', { percent })
}

/** What the public may know of how reports are answered. */
export function Statistics({ view, page }: { view: View; page: StatisticsPage }) {
  const { t, when, language } = view
  const { period, before, asOf } = page.statistics
  const day = (text: string) => sayDay(text, language)
  return (
    <Document
      view={view}
      head={{ title: t('statistics.title'), description: t('statistics.lead'), open: true }}
    >
      <div class="wide">
        <h1>{t('statistics.title')}</h1>
        <p class="lead">{t('statistics.lead')}</p>
        <nav class="tabs" aria-label={t('statistics.period')}>
          {statisticPeriods.map((one) => (
            <a
              key={one}
              href={one === 'month' ? '/so-lieu' : `/so-lieu?period=${one}`}
              aria-current={one === page.period ? 'page' : undefined}
            >
              {t(`statistics.periods.${one}`)}
            </a>
          ))}
        </nav>
        <p class="meta">
          {t('statistics.range', {
            from: day(period.from),
            to: day(period.to),
            beforeFrom: day(before.from),
            beforeTo: day(before.to),
          })}{' '}
          {t('statistics.asOf', { when: when(asOf) })}
        </p>
      </div>
      <div class="wide">
        <Totals view={view} page={page} />
        <Table view={view} page={page} by="agency" rows={page.statistics.agencies} />
        <Table view={view} page={page} by="commune" rows={page.statistics.communes} />
      </div>
      <div class="wide">
        <h2>{t('statistics.how')}</h2>
        <ul>
          {(['what', 'onTime', 'few', 'rated'] as const).map((key) => (
            <li key={key}>{t(`statistics.notes.${key}`)}</li>
          ))}
        </ul>
        <p>
          <a
            href={`/api/public/statistics?period=${page.period}&language=${language}`}
            type="application/json"
          >
            {t('statistics.json')}
          </a>
        </p>
      </div>
    </Document>
  )
}

const answeredOf = ({ onTime, late }: Figures) => onTime + late

function Totals({ view, page }: { view: View; page: StatisticsPage }) {
  const { t, language } = view
  const { total, period } = page.statistics
  const say = (value: number) => sayNumber(value, language)
  const facts = [
    {
      key: 'received',
      value: say(total.received),
      note: changeWords(view, total.received, total.before),
    },
    {
      key: 'onTime',
      state: 'on_time',
      value: shareWords(view, total.onTime, answeredOf(total)),
      note: t('statistics.ofAnswers', { count: say(answeredOf(total)) }),
    },
    { key: 'late', state: 'late', value: say(total.late), note: '' },
    { key: 'overdue', state: 'overdue', value: say(total.overdue), note: '' },
    {
      key: 'satisfied',
      state: 'rated',
      value: shareWords(view, total.satisfied, total.rated),
      note: t('statistics.ofRatings', { count: say(total.rated) }),
    },
  ] as const
  return (
    <dl class="totals">
      {facts.map((fact) => (
        <div key={fact.key}>
          <dt>{t(`statistics.${fact.key}`)}</dt>
          <dd>
            <a href={reportsAddress({ ...period, ...('state' in fact && { state: fact.state }) })}>
              {fact.value}
            </a>
            {fact.note && <span class="meta">{fact.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const parts = ['onTime', 'late', 'open', 'overdue'] as const

/** What became of the reports of a row, drawn to the length of the table's longest. */
function Bar({ row, most }: { row: FiguresRow; most: number }) {
  const wide = (count: number) => (most === 0 ? 0 : (count / most) * 100)
  const before = (index: number) => parts.slice(0, index).reduce((sum, part) => sum + row[part], 0)
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((part, index) => (
        <rect
          key={part}
          class={`bar-${part}`}
          x={wide(before(index))}
          y="0"
          width={wide(row[part])}
          height="8"
        />
      ))}
    </svg>
  )
}

function Table({
  view,
  page,
  by,
  rows,
}: {
  view: View
  page: StatisticsPage
  by: 'agency' | 'commune'
  rows: FiguresRow[]
}) {
  const { t } = view
  const shown = rows.filter(({ received }) => received > 0)
  const many = shown
    .filter(({ received }) => received >= enoughToCompare)
    .toSorted((a, b) => b.received - a.received)
  const few = shown.filter(({ received }) => received < enoughToCompare)
  const most = Math.max(0, ...shown.map(({ received }) => received))
  const line = (row: FiguresRow) => (
    <Line key={row.code} view={view} page={page} by={by} row={row} most={most} />
  )
  return (
    <section aria-labelledby={`${by}-title`}>
      <h2 id={`${by}-title`}>{t(`statistics.by_${by}`)}</h2>
      {shown.length === 0 ? (
        <p class="empty">{t('statistics.none')}</p>
      ) : (
        <>
          <ul class="legend">
            {parts.map((part) => (
              <li key={part}>
                <span class={`swatch swatch-${part}`} aria-hidden="true" />
                {t(`statistics.${part}`)}
              </li>
            ))}
          </ul>
          <table class="figures" role="table" aria-labelledby={`${by}-title`}>
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">
                  {t(by === 'agency' ? 'list.agency' : 'list.commune')}
                </th>
                {columns.map((column) => (
                  <th key={column} scope="col" role="columnheader">
                    {t(`statistics.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            {many.length > 0 && <tbody role="rowgroup">{many.map(line)}</tbody>}
            {few.length > 0 && (
              <tbody role="rowgroup">
                <tr role="row" class="figures-break">
                  <th colSpan={columns.length + 1} scope="rowgroup" role="rowheader">
                    {t('statistics.few')}
                  </th>
                </tr>
                {few.map(line)}
              </tbody>
            )}
          </table>
        </>
      )}
    </section>
  )
}

const columns = ['received', 'onTime', 'late', 'overdue', 'satisfied'] as const

function Line({
  view,
  page,
  by,
  row,
  most,
}: {
  view: View
  page: StatisticsPage
  by: 'agency' | 'commune'
  row: FiguresRow
  most: number
}) {
  const { t, language } = view
  const { period } = page.statistics
  const say = (value: number) => sayNumber(value, language)
  const to = (more: PublicFilter) => reportsAddress({ [by]: row.code, ...period, ...more })
  const cells = {
    received: { words: say(row.received), href: to({}) },
    onTime: {
      words: shareWords(view, row.onTime, answeredOf(row)),
      href: to({ state: 'on_time' }),
    },
    late: { words: say(row.late), href: to({ state: 'late' }) },
    overdue: { words: say(row.overdue), href: to({ state: 'overdue' }) },
    satisfied: {
      words: shareWords(view, row.satisfied, row.rated),
      href: to({ state: 'rated' }),
    },
  }
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        {row.name}
        <Bar row={row} most={most} />
      </th>
      {columns.map((column) => (
        <td key={column} role="cell" data-label={t(`statistics.${column}`)}>
          {cells[column].words === '–' || cells[column].words === '0' ? (
            cells[column].words
          ) : (
            <a href={cells[column].href}>{cells[column].words}</a>
          )}
          {column === 'received' && (
            <span class="meta">{changeWords(view, row.received, row.before)}</span>
          )}
        </td>
      ))}
    </tr>
  )
}
