/** @jsxImportSource preact */
import { noAgency, publicStates } from '../../../contract/public.ts'
import { reportsAddress } from '../addresses.ts'
import { sayDay, writeDay } from '../format.ts'
import type { Page } from '../page.ts'
import type { View } from '../view.ts'
import { errorOf, Field } from './form.tsx'
import { CommuneOptions } from './options.tsx'

type Filtered = Extract<Page, { kind: 'list' | 'map' }>

/** Groups, each with its subjects: both may be chosen. */
function GroupOptions({ view: { t }, page }: { view: View; page: Filtered }) {
  const { catalogue, filter } = page
  return (
    <>
      {catalogue.groups.map((group) => {
        const subjects = catalogue.subjects.filter((subject) => subject.group === group.code)
        if (subjects.length === 0) return null
        return (
          <optgroup key={group.code} label={group.name}>
            <option value={group.code} selected={group.code === filter.subject}>
              {t('list.wholeGroup', { group: group.name })}
            </option>
            {subjects.map(({ code, name }) => (
              <option key={code} value={code} selected={code === filter.subject}>
                {name}
              </option>
            ))}
          </optgroup>
        )
      })}
    </>
  )
}

/** The names of what is filtered by, as they are chosen in the form. */
function chosenNames({ t, language }: View, { filter, catalogue, agencies }: Filtered): string[] {
  const nameIn = (rows: { code: string; name: string }[], code: string) =>
    rows.find((row) => row.code === code)?.name ?? code
  const { q, commune, subject, agency, state, from, to } = filter
  return [
    ...(q ? [`“${q}”`] : []),
    ...(commune ? [nameIn(catalogue.communes, commune)] : []),
    ...(subject ? [nameIn([...catalogue.groups, ...catalogue.subjects], subject)] : []),
    ...(agency === noAgency ? [t('list.noAgency')] : agency ? [nameIn(agencies, agency)] : []),
    ...(state ? [t(`list.states.${state}`)] : []),
    ...(from ? [`${t('list.from')} ${sayDay(from, language)}`] : []),
    ...(to ? [`${t('list.to')} ${sayDay(to, language)}`] : []),
  ]
}

/**
 * A day to type: the browser's own box would put day and month in the order of its language, not of
 * the page's.
 */
function DayBox({ view, page, name }: { view: View; page: Filtered; name: 'from' | 'to' }) {
  const { t } = view
  const { filter, typed, refusal } = page
  const error = errorOf(view, refusal, name)
  const day = filter[name]
  const said = day && !error ? writeDay(day) : (typed[name] ?? '')
  return (
    <Field view={view} id={name} label={t(`list.${name}`)} hint={t('list.dayHint')} error={error}>
      {(tied) => (
        <input
          {...tied}
          class="day-box"
          name={name}
          type="text"
          autoComplete="off"
          maxLength={20}
          value={said}
        />
      )}
    </Field>
  )
}

/** The filters that list and map share, as a form that is an address. */
export function ReportFilter({ view, page }: { view: View; page: Filtered }) {
  const { t } = view
  const { filter, catalogue, agencies } = page
  const isMap = page.kind === 'map'
  const chosen = chosenNames(view, page)
  return (
    <form class="filter" method="get" action="/phan-anh" role="search" data-report-filter>
      {isMap && <input type="hidden" name="view" value="map" />}
      <div class="filter-words">
        <label for="q">{t('list.words')}</label>
        <input id="q" name="q" type="search" maxLength={100} value={filter.q ?? ''} />
        <button class="button" type="submit">
          {t('list.filter')}
        </button>
      </div>
      <details class="filter-more" open={page.refusal !== null}>
        <summary>{t('list.more')}</summary>
        <div class="filter-fields">
          <div class="field">
            <label for="commune">{t('list.commune')}</label>
            <select id="commune" name="commune" data-search>
              <option value="">{t('list.allCommunes')}</option>
              <CommuneOptions catalogue={catalogue} chosen={filter.commune ?? ''} />
            </select>
          </div>
          <div class="field">
            <label for="subject">{t('list.subject')}</label>
            <select id="subject" name="subject" data-search>
              <option value="">{t('list.allSubjects')}</option>
              <GroupOptions view={view} page={page} />
            </select>
          </div>
          <div class="field">
            <label for="state">{t('list.state')}</label>
            <select id="state" name="state">
              <option value="">{t('list.allStates')}</option>
              {publicStates.map((state) => (
                <option key={state} value={state} selected={state === filter.state}>
                  {t(`list.states.${state}`)}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="agency">{t('list.agency')}</label>
            <select id="agency" name="agency" data-search>
              <option value="">{t('list.allAgencies')}</option>
              <option value={noAgency} selected={filter.agency === noAgency}>
                {t('list.noAgency')}
              </option>
              {agencies.map(({ code, name }) => (
                <option key={code} value={code} selected={code === filter.agency}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <DayBox view={view} page={page} name="from" />
          <DayBox view={view} page={page} name="to" />
        </div>
        <button class="button" type="submit">
          {t('list.show')}
        </button>
      </details>
      {chosen.length > 0 && (
        <p class="filter-chosen">
          {t('list.chosen', { filters: chosen.join(' · ') })}{' '}
          <a href={reportsAddress({}, isMap ? { view: 'map' } : {})}>{t('list.clear')}</a>
        </p>
      )}
    </form>
  )
}

/** List and map, two looks at the same reports. */
export function ReportTabs({ view: { t }, page }: { view: View; page: Filtered }) {
  const isMap = page.kind === 'map'
  return (
    <nav class="tabs" aria-label={t('list.views')}>
      <a href={reportsAddress(page.filter)} aria-current={isMap ? undefined : 'page'}>
        {t('list.asList')}
      </a>
      <a
        href={reportsAddress(page.filter, { view: 'map' })}
        aria-current={isMap ? 'page' : undefined}
      >
        {t('list.asMap')}
      </a>
    </nav>
  )
}

/** The sentences for the script of these pages, so that it carries none of its own. */
export function FilterTexts({ view: { t } }: { view: View }) {
  const texts = {
    choices: t('form.choices'),
    noMatches: t('form.noMatches'),
    matches: t('form.matches', { count: '{{count}}' }),
    zoomIn: t('form.zoomIn'),
    zoomOut: t('form.zoomOut'),
    mapSources: t('form.mapSources'),
    mapLabel: t('map.label'),
    failed: t('map.failed'),
    away: t('map.away'),
    inWindow: t('map.inWindow', { count: '{{count}}' }),
    inWindowNone: t('map.inWindowNone'),
    close: t('map.close'),
    here: t('map.here'),
    communeCounts: t('map.communeCounts', {
      commune: '{{commune}}',
      open: '{{open}}',
      overdue: '{{overdue}}',
      answered: '{{answered}}',
    }),
  }
  const json = JSON.stringify(texts).replaceAll('<', '\\u003c')
  return <script type="application/json" id="texts" dangerouslySetInnerHTML={{ __html: json }} />
}
