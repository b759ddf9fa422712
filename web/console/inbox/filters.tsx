import { Button, FocusTrap, NativeSelect } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { channels, outcomes } from '../../../contract/case-list.ts'
import { caseTypeCodes } from '../../../contract/case-types.ts'
import type { Box } from '../../../contract/cases.ts'
import type { Me } from '../../../contract/identity.ts'
import { catalogueQuery, filteredCountsQuery } from '../api.ts'
import { AgencyBox } from '../case/actions/agency-box.tsx'
import { ChoiceBox, optionsOf } from '../case/actions/boxes.tsx'
import { plainForm } from '../case/plain-form.ts'
import { figure } from '../format.ts'
import { language, useTranslation } from '../i18n.ts'
import { isCentre, isLeader } from '../session.ts'
import { DayInput } from '../ui/day-input.tsx'
import { filterOf, filterParts, queryOf, withParts } from './address.ts'
import { FilterChips, isNarrowed } from './filter-chips.tsx'
import { setFiltersOpen, useFiltersOpen } from './filters-open.ts'
import './filters.css'

/** Where the page is a phone's: the filter is a sheet over the list. */
const narrow = '(max-width: 60rem)'

const yesOrNo = ['pictures', 'recurring', 'callback'] as const

/** What narrows the list: chips for what does, and the boxes to choose it. */
export function Filters({ me, box }: { me: Me; box: Box }) {
  const { t } = useTranslation()
  const open = useFiltersOpen()
  const isSheet = useMediaQuery(narrow, false, { getInitialValueInEffect: false })
  const panel = useRef<HTMLFormElement>(null)
  const search = useSearch({ from: '/desk' })
  const filter = filterOf(search)
  const left = useQuery({ ...filteredCountsQuery(filter), enabled: isNarrowed(filter) })

  const close = () => {
    setFiltersOpen(false)
    document.querySelector<HTMLElement>('[data-opens="filters"]')?.focus()
  }
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>('input')?.focus()
  }, [open])
  const onKeyDown = (event: KeyboardEvent) => {
    const isListOpen = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true'
    if (event.code !== 'Escape' || isListOpen) return
    event.preventDefault()
    event.stopPropagation()
    close()
  }
  const count = left.data?.[box]
  return (
    <>
      <FilterChips />
      <p className="hidden" role="status">
        {isNarrowed(filter) && count !== undefined && t('filter.left', { n: figure(count) })}
      </p>
      {open && (
        <FocusTrap active={isSheet}>
          <form
            ref={panel}
            className="filters"
            id="filters"
            role="search"
            aria-label={t('filter.title')}
            onKeyDown={onKeyDown}
            onSubmit={(event) => {
              event.preventDefault()
              close()
            }}
          >
            <h2 className="filters-title">{t('filter.title')}</h2>
            <Fields me={me} />
            <div className="filters-end">
              <Button type="submit">
                {count === undefined ? t('filter.done') : t('filter.show', { n: figure(count) })}
              </Button>
              <Clear />
            </div>
          </form>
        </FocusTrap>
      )}
    </>
  )
}

function Clear() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  if (!isNarrowed(filterOf(search))) return null
  const none = Object.fromEntries(filterParts.map((part) => [part, '']))
  return (
    <Button
      variant="default"
      onClick={() => void navigate({ to: '.', replace: true, search: withParts(search, none) })}
    >
      {t('filter.dropAll')}
    </Button>
  )
}

function Fields({ me }: { me: Me }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  const catalogue = useQuery(catalogueQuery(language())).data
  const values = queryOf(search)
  const set = (patch: Record<string, unknown>) =>
    void navigate({
      to: '.',
      replace: true,
      search: (previous) => withParts(previous, patch as Record<string, string>),
    })
  const form = plainForm(values, set)
  const subjects = catalogue?.subjects.filter(
    ({ group }) => !values.group || group === values.group,
  )
  const seesAgencies = isCentre(me) || isLeader(me)
  const everything = { value: '', label: t('filter.everything') }
  return (
    <div className="filters-fields">
      <DayInput
        label={t('filter.from')}
        value={values.from ?? ''}
        max={values.to}
        onChange={(from) => set({ from })}
      />
      <DayInput
        label={t('filter.to')}
        value={values.to ?? ''}
        min={values.from}
        onChange={(to) => set({ to })}
      />
      <ChoiceBox
        form={form}
        name="commune"
        label={t('filter.commune')}
        options={optionsOf(catalogue?.communes)}
        placeholder={everything.label}
        clearable
      />
      <ChoiceBox
        form={form}
        name="group"
        label={t('filter.group')}
        options={optionsOf(catalogue?.groups)}
        onChoose={(group) => set({ group, subject: '' })}
        placeholder={everything.label}
        clearable
      />
      <ChoiceBox
        form={form}
        name="subject"
        label={t('filter.subject')}
        options={optionsOf(subjects)}
        placeholder={everything.label}
        clearable
      />
      {seesAgencies && (
        <AgencyBox form={form} name="agency" label={t('filter.agency')} clearable filter />
      )}
      {isCentre(me) && (
        <NativeSelect
          label={t('filter.channel')}
          value={values.channel ?? ''}
          data={[everything, ...channels.map((value) => ({ value, label: t(`channel.${value}`) }))]}
          onChange={({ currentTarget }) => set({ channel: currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t('filter.class')}
        value={values.class ?? ''}
        data={[everything, ...(optionsOf(catalogue?.classes) ?? [])]}
        onChange={({ currentTarget }) => set({ class: currentTarget.value })}
      />
      <NativeSelect
        label={t('filter.rating')}
        value={values.rating ?? ''}
        data={[
          everything,
          ...(optionsOf(catalogue?.ratings) ?? []),
          { value: 'none', label: t('filter.unrated') },
        ]}
        onChange={({ currentTarget }) => set({ rating: currentTarget.value })}
      />
      <NativeSelect
        label={t('filter.outcome')}
        value={values.outcome ?? ''}
        data={[everything, ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))]}
        onChange={({ currentTarget }) => set({ outcome: currentTarget.value })}
      />
      {(isCentre(me) ? yesOrNo : yesOrNo.filter((part) => part !== 'callback')).map((part) => (
        <NativeSelect
          key={part}
          label={t(`filter.${part}`)}
          value={values[part] ?? ''}
          data={[
            everything,
            ...(['yes', 'no'] as const).map((value) => ({ value, label: t(`filter.${value}`) })),
          ]}
          onChange={({ currentTarget }) => set({ [part]: currentTarget.value })}
        />
      ))}
      {isCentre(me) && (
        <NativeSelect
          label={t('filter.type')}
          value={values.type ?? ''}
          data={[
            everything,
            ...caseTypeCodes.map((value) => ({ value, label: t(`caseType.${value}`) })),
          ]}
          onChange={({ currentTarget }) => set({ type: currentTarget.value })}
        />
      )}
    </div>
  )
}
