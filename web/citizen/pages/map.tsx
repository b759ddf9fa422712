/** @jsxImportSource preact */
import type { DensityRow } from '../../../contract/public.ts'
import { tintOf } from '../../map/tints.ts'
import { reportsAddress } from '../addresses.ts'
import { sayNumber } from '../format.ts'
import type { Page } from '../page.ts'
import { ErrorSummary } from '../parts/form.tsx'
import { Document } from '../parts/layout.tsx'
import { FilterTexts, ReportFilter, ReportTabs } from '../parts/report-filter.tsx'
import type { View } from '../view.ts'

const totalOf = ({ open, overdue, answered }: DensityRow) => open + overdue + answered

/** Which step of the legend a count is in, from 0. */
const stepOf = (count: number, steps: number[]) => steps.findIndex((step) => count <= step)

/**
 * The public reports on a map. Without a script, and for whoever does not see a map, its figures
 * are the table; with one, what is in the window of the map is listed beside it.
 */
export function MapPage({ view, page }: { view: View; page: Extract<Page, { kind: 'map' }> }) {
  const { t } = view
  const { communes, filter } = page
  const title = page.refusal ? `${t('field.prefix')} ${t('map.title')}` : t('map.title')
  const around = page.catalogue.communes.find(({ code }) => code === filter.commune)?.position
  return (
    <Document view={view} head={{ title, description: t('list.lead'), open: true }}>
      <div class="wide">
        <ErrorSummary view={view} refusal={page.refusal} title="field.filterSummary" />
        <h1>{t('map.title')}</h1>
        <p class="lead">{t('list.lead')}</p>
        <ReportTabs view={view} page={page} />
        <ReportFilter view={view} page={page} />
        <FilterTexts view={view} />
      </div>
      {communes.length === 0 ? (
        <div class="wide">
          <p class="empty">{t(Object.keys(filter).length > 0 ? 'list.empty' : 'list.emptyAll')}</p>
        </div>
      ) : (
        <div
          class="wide report-map"
          data-report-map
          data-filter={reportsAddress(filter)}
          data-around={around && `${around.lat},${around.lon}`}
        >
          <div class="report-map-map" data-map-part hidden>
            <div class="map" data-map-canvas />
            <div class="map-card" data-map-card role="region" aria-label={t('map.here')} hidden />
            <Legend view={view} steps={page.steps} />
            <p class="hint" role="status" data-map-said />
          </div>
          <section class="report-map-list" aria-labelledby="window-title" data-map-window hidden>
            <h2 id="window-title" data-map-window-title>
              {t('map.inWindowNone')}
            </h2>
            <div data-map-window-list />
            <p class="hint">{t('map.unplaced')}</p>
          </section>
          <section class="report-map-list" aria-labelledby="communes-title" data-map-communes>
            <h2 id="communes-title">{t('map.byCommune')}</h2>
            <CommuneTable view={view} page={page} />
          </section>
        </div>
      )}
    </Document>
  )
}

function Legend({ view: { t, language }, steps }: { view: View; steps: number[] }) {
  const say = (count: number) => sayNumber(count, language)
  return (
    <>
      <ul class="legend" data-legend-communes aria-label={t('map.legendCommunes')}>
        {steps.map((step, index) => {
          const first = (steps[index - 1] ?? 0) + 1
          return (
            <li key={step}>
              <span
                class={`swatch density density-${tintOf(index, steps.length) + 1}`}
                aria-hidden="true"
              />
              {first === step ? say(step) : `${say(first)}–${say(step)}`}
            </li>
          )
        })}
        <li>{t('map.reports')}</li>
      </ul>
      <ul class="legend" data-legend-states aria-label={t('map.legendStates')} hidden>
        {(['open', 'overdue', 'answered'] as const).map((state) => (
          <li key={state}>
            <span class={`swatch state-${state}`} aria-hidden="true" />
            {t(`map.states.${state}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

function CommuneTable({ view, page }: { view: View; page: Extract<Page, { kind: 'map' }> }) {
  const { t, language } = view
  const { communes, steps, filter } = page
  return (
    <table class="figures figures-small">
      <thead>
        <tr>
          <th scope="col">{t('list.commune')}</th>
          <th scope="col">{t('map.states.open')}</th>
          <th scope="col">{t('map.states.overdue')}</th>
          <th scope="col">{t('map.states.answered')}</th>
          <th scope="col">{t('map.all')}</th>
        </tr>
      </thead>
      <tbody>
        {communes.map((row) => (
          <tr key={row.code}>
            <th scope="row">
              <span
                class={`swatch density density-${tintOf(stepOf(totalOf(row), steps), steps.length) + 1}`}
                aria-hidden="true"
              />
              <a href={reportsAddress({ ...filter, commune: row.code })}>{row.name}</a>
            </th>
            <td>{sayNumber(row.open, language)}</td>
            <td>{sayNumber(row.overdue, language)}</td>
            <td>{sayNumber(row.answered, language)}</td>
            <td>
              <strong>{sayNumber(totalOf(row), language)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
