/** @jsxImportSource preact */
import { Document, EmergencyNumbers } from '../parts/layout.tsx'
import { OutboxList } from '../parts/outbox-list.tsx'
import type { View } from '../view.ts'

/** In place of a page that cannot be had without a network: what can still be done. */
export function Offline({ view }: { view: View }) {
  const { t } = view
  return (
    <Document view={view} head={{ title: t('outbox.offlineTitle') }}>
      <div class="column">
        <h1>{t('outbox.offlineTitle')}</h1>
        <p class="lead">{t('outbox.offlineLead')}</p>
        <p class="actions">
          <a class="button button-main" href="/gui-phan-anh">
            {t('form.title')}
          </a>
          <button class="button" type="button" hidden data-reload>
            {t('outbox.reload')}
          </button>
        </p>
        <OutboxList view={view} />
        <h2>{t('site.emergency')}</h2>
        <p>{t('outbox.offlineCalls')}</p>
        <EmergencyNumbers view={view} names />
      </div>
    </Document>
  )
}
