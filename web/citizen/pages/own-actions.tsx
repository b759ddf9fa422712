/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import type { ActionType } from '../../../contract/case-types.ts'
import { errorOf, Field } from '../parts/form.tsx'
import { Prose } from '../parts/status.tsx'
import type { View } from '../view.ts'
import type { OwnPage } from '../page.ts'

type Props = { view: View; page: OwnPage }

/** What the reporter may do with this action now: act, only be told why not, or see nothing. */
function ability({ report }: OwnPage, action: ActionType) {
  return report.abilities.find((one) => one.action === action) ?? null
}

const typedIn = (page: OwnPage, action: ActionType) =>
  page.attempt?.action === action ? page.attempt : null

/** A form that acts on the report: it carries the version seen and the key of this attempt. */
function ActionForm({
  page,
  action,
  children,
}: {
  page: OwnPage
  action: ActionType
  children: ComponentChildren
}) {
  return (
    <form method="post" action="/tra-cuu/phan-anh" novalidate>
      <input type="hidden" name="action" value={action} />
      <input type="hidden" name="version" value={page.report.version} />
      <input type="hidden" name="key" value={`${page.key}-${action}`} />
      {children}
    </form>
  )
}

function Words({
  view,
  page,
  action,
  name,
  label,
  rows,
}: Props & { action: ActionType; name: string; label: string; rows: number }) {
  const attempt = typedIn(page, action)
  return (
    <Field
      view={view}
      id={`${action}-${name}`}
      label={label}
      error={errorOf(view, attempt?.refusal ?? null, name)}
    >
      {(tied) => (
        <textarea {...tied} name={name} rows={rows}>
          {attempt?.typed[name] ?? ''}
        </textarea>
      )}
    </Field>
  )
}

/** Words that were typed for an action which is no longer possible: shown, so that none are lost. */
function Kept({ page, action, label }: { page: OwnPage; action: ActionType; label: string }) {
  const typed = typedIn(page, action)?.typed
  const words = typed?.text ?? typed?.reason ?? typed?.comment
  if (!words || ability(page, action)?.enabled) return null
  return (
    <section class="card">
      <h2>{label}</h2>
      <Prose text={words} />
    </section>
  )
}

export function ReplyForm({ view, page }: Props) {
  const { t } = view
  const { report } = page
  if (!ability(page, 'citizen_reply')?.enabled) {
    return <Kept page={page} action="citizen_reply" label={t('own.reply')} />
  }
  return (
    <section class="card card-ask" aria-labelledby="question-title">
      <h2 id="question-title">{t('own.question')}</h2>
      {report.question && <Prose text={report.question} />}
      <p class="hint">{t('own.questionLead')}</p>
      <ActionForm page={page} action="citizen_reply">
        <Words
          view={view}
          page={page}
          action="citizen_reply"
          name="text"
          label={t('own.reply')}
          rows={4}
        />
        <button class="button button-main" type="submit">
          {t('own.replySubmit')}
        </button>
      </ActionForm>
    </section>
  )
}

export function RateForm({ view, page }: Props) {
  const { t } = view
  const { report, ratings } = page
  const can = ability(page, 'rate')
  const rated = ratings.find(({ code }) => code === report.rating)
  if (rated) return <p class="rating">{t('own.rated', { rating: rated.name })}</p>
  if (!can?.enabled) return <Kept page={page} action="rate" label={t('own.rateComment')} />
  const attempt = typedIn(page, 'rate')
  const error = errorOf(view, attempt?.refusal ?? null, 'rating')
  return (
    <section class="card card-ask">
      <ActionForm page={page} action="rate">
        <fieldset
          class={error ? 'field field-wrong' : 'field'}
          aria-describedby={error ? 'rating-error' : undefined}
        >
          <legend>
            <h2>{t('own.rateTitle')}</h2>
          </legend>
          {error && (
            <p class="wrong" id="rating-error">
              <span class="sr">{t('field.prefix')} </span>
              {error}
            </p>
          )}
          <div class="choices">
            {ratings.map(({ code, name }) => (
              <label class="choice" key={code}>
                <input
                  id={`rate-${code}`}
                  type="radio"
                  name="rating"
                  value={code}
                  checked={attempt?.typed.rating === code}
                />
                <span>{name}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <Words
          view={view}
          page={page}
          action="rate"
          name="comment"
          label={t('own.rateComment')}
          rows={2}
        />
        <button class="button button-main" type="submit">
          {t('own.rateSubmit')}
        </button>
      </ActionForm>
    </section>
  )
}

/**
 * Taking a report back or opening it again: folded away behind its question, and open at once when
 * its sender has to correct it.
 */
export function FoldedForm({
  view,
  page,
  action,
}: Props & { action: 'reopen' | 'withdraw' | 'unmerge' | 'urgent' | 'ask_call' }) {
  const { t } = view
  const label = t(`own.${action}Reason`)
  if (!ability(page, action)?.enabled) return <Kept page={page} action={action} label={label} />
  return (
    <details class="folded no-print" open={typedIn(page, action) !== null}>
      <summary>{t(`own.${action}Title`)}</summary>
      <p>{t(`own.${action}Lead`)}</p>
      <ActionForm page={page} action={action}>
        <Words view={view} page={page} action={action} name="reason" label={label} rows={3} />
        <button class={action === 'withdraw' ? 'button button-quiet' : 'button'} type="submit">
          {t(`own.${action}Submit`)}
        </button>
      </ActionForm>
    </details>
  )
}
