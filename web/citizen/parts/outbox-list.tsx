/** @jsxImportSource preact */
import type { View } from '../view.ts'
import { Json } from './client-data.tsx'

/** The sentences of the list, for the script that fills it (client/outbox-list.ts). */
const words = [
  'title',
  'sentTitle',
  'waiting',
  'waitingNow',
  'sending',
  'refused',
  'tooLate',
  'done',
  'due',
  'send',
  'edit',
  'drop',
  'dropAsk',
  'editAsk',
  'follow',
  'seen',
  'untitled',
] as const

/**
 * What waits on this device to be sent, and what was sent from it while nobody looked. Hidden until
 * the script finds something; without one nothing waits.
 */
export function OutboxList({ view: { t } }: { view: View }) {
  const texts = Object.fromEntries(
    words.map((key) => [key, t(`outbox.${key}`, { when: '{{when}}', title: '{{title}}' })]),
  )
  return (
    <section class="outbox" aria-labelledby="outbox-title" hidden data-outbox>
      <h2 id="outbox-title" tabIndex={-1}>
        {t('outbox.title')}
      </h2>
      <ul class="outbox-list" data-outbox-list />
      <Json id="outbox-texts" value={texts} />
    </section>
  )
}
