import { MultiSelect } from '@mantine/core'
import type { ComboboxItem } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../api.ts'
import { language, useTranslation } from '../../i18n.ts'
import { matches } from '../../ui/fold.ts'
import { boxId, useFault } from '../form/context.ts'

/** The communes of today by code; of a past one only the code is known here. */
function useCommunes(): Map<string, string> {
  const communes = useQuery(catalogueQuery(language())).data?.communes ?? []
  return new Map(communes.map(({ code, name }) => [code, name]))
}

/** The communes that a role counts for; none chosen: all. */
export function AreasBox(props: {
  path: string
  value: string[] | null
  onChange: (value: string[] | null) => void
}) {
  const { path, value, onChange } = props
  const { t } = useTranslation('administration')
  const communes = useCommunes()
  const codes = new Set([...communes.keys(), ...(value ?? [])])
  return (
    <MultiSelect
      id={boxId(path)}
      label={t('optional', { label: t('people.areas') })}
      description={t('people.areasHint')}
      error={useFault(path, true)}
      searchable
      openOnFocus={false}
      data={[...codes].map((code) => ({ value: code, label: communes.get(code) ?? code }))}
      filter={({ options, search }) =>
        (options as ComboboxItem[]).filter(({ label }) => matches(label, search))
      }
      nothingFoundMessage={t('noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      value={value ?? []}
      onChange={(chosen) => onChange(chosen.length > 0 ? chosen : null)}
    />
  )
}

/** The names of the communes that a role counts for. */
export function AreaNames({ codes }: { codes: string[] }) {
  const communes = useCommunes()
  return (
    <span className="quiet"> · {codes.map((code) => communes.get(code) ?? code).join(', ')}</span>
  )
}
