import type { CaseView } from '../../../contract/cases.ts'
import { useTranslation } from '../i18n.ts'

/** What the reporter answered to the subject's questions. An agency sees what was chosen. */
export function Answers({ answers }: Pick<CaseView, 'answers'>) {
  const { t } = useTranslation()
  if (answers.length === 0) return null
  return (
    <section className="case-section">
      <h2>{t('case.answers')}</h2>
      <dl className="answers">
        {answers.map(({ question, answer }) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd className="words">{answer}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
