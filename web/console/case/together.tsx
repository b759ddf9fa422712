import { Link } from '@tanstack/react-router'
import type { CaseView } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { useTranslation } from '../i18n.ts'

type Other = CaseView['together'][number]

/** The number of another case, leading to it for who may see it. */
function Number({ other: { id, number } }: { other: Other }) {
  const text = inGroups(number)
  if (id === null) return <span className="strong">{text}</span>
  return (
    <Link to="/phan-anh/$id" params={{ id }} search={(previous) => previous}>
      {text}
    </Link>
  )
}

/**
 * Reports of the same matter: which one has the answer, or which ones wait for this one's; and what a
 * report of several matters was split into.
 */
export function Together({ view }: { view: CaseView }) {
  const { mergedInto, together, splitFrom, parts } = view
  const { t } = useTranslation()
  return (
    <>
      {mergedInto && (
        <section className="case-section" data-tone="agency">
          <h2>{t('case.mergedInto', { number: inGroups(mergedInto.number) })}</h2>
          <p>{t('case.mergedIntoWhy', { number: inGroups(mergedInto.number) })}</p>
          <p>
            <Number other={mergedInto} />
          </p>
        </section>
      )}
      {(splitFrom || parts.length > 0) && (
        <section className="case-section">
          <h2>{t(splitFrom ? 'case.splitFrom' : 'case.parts')}</h2>
          <ul className="plain">
            {(splitFrom ? [splitFrom] : parts).map((other) => (
              <li key={other.number}>
                <Number other={other} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {together.length > 0 && (
        <section className="case-section">
          <h2>{t('case.together', { count: together.length })}</h2>
          <p className="quiet">{t('case.togetherWhy')}</p>
          <ul className="plain">
            {together.map((other) => (
              <li key={other.number}>
                <Number other={other} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
