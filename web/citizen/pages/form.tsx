/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import type { Page } from '../page.ts'
import { ClientData } from '../parts/client-data.tsx'
import { FollowTarget } from '../parts/follow.tsx'
import { ErrorSummary } from '../parts/form.tsx'
import { Document, EmergencyNumbers } from '../parts/layout.tsx'
import { OutboxList } from '../parts/outbox-list.tsx'
import { PictureField } from '../parts/pictures.tsx'
import { Questions } from '../parts/questions.tsx'
import { SimilarList } from '../parts/similar.tsx'
import type { View } from '../view.ts'
import type { TextKey } from '../words.ts'
import { Consents, Contact, Description, Subject, Where } from './form-fields.tsx'

export type FormPage = Extract<Page, { kind: 'form' }>

/** One thing per screen with a script, each with an address of its own; one long page without. */
const steps = [
  { id: 'viec-gi', title: 'form.what' },
  { id: 'o-dau', title: 'form.where' },
  { id: 'chi-tiet', title: 'report.details' },
  { id: 'lien-he', title: 'report.contact' },
  { id: 'kiem-tra', title: 'report.check' },
] as const satisfies { id: string; title: TextKey }[]

export function Form({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { refusal, key, guidance, similar } = page
  const title = refusal ? `${t('field.prefix')} ${t('form.title')}` : t('form.title')
  return (
    <Document view={view} head={{ title, open: !refusal }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} />
        <h1>{t('form.title')}</h1>
        <OutboxList view={view} />
        <div data-first>
          <p class="lead">{t('form.lead')}</p>
          <div class="danger">
            <p>{t('form.danger')}</p>
            <EmergencyNumbers view={view} names={false} />
          </div>
        </div>
        <form
          id="report"
          method="post"
          action="/gui-phan-anh"
          encType="multipart/form-data"
          novalidate
          data-report
          data-fresh={refusal || similar || guidance.length > 0 ? undefined : ''}
        >
          <input type="hidden" name="key" value={key} />
          {/* Whose it is: what is sent later is not taken for somebody else's at this device. */}
          {page.typed.account && <input type="hidden" name="account" value={page.typed.account} />}
          {/* What Enter presses: to send, not the first button that there is. */}
          <button class="sr" type="submit" tabIndex={-1} aria-hidden="true" />
          <div class="notice" role="status" data-notice />
          <Guidance view={view} page={page} />
          <ShownSimilar view={view} page={page} />
          <Step view={view} id="viec-gi">
            <Subject view={view} page={page} />
          </Step>
          <Step view={view} id="o-dau">
            <Where view={view} page={page} />
          </Step>
          <div aria-live="polite" data-similar />
          <Step view={view} id="chi-tiet">
            <Description view={view} page={page} />
            <div aria-live="polite" data-signs />
            <Questions
              view={view}
              catalogue={page.catalogue}
              typed={page.typed}
              refusal={refusal}
            />
            <PictureField view={view} page={page} />
          </Step>
          <Step view={view} id="lien-he">
            <Contact view={view} page={page} />
            <Consents view={view} page={page} />
          </Step>
          <Step
            view={view}
            id="kiem-tra"
            submit={
              <button
                class="button button-main button-large"
                type="submit"
                data-sending={t('form.sending')}
              >
                {t('form.submit')}
              </button>
            }
          >
            <dl class="facts check" data-check />
            <p class="hint">{t('form.afterSubmit')}</p>
          </Step>
        </form>
        <FollowTarget />
        <ClientData view={view} catalogue={page.catalogue} signedIn={page.signedIn} />
      </div>
    </Document>
  )
}

/** Where the report may belong instead, said once before it is taken. */
function Guidance({
  view: { t },
  page: { guidance, similar, typed },
}: {
  view: View
  page: FormPage
}) {
  const told = [typed.guided, ...guidance.map(({ code }) => code)].filter(Boolean).join(' ')
  return (
    <>
      {told && <input type="hidden" name="guided" value={told} />}
      {guidance.length > 0 && (
        <div class="guidance" role="status" tabIndex={-1} autoFocus data-summary>
          {guidance.map(({ code, notice }) => (
            <p key={code}>{notice}</p>
          ))}
          <p>{t('report.signStill')}</p>
          {!similar && (
            <p>
              <button class="button button-quiet" type="submit">
                {t('report.sendStill')}
              </button>
            </p>
          )}
        </div>
      )}
    </>
  )
}

/** What may be the same matter, shown once before the report is taken; with a script it asks itself. */
function ShownSimilar({
  view,
  page: { guidance, similar, typed },
}: {
  view: View
  page: FormPage
}) {
  const isFirst = guidance.length === 0
  return (
    <>
      {(similar || typed.near) && <input type="hidden" name="near" value="1" />}
      {similar && (
        <div role="status" {...(isFirst && { tabIndex: -1, autoFocus: true, 'data-summary': '' })}>
          <SimilarList view={view} similar={similar} level={2} />
        </div>
      )}
    </>
  )
}

/**
 * A part of the form, the last with what sends it. What only the script can use of it stays hidden
 * without one.
 */
function Step({
  view: { t },
  id,
  submit,
  children,
}: {
  view: View
  id: (typeof steps)[number]['id']
  submit?: ComponentChildren
  children: ComponentChildren
}) {
  const index = steps.findIndex((step) => step.id === id)
  const before = steps[index - 1]
  const isLast = index === steps.length - 1
  return (
    <fieldset id={id} class={isLast ? 'step step-last' : 'step'} data-step>
      <legend>
        <h2 tabIndex={-1} data-step-title>
          <span class="step-count" hidden data-step-count>
            {t('report.step', { number: index + 1, count: steps.length })}
          </span>{' '}
          {t(steps[index]!.title)}
        </h2>
      </legend>
      {children}
      <p class="actions">
        {submit ?? (
          <button class="button button-large" type="button" hidden data-step-ways data-next>
            {t('report.next')}
          </button>
        )}
        {before && (
          <a class="step-back" href={`#${before.id}`} hidden data-step-ways>
            {t('report.back')}
          </a>
        )}
      </p>
    </fieldset>
  )
}
