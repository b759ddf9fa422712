/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import type { Page } from '../page.ts'
import { ErrorSummary, errorOf, Field } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

/** Asks where the code shall be sent. */
export function SignIn({ view, page }: { view: View; page: Extract<Page, { kind: 'sign_in' }> }) {
  const { t } = view
  const { refusal, typed } = page
  return (
    <Document view={view} head={{ title: t('signIn.title') }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} />
        <h1>{t('signIn.title')}</h1>
        {page.follow && <p class="note">{t('follow.signIn', { number: inGroups(page.follow) })}</p>}
        <p class="lead">{t('signIn.lead')}</p>
        <form method="post" action="/dang-nhap" novalidate>
          <Field
            view={view}
            id="contact"
            label={t('signIn.contact')}
            hint={t('signIn.contactHint')}
            error={errorOf(view, refusal, 'contact')}
          >
            {(tied) => (
              <input
                {...tied}
                name="contact"
                type="text"
                autoComplete="username"
                autocapitalize="none"
                spellcheck={false}
                value={typed.contact ?? ''}
              />
            )}
          </Field>
          <p class="hint">
            {page.sso ? t('signIn.phoneRiskSso', { label: page.sso }) : t('signIn.phoneRisk')}
          </p>
          <p>
            <button class="button button-main" type="submit">
              {t('signIn.send')}
            </button>
          </p>
        </form>
        {page.sso && (
          <p>
            <a class="button button-quiet" href="/dang-nhap/sso">
              {t('signIn.sso', { label: page.sso })}
            </a>
          </p>
        )}
        <p class="hint">{t('signIn.anonymous')}</p>
      </div>
    </Document>
  )
}

/** Asks for the code that was sent. */
export function SignInCode({
  view,
  page,
}: {
  view: View
  page: Extract<Page, { kind: 'sign_in_code' }>
}) {
  const { t } = view
  const { refusal, sentTo, isKept } = page
  return (
    <Document view={view} head={{ title: t('signIn.codeTitle') }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} />
        <h1>{t('signIn.codeTitle')}</h1>
        <p class="lead">{t('signIn.sent', { to: sentTo })}</p>
        {isKept && (
          <p class="privacy">
            {t('signIn.demo')}{' '}
            <a href="/dang-nhap/hop-thu" target="_blank" rel="noopener">
              {t('signIn.openLetter')}
            </a>
          </p>
        )}
        <form method="post" action="/dang-nhap/ma" novalidate>
          <Field
            view={view}
            id="code"
            label={t('signIn.code')}
            hint={t('signIn.codeHint')}
            error={errorOf(view, refusal, 'code')}
          >
            {(tied) => (
              <input
                {...tied}
                class="code-box"
                name="code"
                type="text"
                inputMode="numeric"
                autoComplete="one-time-code"
                spellcheck={false}
              />
            )}
          </Field>
          <p class="actions">
            <button class="button button-main" type="submit">
              {t('signIn.submit')}
            </button>
            <a href="/dang-nhap">{t('signIn.again')}</a>
          </p>
        </form>
      </div>
    </Document>
  )
}

/** The demo's letter box: what would have gone to a telephone. */
export function Letter({ view, page }: { view: View; page: Extract<Page, { kind: 'letter' }> }) {
  const { t } = view
  const { letter } = page
  return (
    <Document view={view} head={{ title: t('signIn.letterTitle') }}>
      <div class="column">
        <h1>{t('signIn.letterTitle')}</h1>
        <p class="privacy">{t('signIn.letterLead')}</p>
        <section class="card">
          <p class="meta">
            {letter.recipient} · {view.when(letter.at)}
          </p>
          <p class="strong">{letter.text}</p>
        </section>
        <p>
          <a class="button" href="/dang-nhap/ma">
            {t('signIn.back')}
          </a>
        </p>
      </div>
    </Document>
  )
}
