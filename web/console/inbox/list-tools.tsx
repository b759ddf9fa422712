import { Button, NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import type { Box } from '../../../contract/cases.ts'
import { useTranslation } from '../i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { filterOf, filterParts, orders, queryOf, withParts } from './address.ts'
import { MapButton } from './list-map.tsx'
import { ListFile } from './list-file.tsx'
import { areFiltersOpen, setFiltersOpen, useFiltersOpen } from './filters-open.ts'
import { isKey } from '../shell/keys.ts'

/** What is done with the list as a whole: narrow it, order it. */
export function ListTools({ box }: { box: Box }) {
  const { t } = useTranslation()
  const open = useFiltersOpen()
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  const filter = filterOf(search)
  const narrowing = filterParts.filter((part) => filter[part]).length
  const { sort, order } = queryOf(search)
  const own = box === 'done' || box === 'all' ? 'received desc' : 'due asc'
  const current = sort ? `${sort} ${order ?? 'asc'}` : own

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isKey(event, 'filter') || event.defaultPrevented) return
    event.preventDefault()
    setFiltersOpen(!areFiltersOpen())
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const sortBy = (value: string) => {
    const [by = '', way = ''] = value === own ? [] : value.split(' ')
    void navigate({
      to: '.',
      replace: true,
      search: (previous) => withParts(previous, { sort: by, order: way }),
    })
  }
  return (
    <div className="list-tools">
      <Button
        variant="default"
        data-opens="filters"
        aria-expanded={open}
        aria-controls="filters"
        leftSection={<Icon name="filter" />}
        onClick={() => setFiltersOpen(!open)}
      >
        {narrowing > 0 ? t('filter.buttonOn', { n: narrowing }) : t('filter.button')}
      </Button>
      <NativeSelect
        size="xs"
        className="list-order"
        aria-label={t('order.label')}
        value={current}
        data={orders.map(([by, way]) => ({
          value: `${by} ${way}`,
          label: t(`order.${by}_${way}`),
        }))}
        onChange={({ currentTarget }) => sortBy(currentTarget.value)}
      />
      <MapButton />
      <ListFile box={box} />
    </div>
  )
}
