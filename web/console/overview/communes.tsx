import { useMemo } from 'react'
import type { Overview } from '../../../contract/overview.ts'
import type { Tints } from '../../map/index.ts'
import { tintOf, tints as shades } from '../../map/tints.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { MapView } from '../ui/map-view.tsx'
import { CasesLink } from './cases-link.tsx'
import { Source } from './source.tsx'

/** The ends of at most five steps, as even as whole numbers allow; the last is the most there is. */
function stepsOf(most: number): number[] {
  const count = Math.min(most, shades.length)
  return Array.from({ length: count }, (_, index) => Math.round(((index + 1) * most) / count))
}

/** How strongly a count is tinted: few steps are as far apart as many. */
function strengthOf(count: number, steps: number[]): number {
  return shades[
    tintOf(
      steps.findIndex((end) => count <= end),
      steps.length,
    )
  ]!
}

function tintsOf(communes: Overview['communes']): Tints {
  const steps = stepsOf(communes[0]?.count ?? 0)
  return Object.fromEntries(communes.map(({ code, count }) => [code, strengthOf(count, steps)]))
}

/** How many came where: a map in one colour, and the same as a list. */
export function Communes({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const { communes, period, asOf } = overview
  const steps = stepsOf(communes[0]?.count ?? 0)
  // The same object as long as the figures are the same: the map is drawn again for another one.
  const tints = useMemo(() => tintsOf(communes), [communes])
  return (
    <section className="overview-panel overview-communes">
      <h2>{t('overview.communes')}</h2>
      {communes.length === 0 ? (
        <p className="quiet">{t('overview.nothing')}</p>
      ) : (
        <div className="overview-where">
          <div>
            <MapView label={t('overview.map')} tints={tints} />
            <ol className="plain overview-legend" aria-label={t('overview.legend')}>
              {steps.map((end, index) => {
                const first = (steps[index - 1] ?? 0) + 1
                return (
                  <li key={end}>
                    <span className="overview-tint" style={{ opacity: strengthOf(end, steps) }} />
                    <span className="figures">
                      {first === end ? figure(end) : `${figure(first)}–${figure(end)}`}
                    </span>
                  </li>
                )
              })}
            </ol>
          </div>
          <ol className="plain overview-list" tabIndex={0} aria-label={t('overview.communes')}>
            {communes.map(({ code, name, count }) => (
              <li key={code}>
                <CasesLink filter={{ from: period.from, to: period.to, commune: code }}>
                  <span className="figures strong overview-count">{figure(count)}</span>
                  <span>{name}</span>
                </CasesLink>
              </li>
            ))}
          </ol>
        </div>
      )}
      <Source asOf={asOf} />
    </section>
  )
}
