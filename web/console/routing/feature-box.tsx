import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '../i18n.ts'
import { featuresQuery } from './queries.ts'

/** A registered feature, found by its words. */
export function FeatureBox({
  value,
  choose,
}: {
  value: string | null
  choose: (code: string) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null)
  // The words of the chosen one are in the box, and are no search.
  const [q] = useDebouncedValue(typed === chosen?.label ? '' : typed.trim(), 200)
  const found = useQuery(featuresQuery(q))
  const offers = (found.data?.records ?? []).map(({ record }) => ({
    value: String(record.code),
    label: `${String(record.name)} (${String(record.code)})`,
  }))
  const data =
    chosen && !offers.some((offer) => offer.value === chosen.value) ? [chosen, ...offers] : offers
  return (
    <Select
      label={t('routing.feature')}
      placeholder={t('routing.featureExample')}
      searchable
      filter={({ options }) => options}
      data={data}
      value={value}
      nothingFoundMessage={t(
        found.isError
          ? 'routing.searchFailed'
          : found.isPending
            ? 'loading'
            : q === ''
              ? 'routing.noFeatures'
              : 'routing.nothingFound',
      )}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      allowDeselect={false}
      onSearchChange={setTyped}
      onChange={(code) => {
        if (!code) return
        setChosen(data.find((offer) => offer.value === code) ?? null)
        choose(code)
      }}
    />
  )
}
