/** @jsxImportSource preact */
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

/** What was done so that everybody can use the site, what is known to be short, whom to tell. */
export function Accessibility({ view }: { view: View }) {
  const { t, shell } = view
  return (
    <Document
      view={view}
      head={{ title: t('accessibility.title'), description: t('accessibility.lead'), open: true }}
    >
      <div class="column">
        <h1>{t('accessibility.title')}</h1>
        <p class="lead">{t('accessibility.lead')}</p>
        <h2>{t('accessibility.can')}</h2>
        <ul>
          {(['keyboard', 'noScript', 'zoom', 'colour', 'map', 'words', 'call'] as const).map(
            (key) => (
              <li key={key}>{t(`accessibility.cans.${key}`)}</li>
            ),
          )}
        </ul>
        <h2>{t('accessibility.tested')}</h2>
        <ul>
          {(['axe', 'journeys', 'target'] as const).map((key) => (
            <li key={key}>{t(`accessibility.tests.${key}`)}</li>
          ))}
        </ul>
        <h2>{t('accessibility.limits')}</h2>
        <ul>
          {(['pictures', 'people', 'readers', 'words'] as const).map((key) => (
            <li key={key}>{t(`accessibility.limit.${key}`)}</li>
          ))}
        </ul>
        <h2>{t('accessibility.tell')}</h2>
        <p>
          {shell.hotline
            ? t('accessibility.tellCall', { number: shell.hotline })
            : t('accessibility.tellPlain')}
        </p>
        <p class="actions">
          {shell.hotline && (
            <a class="button" href={`tel:${shell.hotline}`}>
              {t('accessibility.call')}
            </a>
          )}
          <a href="/gui-phan-anh">{t('form.title')}</a>
        </p>
      </div>
    </Document>
  )
}
