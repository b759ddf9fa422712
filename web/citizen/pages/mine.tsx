/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import { mostFollowed } from '../../../contract/citizens.ts'
import type { CitizenReport } from '../../../contract/citizens.ts'
import type { Page } from '../page.ts'
import { FollowedList } from '../parts/followed.tsx'
import { Document } from '../parts/layout.tsx'
import { StatusChips } from '../parts/status.tsx'
import type { View } from '../view.ts'

/** The reports of whoever is signed in; each opens without its code. */
export function Mine({ view, page }: { view: View; page: Extract<Page, { kind: 'mine' }> }) {
  const { t } = view
  const { contact, reports, followed, isFull } = page
  return (
    <Document view={view} head={{ title: t('mine.title') }}>
      <div class="column">
        <h1>{t('mine.title')}</h1>
        <p class="lead">{t('mine.lead', { contact })}</p>
        {reports.length === 0 ? (
          <div class="empty">
            <p>{t('mine.none')}</p>
            <p>
              <a class="button button-main" href="/gui-phan-anh">
                {t('form.title')}
              </a>
            </p>
          </div>
        ) : (
          <ul class="reports">
            {reports.map((report) => (
              <Line key={report.number} view={view} report={report} />
            ))}
          </ul>
        )}
        <section id="theo-doi" aria-labelledby="followed-title">
          <h2 id="followed-title">{t('follow.title')}</h2>
          {isFull && (
            <p class="note" role="status">
              {t('follow.full', { count: mostFollowed })}
            </p>
          )}
          {followed.length === 0 ? (
            <p>{t('follow.none')}</p>
          ) : (
            <>
              <p>{t('follow.lead')}</p>
              <FollowedList view={view} followed={followed} />
            </>
          )}
        </section>
        <form class="leave no-print" method="post" action="/phan-anh-cua-toi/thoat">
          <p class="hint">{t('mine.leaveHint')}</p>
          <p class="actions">
            <button class="button button-quiet" type="submit">
              {t('mine.leave')}
            </button>
            <button class="button button-quiet" type="submit" name="everywhere" value="1">
              {t('mine.leaveAll')}
            </button>
          </p>
        </form>
        <details class="folded no-print">
          <summary>{t('mine.removeTitle')}</summary>
          <p>{t('mine.removeLead')}</p>
          <form method="post" action="/phan-anh-cua-toi/xoa-tai-khoan">
            <button class="button button-quiet" type="submit">
              {t('mine.remove')}
            </button>
          </form>
        </details>
      </div>
    </Document>
  )
}

function Line({ view, report }: { view: View; report: CitizenReport }) {
  const { t, when } = view
  return (
    <li>
      <h2>{report.summary}</h2>
      <p class="meta">
        {inGroups(report.number)} · {report.commune.name} ·{' '}
        <span class="whole">{t('mine.submitted', { when: when(report.submittedAt) })}</span>
      </p>
      <StatusChips view={view} report={report} own />
      <form class="report-open" method="post" action="/phan-anh-cua-toi">
        <input type="hidden" name="number" value={report.number} />
        <button
          class="button button-quiet"
          type="submit"
          aria-label={t('mine.openNumber', { number: inGroups(report.number) })}
        >
          {t('mine.open')}
        </button>
      </form>
    </li>
  )
}
