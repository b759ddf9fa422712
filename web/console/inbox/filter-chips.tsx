import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { CaseFilter, Channel, Outcome } from '../../../contract/case-list.ts'
import type { CaseTypeCode } from '../../../contract/case-types.ts'
import { agenciesQuery, catalogueQuery } from '../api.ts'
import { plainDay } from '../format.ts'
import { language, useTranslation } from '../i18n.ts'
import { Empty } from '../ui/states.tsx'
import { Icon } from '../ui/icons.tsx'
import { filterParts, queryOf, withParts } from './address.ts'

type Part = (typeof filterParts)[number]

/** Whether anything but words narrows the list. */
export function isNarrowed(filter: CaseFilter): boolean {
  return filterParts.some((part) => filter[part] !== undefined)
}

/** The words for what each part of a filter says; an address that says something else was not read. */
function useFilterWords(): (part: Part, value: string) => string {
  const { t } = useTranslation()
  const catalogue = useQuery(catalogueQuery(language())).data
  const agencies = useQuery(agenciesQuery).data
  return (part, value) => {
    const among = (list: { code: string; name: string }[] | undefined) =>
      list?.find(({ code }) => code === value)?.name ?? value
    const words: Record<Part, () => string> = {
      from: () => plainDay(value),
      to: () => plainDay(value),
      commune: () => among(catalogue?.communes),
      group: () => among(catalogue?.groups),
      subject: () => among(catalogue?.subjects),
      agency: () => (value === 'none' ? t('noAgency') : among(agencies)),
      channel: () => t(`channel.${value as Channel}`),
      class: () => among(catalogue?.classes),
      rating: () => (value === 'none' ? t('filter.unrated') : among(catalogue?.ratings)),
      pictures: () => t(`filter.${value as 'yes' | 'no'}`),
      recurring: () => t(`filter.${value as 'yes' | 'no'}`),
      callback: () => t(`filter.${value as 'yes' | 'no'}`),
      outcome: () => t(`outcome.${value as Outcome}`),
      type: () => t(`caseType.${value as CaseTypeCode}`),
    }
    return words[part]()
  }
}

/** What narrows the list, each part with its own way out. */
export function FilterChips() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  const wordsOf = useFilterWords()
  const filter = queryOf(search)
  if (!isNarrowed(filter)) return null
  const drop = (parts: readonly Part[]) =>
    void navigate({
      to: '.',
      replace: true,
      search: (previous) =>
        withParts(previous, Object.fromEntries(parts.map((part) => [part, '']))),
    })
  return (
    <ul className="plain filter-chips" aria-label={t('filter.on')}>
      {filterParts.flatMap((part) => {
        const value = filter[part]
        if (!value) return []
        const words = `${t(`filter.${part}`)}: ${wordsOf(part, value)}`
        return (
          <li key={part}>
            <button
              type="button"
              className="filter-chip"
              aria-label={t('filter.drop', { what: words })}
              onClick={() => drop([part])}
            >
              <span className="filter-chip-words">{words}</span>
              <Icon name="close" size={12} />
            </button>
          </li>
        )
      })}
      <li>
        <Button variant="subtle" onClick={() => drop(filterParts)}>
          {t('filter.dropAll')}
        </Button>
      </li>
    </ul>
  )
}

/** Nothing is left by the filter, and the way back. */
export function NothingLeft() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const dropAll = () =>
    void navigate({
      to: '.',
      replace: true,
      search: (previous) =>
        withParts(previous, Object.fromEntries(['q', ...filterParts].map((part) => [part, '']))),
    })
  return (
    <Empty title={t('filter.nothing')}>
      <Button variant="default" onClick={dropAll}>
        {t('filter.dropAll')}
      </Button>
    </Empty>
  )
}
