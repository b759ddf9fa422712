/** @jsxImportSource preact */
import { sayNumber } from '../format.ts'
import type { Page } from '../page.ts'
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

/** What is kept of a person, why, how long, who sees it, and what they may ask. */
export function Privacy({ view, page }: { view: View; page: Extract<Page, { kind: 'privacy' }> }) {
  const { t, shell, language } = view
  // The audit log is a chain that cannot be cut: it is kept longer than its rule asks for.
  const deleted = page.retention.filter(({ code }) => code !== 'audit')
  const audit = page.retention.find(({ code }) => code === 'audit')
  return (
    <Document
      view={view}
      head={{ title: t('privacy.title'), description: t('privacy.lead'), open: true }}
    >
      <div class="column">
        <h1>{t('privacy.title')}</h1>
        <p class="lead">{t('privacy.lead')}</p>
        <h2>{t('privacy.kept')}</h2>
        <dl class="facts">
          {(['words', 'person', 'pictures', 'account', 'follows', 'device', 'visits'] as const).map(
            (key) => (
              <div key={key}>
                <dt>{t(`privacy.data.${key}`)}</dt>
                <dd>{t(`privacy.why.${key}`)}</dd>
              </div>
            ),
          )}
        </dl>
        <h2>{t('privacy.seen')}</h2>
        <ul>
          {(['public', 'agency', 'centre', 'leader', 'machine', 'nobody'] as const).map((key) => (
            <li key={key}>{t(`privacy.who.${key}`)}</li>
          ))}
        </ul>
        {deleted.length > 0 && (
          <>
            <h2>{t('privacy.howLong')}</h2>
            <p>{t('privacy.howLongLead')}</p>
            <dl class="facts">
              {deleted.map(({ name, days }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{t('privacy.days', { count: sayNumber(days, language) })}</dd>
                </div>
              ))}
            </dl>
            {audit && <p>{t('privacy.audit', { count: sayNumber(audit.days, language) })}</p>}
          </>
        )}
        <h2>{t('privacy.rights')}</h2>
        <p>{t('privacy.rightsText')}</p>
        <p>
          <a class="button" href="/du-lieu-cua-toi">
            {t('privacy.ask')}
          </a>
        </p>
        <p>{t('privacy.after')}</p>
        {shell.hotline && <p>{t('privacy.tell', { number: shell.hotline })}</p>}
      </div>
    </Document>
  )
}
