import { useQuery } from '@tanstack/react-query'
import type { CaseView } from '../../../contract/cases.ts'
import { catalogueQuery } from '../api.ts'
import { isOpen } from '../../../contract/case-types.ts'
import { language, useTranslation } from '../i18n.ts'

/** What has come of it: an open question, the agency's answer, what was published, the rating. */
export function Outcome({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const catalogue = useQuery(catalogueQuery(language()))
  const { question, status, answer, published, rating, ratingComment } = view
  return (
    <>
      {question && isOpen(status) && (
        <section className="case-section" data-tone="soon">
          <h2>{t(status === 'waiting_citizen' ? 'case.questionAsked' : 'case.questionOpen')}</h2>
          <p className="words">{question}</p>
        </section>
      )}
      {published ? (
        <section className="case-section" data-tone="done">
          <h2>{t('case.published')}</h2>
          <p className="strong">{published.title}</p>
          <p className="words">{published.text}</p>
          <h3>{t('case.answer')}</h3>
          <p className="words">{published.answer}</p>
        </section>
      ) : (
        answer && (
          <section className="case-section" data-tone="approval">
            <h2>{t('case.answer')}</h2>
            <p className="words">{answer}</p>
          </section>
        )
      )}
      {rating && (
        <section className="case-section">
          <h2>{t('case.rating')}</h2>
          <p className="strong">
            {catalogue.data?.ratings.find(({ code }) => code === rating)?.name ?? rating}
          </p>
          {ratingComment && <p className="words">{ratingComment}</p>}
        </section>
      )}
    </>
  )
}
