import { fewestForShare } from '../../../contract/overview.ts'
import type { Overview } from '../../../contract/overview.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { CasesLink } from './cases-link.tsx'
import { Source } from './source.tsx'

/** What comes at least twice as often as usual, where. */
export function Rising({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { rising, period, asOf } = overview
  return (
    <section className="overview-panel overview-rising">
      <h2>{t('overview.rising')}</h2>
      {!rising && <p className="quiet">{t('overview.tooYoung')}</p>}
      {rising?.rows.length === 0 && <p className="quiet">{t('overview.nothingRises')}</p>}
      {rising && rising.rows.length > 0 && (
        <ol className="plain overview-list">
          {rising.rows.map(({ subject, commune, count, base, usual }) => (
            <li key={`${subject.code} ${commune.code}`}>
              <CasesLink
                filter={{
                  from: period.from,
                  to: period.to,
                  subject: subject.code,
                  commune: commune.code,
                }}
              >
                <span className="figures strong overview-count">{figure(count)}</span>
                <span>
                  {t('overview.risingWhat', { subject: subject.name, commune: commune.name })}
                </span>
              </CasesLink>
              <span className="quiet">
                {base >= fewestForShare
                  ? t('overview.times', {
                      times: figure(Math.round((count / usual) * 10) / 10),
                      days: figure(rising.days),
                    })
                  : t('overview.base', { count: figure(base), days: figure(rising.days) })}
              </span>
            </li>
          ))}
        </ol>
      )}
      <Source asOf={asOf} more={t('overview.risingMeaning')} />
    </section>
  )
}
