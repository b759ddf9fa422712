import { Select } from '@mantine/core'
import type { ComboboxItem, ComboboxItemGroup } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../api.ts'
import { language, useTranslation } from '../i18n.ts'
import { matches } from '../ui/fold.ts'

/** A subject, found by its words, its group or its code. */
export function SubjectBox({
  value,
  choose,
}: {
  value: string | null
  choose: (code: string) => void
}) {
  const { t } = useTranslation()
  const catalogue = useQuery(catalogueQuery(language()))
  const groups: ComboboxItemGroup<ComboboxItem>[] = (catalogue.data?.groups ?? []).map(
    ({ code, name }) => ({
      group: name,
      items: catalogue
        .data!.subjects.filter((subject) => subject.group === code)
        .map((subject) => ({ value: subject.code, label: subject.name })),
    }),
  )
  return (
    <Select
      label={t('routing.subject')}
      placeholder={t('routing.subjectExample')}
      searchable
      filter={({ options, search }) =>
        (options as ComboboxItemGroup<ComboboxItem>[]).flatMap(({ group, items }) => {
          const found = items.filter((item) =>
            matches(`${item.label} ${item.value} ${group}`, search),
          )
          return found.length > 0 ? [{ group, items: found }] : []
        })
      }
      data={groups}
      value={value}
      nothingFoundMessage={t(
        catalogue.isError ? 'routing.searchFailed' : catalogue.data ? 'act.noChoice' : 'loading',
      )}
      maxDropdownHeight={360}
      comboboxProps={{ withinPortal: false }}
      selectFirstOptionOnChange
      allowDeselect={false}
      onChange={(code) => code && choose(code)}
    />
  )
}
