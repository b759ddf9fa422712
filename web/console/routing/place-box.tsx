import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PlaceFound } from '../../../contract/places.ts'
import { api } from '../api.ts'
import { language, useTranslation } from '../i18n.ts'
import { coordinatesIn } from './coordinates.ts'

/** Where a report would lie: at a point, or, when only that is known, in a commune. */
export type Place = {
  label: string
  position: { lat: number; lon: number } | null
  commune: string | null
}

const search = (q: string) => ({
  queryKey: ['places', q, language()],
  queryFn: () => api.searchPlaces({ query: { q, language: language(), limit: 8 } }),
  enabled: q.length > 1 && coordinatesIn(q) === null,
  placeholderData: keepPreviousData,
  staleTime: 5 * 60_000,
})

function placeOf({ label, position, commune }: PlaceFound): Place {
  return { label, position, commune: commune?.code ?? null }
}

/** A place by its address, its name of before the reorganisation, or its coordinates. */
export function PlaceBox({
  place,
  choose,
}: {
  place: Place | null
  choose: (place: Place) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const found = useQuery(search(q))
  const coordinates = coordinatesIn(typed)
  const offers = coordinates
    ? [{ label: typed.trim(), position: coordinates, commune: null }]
    : q.length > 1
      ? (found.data?.places ?? []).map(placeOf)
      : []
  // The chosen one stays an option, else the box would forget its words.
  const known = place ? [place, ...offers.filter(({ label }) => label !== place.label)] : offers
  const options = known.filter(
    (offer, index) => known.findIndex(({ label }) => label === offer.label) === index,
  )
  const nothing = found.isError
    ? t('routing.searchFailed')
    : q.length > 1 && !found.isFetching
      ? t('routing.nothingFound')
      : t('routing.searchMore')
  return (
    <Select
      label={t('routing.place')}
      description={t('routing.placeHint')}
      placeholder={t('routing.placeExample')}
      searchable
      filter={({ options: all }) => all}
      data={options.map(({ label }) => label)}
      value={place?.label ?? null}
      nothingFoundMessage={nothing}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      selectFirstOptionOnChange
      // Coordinates are pasted: the list opens with them, and Enter must take them.
      selectFirstOptionOnDropdownOpen
      allowDeselect={false}
      onSearchChange={setTyped}
      onChange={(label) => {
        const chosen = options.find((offer) => offer.label === label)
        if (chosen) choose(chosen)
      }}
    />
  )
}
