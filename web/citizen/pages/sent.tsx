/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import type { Page } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

export function Sent({ view, page }: { view: View; page: Extract<Page, { kind: 'sent' }> }) {
  const { t, when } = view
  const { receipt } = page
  if (!receipt) {
    return (
      <Document view={view} head={{ title: t('sent.goneTitle') }}>
        <div class="column">
          <h1>{t('sent.goneTitle')}</h1>
          <p class="lead">{t('sent.gone')}</p>
          <p>
            <a class="button" href="/tra-cuu">
              {t('track.title')}
            </a>
          </p>
        </div>
      </Document>
    )
  }
  const due = when(receipt.dueAt)
  const { acceptBy } = receipt
  const { hotline } = view.shell
  const code = inGroups(receipt.code)
  return (
    <Document view={view} head={{ title: t('sent.title') }}>
      <div class="column">
        <div class="receipt">
          <h1>
            <Icon name="done" />
            {t('sent.title')}
          </h1>
          <h2 id="code-title">{t('sent.code')}</h2>
          <p class="code" aria-labelledby="code-title" role="group">
            {code}
          </p>
          <p class="receipt-tools">
            <button
              class="button button-quiet"
              type="button"
              hidden
              data-copy={code}
              data-copied={t('sent.copied')}
            >
              {t('sent.copy')}
            </button>
            <button class="button button-quiet" type="button" hidden data-print>
              {t('sent.print')}
            </button>
          </p>
          <p>{t('sent.keep')}</p>
          <p>{t('sent.aloud')}</p>
        </div>
        <dl class="facts">
          <div>
            <dt>{t('sent.holder')}</dt>
            <dd>{t('sent.centre', { province: view.shell.province })}</dd>
          </div>
          <div>
            <dt>{t('sent.due')}</dt>
            <dd class="strong">{due}</dd>
          </div>
          <div>
            <dt>{t('sent.number')}</dt>
            <dd>
              {inGroups(receipt.number)}
              <span class="hint">{t('sent.numberHint')}</span>
            </dd>
          </div>
          <div>
            <dt>{t('sent.submitted')}</dt>
            <dd>{when(receipt.submittedAt)}</dd>
          </div>
        </dl>
        <h2>{t('sent.next')}</h2>
        <ol class="plain-steps">
          <li>{acceptBy ? t('sent.step1By', { when: when(acceptBy) }) : t('sent.step1')}</li>
          <li>{t('sent.step2')}</li>
          <li>{t('sent.step3', { due })}</li>
        </ol>
        <p>{hotline ? t('sent.noCallOr', { number: hotline }) : t('sent.noCall')}</p>
        <p class="privacy">
          {t('form.privacy')} {t('sent.pictures')}
        </p>
        <form class="no-print" method="post" action="/tra-cuu">
          <input type="hidden" name="code" value={receipt.code} />
          <button class="button" type="submit">
            {t('sent.follow')}
          </button>
        </form>
      </div>
    </Document>
  )
}
