/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import { problemMessage } from '../messages.ts'
import type { Account, Page } from '../page.ts'
import { FollowedList } from '../parts/followed.tsx'
import { ErrorSummary, errorOf, Field } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import { Prose } from '../parts/status.tsx'
import type { View } from '../view.ts'
import { CodeForm } from './track.tsx'

const path = '/du-lieu-cua-toi'

/** Who one is: the code of a report. */
export function DataCode({
  view,
  page,
}: {
  view: View
  page: Extract<Page, { kind: 'dataCode' }>
}) {
  const { t } = view
  const { refusal } = page
  const ofCode = refusal?.problem === 'code_not_found' || refusal?.problem === 'code_mistyped'
  const error = ofCode ? problemMessage(view, refusal.problem!) : errorOf(view, refusal, 'code')
  return (
    <Document view={view} head={{ title: t('data.title') }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} />
        <h1>{t('data.title')}</h1>
        <p class="lead">{t('data.lead')}</p>
        <CodeForm
          view={view}
          action={path}
          hint={t('track.codeHint')}
          typed={page.typed.code ?? ''}
          error={error}
        />
        <OwnAccount view={view} account={page.account} />
      </div>
    </Document>
  )
}

/** What is kept of the account of whoever is signed in, and a copy of it to take along. */
function OwnAccount({ view, account }: { view: View; account: Account | null }) {
  const { t } = view
  if (account === null) return null
  return (
    <section aria-labelledby="account-title">
      <h2 id="account-title">{t('data.account')}</h2>
      <p>{t('data.accountLead', { contact: account.contact })}</p>
      {account.followed.length > 0 && (
        <>
          <h3>{t('follow.title')}</h3>
          <FollowedList view={view} followed={account.followed} />
        </>
      )}
      <p class="actions">
        <a class="button button-quiet" href={`${path}/tai-khoan`} download>
          {t('data.accountFile')}
        </a>
        <a href="/phan-anh-cua-toi">{t('data.accountWays')}</a>
      </p>
    </section>
  )
}

/** What was asked about one's data, and the form to ask. */
export function Data({ view, page }: { view: View; page: Extract<Page, { kind: 'data' }> }) {
  const { t } = view
  const { refusal, done } = page
  const idOf = (name: string) => (name === 'kind' ? `kind-${page.kinds[0]?.code}` : name)
  return (
    <Document view={view} head={{ title: t('data.title') }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} idOf={idOf} />
        {done && page.requests.some(({ number }) => number === done) && (
          <p class="success" role="status">
            {t('data.done', { number: inGroups(done) })}
          </p>
        )}
        {done === 'consent' && (
          <p class="success" role="status">
            {t('data.withdrawn')}
          </p>
        )}
        <h1>{t('data.title')}</h1>
        <p class="lead">{t('data.ofReport')}</p>
        <Consents view={view} page={page} />
        <Requests view={view} page={page} />
        <AskForm view={view} page={page} />
        <OwnAccount view={view} account={page.account} />
        <form class="leave no-print" method="post" action="/tra-cuu/thoat">
          <p class="hint">{t('own.leaveHint')}</p>
          <button class="button button-quiet" type="submit">
            {t('own.leave')}
          </button>
        </form>
      </div>
    </Document>
  )
}

type Props = { view: View; page: Extract<Page, { kind: 'data' }> }

/** What was agreed to, in the words that were read; each can be taken back with one press. */
function Consents({ view, page }: Props) {
  const { t, when } = view
  if (page.consents.length === 0) return null
  return (
    <section>
      <h2>{t('data.consents')}</h2>
      {page.consents.map(({ purpose, text, at, withdrawnAt }) => (
        <article class="card" key={purpose}>
          <p>{text}</p>
          <p class="meta">
            {withdrawnAt
              ? t('data.consentWithdrawn', { when: when(withdrawnAt) })
              : t('data.consentGiven', { when: when(at) })}
          </p>
          {!withdrawnAt && (
            <form method="post" action={path}>
              <input type="hidden" name="withdraw" value={purpose} />
              <input type="hidden" name="key" value={`${page.key}-${purpose}`} />
              <button class="button button-quiet" type="submit">
                {t('data.withdraw')}
              </button>
            </form>
          )}
        </article>
      ))}
    </section>
  )
}

function Requests({ view, page }: Props) {
  const { t, when } = view
  if (page.requests.length === 0) return null
  return (
    <section>
      <h2>{t('data.requests')}</h2>
      {page.requests.map((request) => (
        <article class="card" key={request.number}>
          <h3>{request.kind.name}</h3>
          <p class="meta">
            {t('data.sent', {
              number: inGroups(request.number),
              when: when(request.submittedAt),
            })}
          </p>
          <p class="strong">{t(`data.status.${request.status}`, { due: when(request.dueAt) })}</p>
          {request.extended !== null && request.answer === null && (
            <Prose text={t('data.extended', { reason: request.extended })} />
          )}
          {request.answer !== null && <Prose text={request.answer} />}
        </article>
      ))}
    </section>
  )
}

function AskForm({ view, page }: Props) {
  const { t } = view
  const { kinds, typed, refusal } = page
  const error = errorOf(view, refusal, 'kind')
  return (
    <section class="card">
      <form method="post" action={path} novalidate>
        <input type="hidden" name="key" value={page.key} />
        <fieldset
          class={error ? 'field field-wrong' : 'field'}
          aria-describedby={error ? 'kind-error' : undefined}
        >
          <legend>
            <h2>{t('data.ask')}</h2>
          </legend>
          {error && (
            <p class="wrong" id="kind-error">
              <span class="sr">{t('field.prefix')} </span>
              {error}
            </p>
          )}
          <div class="choices">
            {kinds.map(({ code, name }) => (
              <label class="choice" key={code}>
                <input
                  id={`kind-${code}`}
                  type="radio"
                  name="kind"
                  value={code}
                  checked={typed.kind === code}
                />
                <span>{name}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <p class="hint">{t('data.deleteHint')}</p>
        <Field
          view={view}
          id="details"
          label={t('data.details')}
          hint={t('data.detailsHint')}
          error={errorOf(view, refusal, 'details')}
        >
          {(tied) => (
            <textarea {...tied} name="details" rows={4}>
              {typed.details ?? ''}
            </textarea>
          )}
        </Field>
        <button class="button button-main" type="submit">
          {t('data.submit')}
        </button>
      </form>
    </section>
  )
}
