import type { CaseView } from '../../../contract/cases.ts'
import { isOpen } from '../../../contract/case-types.ts'
import { deadline, plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'

/** What somebody waits for besides the next step: what is urgent, asked for, or was told higher up. */
export function Standing({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  if (!isOpen(view.status)) return <Callback view={view} />
  const { recurs, urgent, extension, escalation, reminders, progressDueAt, log } = view
  const asked = log.findLast(({ type, undone }) => type === 'extend' && !undone)?.input
  return (
    <>
      {urgent && (
        <section className="case-section" data-tone="overdue">
          <h2>{t('case.urgent')}</h2>
          <p className="words">{urgent}</p>
        </section>
      )}
      <Callback view={view} />
      {extension && (
        <section className="case-section" data-tone="soon">
          <h2>{t('case.extension', { day: plainDay(extension) })}</h2>
          {typeof asked?.reason === 'string' && <p className="words">{asked.reason}</p>}
          {typeof asked?.done === 'string' && <p className="words quiet">{asked.done}</p>}
        </section>
      )}
      {escalation && (
        <section className="case-section" data-tone="approval">
          <h2>{t('case.escalation')}</h2>
          <p className="words">{escalation}</p>
        </section>
      )}
      {(recurs > 0 || reminders > 0 || progressDueAt) && (
        <p className="standing" data-tone={recurs > 0 || progressDueAt ? 'soon' : undefined}>
          {[
            ...(recurs > 0 ? [t('case.recurs', { count: recurs })] : []),
            ...(reminders > 0 ? [t('case.reminders', { count: reminders })] : []),
            ...(progressDueAt ? [t('case.progressDue', { when: deadline(progressDueAt) })] : []),
          ].join(' · ')}
        </p>
      )}
    </>
  )
}

/** Its reporter waits to be called, answered or not. */
function Callback({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  if (view.callback === null) return null
  return (
    <section className="case-section" data-tone="soon">
      <h2>{t('case.callback')}</h2>
      <p className="words">{view.callback}</p>
    </section>
  )
}
