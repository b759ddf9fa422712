import { fewestForOrder } from '../../../contract/overview.ts'
import type { Overview } from '../../../contract/overview.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { CasesLink } from './cases-link.tsx'
import { Source } from './source.tsx'
import { share } from './words.ts'

/** What each agency got, and whether in time; those with few stand below, in no order. */
export function Agencies({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { agencies, period, asOf } = overview
  const days = { from: period.from, to: period.to }
  return (
    <section className="overview-panel overview-agencies">
      <h2>{t('overview.agencies')}</h2>
      {agencies.length === 0 ? (
        <p className="quiet">{t('overview.noAgency')}</p>
      ) : (
        <div
          className="overview-scroll"
          tabIndex={0}
          role="group"
          aria-label={t('overview.agencies')}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{t('column.agency')}</th>
                <th scope="col">{t('overview.got')}</th>
                <th scope="col">{t('overview.replied')}</th>
                <th scope="col">{t('overview.inTime')}</th>
                <th scope="col">{t('overview.overdue')}</th>
              </tr>
            </thead>
            <tbody>
              {agencies.map(({ code, name, received, answered, onTime, overdue }, index) => (
                <tr
                  key={code}
                  data-below={
                    (received < fewestForOrder &&
                      (index === 0 || agencies[index - 1]!.received >= fewestForOrder)) ||
                    undefined
                  }
                >
                  <th scope="row">{name}</th>
                  <td className="figures">
                    <CasesLink filter={{ ...days, agency: code }}>{figure(received)}</CasesLink>
                  </td>
                  <td className="figures">
                    <CasesLink filter={{ ...days, agency: code, outcome: 'answered' }}>
                      {figure(answered)}
                    </CasesLink>
                  </td>
                  <td className="figures">
                    {answered === 0 ? (
                      '–'
                    ) : (
                      <CasesLink filter={{ ...days, agency: code, outcome: 'on_time' }}>
                        {share(onTime, answered)}
                      </CasesLink>
                    )}
                  </td>
                  <td className="figures" data-late={overdue > 0 || undefined}>
                    <CasesLink filter={{ agency: code, outcome: 'overdue' }}>
                      {figure(overdue)}
                    </CasesLink>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Source asOf={asOf} more={t('overview.order', { count: fewestForOrder })} />
    </section>
  )
}
