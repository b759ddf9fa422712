import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FeatureCollection } from 'geojson'
import { useMemo, useState } from 'react'
import type { Feature } from '../../../../contract/records/places.ts'
import { language, useTranslation } from '../../i18n.ts'
import { MapView } from '../../ui/map-view.tsx'
import { recordsQuery } from '../queries.ts'
import { useListSearch } from '../records/list-head.tsx'
import { slugOf } from '../sections.ts'
import { useBook } from '../title.tsx'

const prefix = 'class:'

/** Which class of the registers the list shows. */
export function RegisterBox() {
  const { t } = useTranslation('administration')
  const { where } = useSearch({ from: '/quan-tri' })
  const set = useListSearch()
  const book = useBook('featureClasses')
  const options = [...(book ?? [])].map(([value, record]) => ({
    value,
    label: (record.name as Record<string, string>)[language()] ?? value,
  }))
  return (
    <NativeSelect
      size="xs"
      label={t('labelOf.features.class')}
      data={[{ value: '', label: t('features.everyClass') }, ...options]}
      value={where?.startsWith(prefix) ? where.slice(prefix.length) : ''}
      onChange={({ currentTarget }) => {
        const { value } = currentTarget
        set({ where: value && prefix + value })
      }}
    />
  )
}

/** What the list below shows so far, on a map that is opened when it is wanted. */
export function FeaturesMap() {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  const { q, day, where } = useSearch({ from: '/quan-tri' })
  const [open, setOpen] = useState(false)
  const query = useInfiniteQuery(
    recordsQuery('features', {
      ...(q && { q }),
      ...(day && { day }),
      ...(where && { where }),
    }),
  )
  const data = useMemo<FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: (query.data?.pages ?? []).flatMap(({ records }) =>
        records.map(({ record }) => {
          const { code, name, geometry } = record as Feature
          return { type: 'Feature', properties: { code, name }, geometry }
        }),
      ),
    }),
    [query.data],
  )
  const shown = useMemo(() => ({ area: data }), [data])
  if (data.features.length === 0) return null
  return (
    <div className="features-map">
      <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'geometry.closeMap' : 'geometry.openMap')}
      </Button>
      {open && (
        <MapView
          label={t('mapLabel')}
          shown={shown}
          view={data}
          onPick={({ code }) =>
            void navigate({
              to: '/quan-tri/$section/$code',
              params: { section: slugOf('features'), code: String(code) },
              search: (previous) => previous,
            })
          }
        />
      )}
    </div>
  )
}
