/** @jsxImportSource preact */
import type { Page } from '../page.ts'
import { Document, EmergencyNumbers } from '../parts/layout.tsx'
import type { View } from '../view.ts'

export function ErrorPage({ view, page }: { view: View; page: Extract<Page, { kind: 'error' }> }) {
  const { t } = view
  const [title, text] = wordsFor(view, page)
  return (
    <Document view={view} head={{ title }}>
      <div class="column">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        <p class="actions">
          <a class="button" href="/">
            {t('site.home')}
          </a>
          <a href="/tra-cuu">{t('track.title')}</a>
          {page.code === 'not_found' && <a href="/phan-anh">{t('error.published')}</a>}
        </p>
        <h2>{t('site.emergency')}</h2>
        <EmergencyNumbers view={view} names={false} />
      </div>
    </Document>
  )
}

function wordsFor({ t }: View, { code, requestId }: Extract<Page, { kind: 'error' }>) {
  switch (code) {
    case 'not_found':
      return [t('error.notFoundTitle'), t('error.notFound')] as const
    case 'unavailable':
      return [t('error.busyTitle'), t('error.busy')] as const
    case 'too_many_requests':
      return [t('error.manyTitle'), t('error.many')] as const
    case 'cross_site':
      return [t('error.deniedTitle'), t('error.denied')] as const
    default:
      return [t('error.title'), t('error.text', { id: requestId })] as const
  }
}
