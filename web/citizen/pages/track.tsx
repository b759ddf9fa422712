/** @jsxImportSource preact */
import type { Page } from '../page.ts'
import { ErrorSummary, errorOf, Field } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import { problemMessage } from '../messages.ts'
import type { View } from '../view.ts'

/** The box for a code. It is posted: a code never stands in an address. */
export function CodeForm({
  view,
  hint,
  typed,
  error,
  action = '/tra-cuu',
}: {
  view: View
  action?: string
  hint: string
  typed: string
  error: string | null
}) {
  const { t } = view
  return (
    <form method="post" action={action} novalidate>
      <Field view={view} id="code" label={t('track.code')} hint={hint} error={error}>
        {(tied) => (
          <input
            {...tied}
            class="code-box"
            name="code"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            spellcheck={false}
            value={typed}
          />
        )}
      </Field>
      <p>
        <button class="button" type="submit">
          {t('track.submit')}
        </button>
      </p>
    </form>
  )
}

export function Track({ view, page }: { view: View; page: Extract<Page, { kind: 'track' }> }) {
  const { t, shell } = view
  const { refusal } = page
  const ofCode = refusal?.problem === 'code_not_found' || refusal?.problem === 'code_mistyped'
  const error = ofCode ? problemMessage(view, refusal.problem!) : errorOf(view, refusal, 'code')
  const shown = refusal && ofCode ? { ...refusal, fields: [], problem: refusal.problem } : refusal
  return (
    <Document view={view} head={{ title: t('track.title') }}>
      <div class="column">
        <ErrorSummary view={view} refusal={shown} />
        <h1>{t('track.title')}</h1>
        <p class="lead">{t('track.lead')}</p>
        <CodeForm
          view={view}
          hint={t('track.codeHint')}
          typed={page.typed.code ?? ''}
          error={error}
        />
        {shell.hotline && <p class="hint">{t('track.lost', { number: shell.hotline })}</p>}
      </div>
    </Document>
  )
}
