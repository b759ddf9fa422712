/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import type { OwnPage } from '../page.ts'
import { ErrorSummary } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import { PictureList } from '../parts/pictures.tsx'
import { Prose, StatusChips, Timeline, dueWords } from '../parts/status.tsx'
import type { View } from '../view.ts'
import { FoldedForm, RateForm, ReplyForm } from './own-actions.tsx'

export function Own({ view, page }: { view: View; page: OwnPage }) {
  const { t, when } = view
  const { report, attempt, done, ratings } = page
  const title = t('own.title', { number: inGroups(report.number) })
  const refusal = attempt?.refusal ?? null
  const firstRating = `rate-${ratings[0]?.code ?? 'rating'}`
  const idOf = (name: string) =>
    name === 'rating' ? firstRating : `${attempt?.action ?? ''}-${name}`
  const doneWords = done === null ? null : doneText(view, done)
  return (
    <Document view={view} head={{ title: refusal ? `${t('field.prefix')} ${title}` : title }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} idOf={idOf} />
        {doneWords && (
          <p class="success" role="status">
            {doneWords}
          </p>
        )}
        <h1>{title}</h1>
        <StatusChips view={view} report={report} own />
        <ReplyForm view={view} page={page} />
        <Facts view={view} report={report} />
        {report.guidance && (
          <section class="answer answer-neutral">
            <h2>{t('own.guidance')}</h2>
            <Prose text={report.guidance} />
          </section>
        )}
        {report.answer && (
          <section class="answer">
            <h2>{t('own.result')}</h2>
            {report.answeredAt && (
              <p class="meta">{t('own.answeredOn', { when: when(report.answeredAt) })}</p>
            )}
            <Prose text={report.answer} />
            <PictureList
              view={view}
              pictures={report.pictures.filter(({ kind }) => kind === 'answer')}
              own
            />
          </section>
        )}
        <Main view={view} main={report.main} />
        {report.together > 0 && <p>{t('own.together', { count: report.together })}</p>}
        <Parts view={view} report={report} />
        <RateForm view={view} page={page} />
        <FoldedForm view={view} page={page} action="reopen" />
        <section>
          <h2>{t('own.timeline')}</h2>
          <Timeline view={view} steps={report.steps} />
        </section>
        <section>
          <h2>{t('own.words')}</h2>
          <Prose text={report.description} />
          {report.answers.length > 0 && (
            <dl class="facts">
              {report.answers.map(({ question, answer }) => (
                <div key={question}>
                  <dt>{question}</dt>
                  <dd>{answer}</dd>
                </div>
              ))}
            </dl>
          )}
          <PictureList
            view={view}
            pictures={report.pictures.filter(({ kind }) => kind === 'report')}
            own
          />
        </section>
        <FoldedForm view={view} page={page} action="urgent" />
        <FoldedForm view={view} page={page} action="ask_call" />
        <FoldedForm view={view} page={page} action="unmerge" />
        <FoldedForm view={view} page={page} action="withdraw" />
        <p class="no-print">
          <a href="/du-lieu-cua-toi">{t('data.link')}</a>
        </p>
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

/** Several matters in one report: each is followed by a code of its own. */
function Parts({ view, report }: { view: View; report: OwnPage['report'] }) {
  const { t } = view
  if (report.splitFrom !== null) {
    return <p>{t('own.splitFrom', { number: inGroups(report.splitFrom) })}</p>
  }
  if (report.parts.length === 0) return null
  return (
    <section>
      <h2>{t('own.parts')}</h2>
      <p>{t('own.partsLead')}</p>
      <ul>
        {report.parts.map(({ number, code, subject }) => (
          <li key={number}>
            {subject.name} – <strong>{t('own.partCode', { code: inGroups(code) })}</strong>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The report that this one was merged into: how it stands is how this one stands. */
function Main({ view, main }: { view: View; main: OwnPage['report']['main'] }) {
  if (!main) return null
  const { t } = view
  const due = dueWords(view, main, false)
  const result = main.answer ?? main.guidance
  return (
    <section class="answer answer-neutral">
      <h2>{t('own.mainTitle', { number: inGroups(main.number) })}</h2>
      <p>{t('own.mainLead')}</p>
      <StatusChips view={view} report={main} own={false} />
      {due !== null && (
        <p class="meta">
          {t('own.due')}: {due}
        </p>
      )}
      {result && (
        <>
          <h3>{t(main.answer ? 'own.result' : 'own.guidance')}</h3>
          {main.answeredAt && (
            <p class="meta">{t('own.answeredOn', { when: view.when(main.answeredAt) })}</p>
          )}
          <Prose text={result} />
          <PictureList
            view={view}
            pictures={main.pictures.filter(({ kind }) => kind === 'answer')}
          />
        </>
      )}
      <h3>{t('own.timeline')}</h3>
      <Timeline view={view} steps={main.steps} />
    </section>
  )
}

function doneText({ t }: View, done: NonNullable<OwnPage['done']>): string | null {
  switch (done) {
    case 'rate':
    case 'reopen':
    case 'withdraw':
    case 'unmerge':
    case 'urgent':
    case 'ask_call':
    case 'citizen_reply':
      return t(`own.done.${done}`)
    default:
      return null
  }
}

function Facts({ view, report }: { view: View; report: OwnPage['report'] }) {
  const { t } = view
  const due = dueWords(view, report, true)
  const holder = report.agency?.name ?? t('own.centre')
  return (
    <dl class="facts">
      {due !== null && (
        <>
          <div>
            <dt>{t('own.due')}</dt>
            <dd class="strong">{due}</dd>
          </div>
          <div>
            <dt>{t('own.holder')}</dt>
            <dd>{holder}</dd>
          </div>
        </>
      )}
      <div>
        <dt>{t('own.subject')}</dt>
        <dd>{report.subject.name}</dd>
      </div>
      <div>
        <dt>{t('own.place')}</dt>
        <dd>{[report.address, report.commune.name].filter(Boolean).join(', ')}</dd>
      </div>
    </dl>
  )
}
