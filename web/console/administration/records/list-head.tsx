import { Button, Checkbox } from '@mantine/core'
import { Link, useMatch, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { figure } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { DayInput } from '../../ui/day-input.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { todayInVietnam } from '../../day.ts'
import { listSearch } from '../search.ts'
import type { AdministrationSearch } from '../search.ts'

/** Changes what the address says of the list, without a step in the browser's history. */
export function useListSearch() {
  const navigate = useNavigate()
  return (patch: AdministrationSearch) =>
    void navigate({
      to: '.',
      replace: true,
      search: (previous: AdministrationSearch) => ({ ...previous, ...patch }),
    })
}

/** Words to search; the address follows after a moment. */
export function ListSearch() {
  const { t } = useTranslation('administration')
  const { q = '' } = useSearch({ from: '/quan-tri' })
  const set = useListSearch()
  const words = t('search')
  return (
    <SearchBox label={words} placeholder={words} q={q} onSearch={(typed) => set({ q: typed })} />
  )
}

/** On which day what is shown must hold, or every period. */
export function DayBox() {
  const { t } = useTranslation('administration')
  const { day } = useSearch({ from: '/quan-tri' })
  const set = useListSearch()
  return (
    <div className="day-box">
      <DayInput
        size="xs"
        label={t('holdsOn')}
        disabled={day === 'all'}
        value={day === 'all' ? '' : (day ?? todayInVietnam())}
        onChange={(next) => set({ day: next })}
      />
      <Checkbox
        size="xs"
        label={t('allPeriods')}
        checked={day === 'all'}
        onChange={({ currentTarget }) => set({ day: currentTarget.checked ? 'all' : '' })}
      />
    </div>
  )
}

/** A filter that a link brought, with the way out of it. */
export function FilterChip({ children }: { children: ReactNode }) {
  const { t } = useTranslation('administration')
  const set = useListSearch()
  return (
    <p className="filter">
      {t('only')} <span className="strong">{children}</span>
      <Button variant="subtle" onClick={() => set({ where: '' })}>
        {t('dropFilter')}
      </Button>
    </p>
  )
}

type Props = { slug: string; total?: number | undefined; canAdd?: boolean; children?: ReactNode }

/** The head of a list: its name, how many there are, and the way to add one. */
export function ListHead({ slug, total, canAdd = true, children }: Props) {
  const { t } = useTranslation('administration')
  const search = useSearch({ from: '/quan-tri' })
  const opened = useMatch({ from: '/quan-tri/$section/$code', shouldThrow: false })
  // A page has one first heading: that of the record when one is open or being added.
  const Heading = opened || search.add ? 'h2' : 'h1'
  return (
    <div className="admin-head">
      <div className="admin-title">
        <Heading id="list-title">
          {t(`section.${slug}`)}
          {total !== undefined && <span className="quiet figures"> {figure(total)}</span>}
        </Heading>
        {canAdd && (
          <Button
            component={Link}
            {...({
              to: '/quan-tri/$section',
              params: { section: slug },
              search: { ...listSearch(search), add: '1' },
            } as object)}
          >
            {t(`add.${slug}`, { defaultValue: t('addRecord') })}
          </Button>
        )}
      </div>
      <p className="quiet admin-lead">{t(`lead.${slug}`)}</p>
      {children && <div className="admin-tools">{children}</div>}
    </div>
  )
}
