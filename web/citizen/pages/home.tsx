/** @jsxImportSource preact */
import type { Page } from '../page.ts'
import { Document, EmergencyNumbers } from '../parts/layout.tsx'
import { OutboxList } from '../parts/outbox-list.tsx'
import type { View } from '../view.ts'
import { ReportList } from './list.tsx'
import { CodeForm } from './track.tsx'

export function Home({ view, page }: { view: View; page: Extract<Page, { kind: 'home' }> }) {
  const { t, shell } = view
  return (
    <Document view={view} head={{ title: t('site.tagline'), open: true }}>
      <section class="hero">
        <div class="column">
          <h1>{t('home.title')}</h1>
          <p class="lead">{t('home.lead')}</p>
          <p>
            <a class="button button-main button-large" href="/gui-phan-anh">
              {t('form.title')}
            </a>
          </p>
        </div>
      </section>
      <div class="column">
        <OutboxList view={view} />
        <section class="card" aria-labelledby="track-title">
          <h2 id="track-title">{t('home.trackTitle')}</h2>
          <CodeForm view={view} hint={t('home.trackHint')} typed="" error={null} />
        </section>
        <section aria-labelledby="emergency-title">
          <h2 id="emergency-title">{t('site.emergency')}</h2>
          <p>{t('site.danger')}</p>
          <EmergencyNumbers view={view} names />
          {shell.hotline && (
            <p>
              <a href={`tel:${shell.hotline}`}>{t('site.hotline', { number: shell.hotline })}</a>
            </p>
          )}
        </section>
        <section aria-labelledby="latest-title">
          <h2 id="latest-title">{t('home.latest')}</h2>
          {page.reports.length === 0 ? (
            <p class="empty">{t('home.none')}</p>
          ) : (
            <>
              <ReportList view={view} reports={page.reports} level={3} />
              <p>
                <a href="/phan-anh">{t('home.all')}</a>
              </p>
            </>
          )}
        </section>
      </div>
    </Document>
  )
}
