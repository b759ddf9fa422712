/** @jsxImportSource preact */
import type { PublicReport } from '../../../contract/cases.ts'
import { reportsAddress } from '../addresses.ts'
import { sayNumber } from '../format.ts'
import type { Page } from '../page.ts'
import { ErrorSummary } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import { FilterTexts, ReportFilter, ReportTabs } from '../parts/report-filter.tsx'
import { StatusChips } from '../parts/status.tsx'
import type { View } from '../view.ts'

/** Reports as a list of links; `states`: each says how it stands, also when it is answered. */
export function ReportList({
  view,
  reports,
  level,
  states = false,
}: {
  view: View
  reports: PublicReport[]
  level: 2 | 3
  states?: boolean
}) {
  const Heading = `h${level}` as const
  const whenOf = ({ answeredAt, submittedAt, answer }: PublicReport) =>
    answeredAt && answer !== null
      ? view.t('list.answered', { when: view.when(answeredAt) })
      : view.t('list.submitted', { when: view.when(submittedAt) })
  return (
    <ul class="reports">
      {reports.map((report) => (
        <li key={report.number}>
          <Heading>
            <a href={`/phan-anh/${report.number}`}>{report.title ?? report.subject.name}</a>
          </Heading>
          <p class="meta">
            {report.commune.name}
            {report.agency && ` · ${report.agency.name}`}
            {' · '}
            <span class="whole">{whenOf(report)}</span>
          </p>
          {(states || report.status !== 'answered') && (
            <StatusChips view={view} report={report} own={false} />
          )}
        </li>
      ))}
    </ul>
  )
}

export function List({ view, page }: { view: View; page: Extract<Page, { kind: 'list' }> }) {
  const { t, language } = view
  const title = page.refusal ? `${t('field.prefix')} ${t('list.title')}` : t('list.title')
  const { filter, reports, total, newer, older } = page
  const isFiltered = Object.keys(filter).length > 0 || page.box !== null
  const window = page.box === null ? {} : { box: page.box }
  const count = { count: sayNumber(total, language) }
  return (
    <Document view={view} head={{ title, description: t('list.lead'), open: true }}>
      <div class="column">
        <ErrorSummary view={view} refusal={page.refusal} title="field.filterSummary" />
        <h1>{t('list.title')}</h1>
        <p class="lead">{t('list.lead')}</p>
        <ReportTabs view={view} page={page} />
        <ReportFilter view={view} page={page} />
        <FilterTexts view={view} />
        {reports.length === 0 ? (
          <p class="empty">{t(isFiltered ? 'list.empty' : 'list.emptyAll')}</p>
        ) : (
          <>
            <p class="found">
              <strong data-total={total}>
                {t(page.box === null ? 'list.total' : 'map.inWindow', count)}
              </strong>
              <a href={page.box === null ? '/so-lieu' : reportsAddress(filter)}>
                {t(page.box === null ? 'statistics.title' : 'list.clear')}
              </a>
            </p>
            <ReportList view={view} reports={reports} level={2} states />
          </>
        )}
        {(newer || older) && (
          <nav class="pager" aria-label={t('list.pages')}>
            {newer && (
              <a
                class="button button-quiet"
                href={reportsAddress(filter, { ...window, after: newer })}
                rel="prev"
              >
                {t('list.newer')}
              </a>
            )}
            {older && (
              <a
                class="button button-quiet"
                href={reportsAddress(filter, { ...window, before: older })}
                rel="next"
              >
                {t('list.older')}
              </a>
            )}
            {newer && <a href={reportsAddress(filter, window)}>{t('list.first')}</a>}
          </nav>
        )}
      </div>
    </Document>
  )
}
