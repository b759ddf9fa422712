import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { inGroups } from '../../../contract/codes.ts'
import { meQuery } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { isCentre } from '../session.ts'
import type { Effect } from './queries.ts'

/** What the change would have done: how many reports, from whom to whom, and some of them to open. */
export function EffectOf({ effect, days }: { effect: Effect; days: number }) {
  const { t } = useTranslation()
  // An administrator changes rules and reads no reports.
  const isReader = isCentre(useSuspenseQuery(meQuery).data)
  const { reports, moves } = effect
  const moved = moves.reduce((sum, { count }) => sum + count, 0)
  const numbers = { days, moved: figure(moved), reports: figure(reports) }
  if (reports === 0) return <p className="effect-sum">{t('routing.effect.noReports', numbers)}</p>
  return (
    <>
      <p className="effect-sum">
        {t(moved === 0 ? 'routing.effect.none' : 'routing.effect.sum', numbers)}
      </p>
      <ul className="plain effect-moves">
        {moves.map(({ from, to, count, samples }) => (
          <li key={`${from?.code} ${to?.code}`}>
            <p>
              <span className="effect-count">{figure(count)}</span>{' '}
              {t('routing.effect.move', {
                from: from?.name ?? t('routing.byHandShort'),
                to: to?.name ?? t('routing.byHandShort'),
              })}
            </p>
            <ul className="plain effect-samples">
              {samples.map(({ id, number, summary }) => (
                <li key={id}>
                  {isReader ? (
                    <Link to="/phan-anh/$id" params={{ id }} search={{}} className="link">
                      <span className="figures">{inGroups(number)}</span>
                    </Link>
                  ) : (
                    <span className="figures">{inGroups(number)}</span>
                  )}{' '}
                  {summary}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  )
}
