/** @jsxImportSource preact */
import type { PublicReport } from '../../../contract/cases.ts'
import type { Page } from '../page.ts'
import { Document } from '../parts/layout.tsx'
import { SubjectOptions } from '../parts/options.tsx'
import { StatusChips } from '../parts/status.tsx'
import type { View } from '../view.ts'

/** Published reports as a list of links. */
export function ReportList({
  view,
  reports,
  level,
}: {
  view: View
  reports: PublicReport[]
  level: 2 | 3
}) {
  const Heading = `h${level}` as const
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
            {report.answeredAt &&
              ` · ${view.t('list.answered', { when: view.when(report.answeredAt) })}`}
          </p>
          {report.status !== 'answered' && <StatusChips view={view} report={report} own={false} />}
        </li>
      ))}
    </ul>
  )
}

export function List({ view, page }: { view: View; page: Extract<Page, { kind: 'list' }> }) {
  const { t } = view
  const { filter, catalogue, reports, next } = page
  const filtered = filter.commune !== '' || filter.subject !== ''
  const address = (before: string) => {
    const query = new URLSearchParams()
    if (filter.commune) query.set('commune', filter.commune)
    if (filter.subject) query.set('subject', filter.subject)
    if (before) query.set('before', before)
    return query.size > 0 ? `/phan-anh?${query}` : '/phan-anh'
  }
  return (
    <Document
      view={view}
      head={{ title: t('list.title'), description: t('list.lead'), open: true }}
    >
      <div class="column">
        <h1>{t('list.title')}</h1>
        <p class="lead">{t('list.lead')}</p>
        <form class="filter" method="get" action="/phan-anh">
          <div class="field">
            <label for="commune">{t('list.commune')}</label>
            <select id="commune" name="commune">
              <option value="">{t('list.allCommunes')}</option>
              {catalogue.communes.map(({ code, name }) => (
                <option key={code} value={code} selected={code === filter.commune}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="subject">{t('list.subject')}</label>
            <select id="subject" name="subject">
              <option value="">{t('list.allSubjects')}</option>
              <SubjectOptions catalogue={catalogue} chosen={filter.subject} />
            </select>
          </div>
          <p class="actions">
            <button class="button" type="submit">
              {t('list.filter')}
            </button>
            {filtered && <a href="/phan-anh">{t('list.clear')}</a>}
          </p>
        </form>
        {reports.length === 0 ? (
          <p class="empty">{t(filtered || filter.before ? 'list.empty' : 'list.emptyAll')}</p>
        ) : (
          <ReportList view={view} reports={reports} level={2} />
        )}
        {(next || filter.before) && (
          <p class="actions">
            {next && (
              <a class="button" href={address(next)} rel="next">
                {t('list.next')}
              </a>
            )}
            {filter.before && <a href={address('')}>{t('list.first')}</a>}
          </p>
        )}
      </div>
    </Document>
  )
}
