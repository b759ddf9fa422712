import { MultiSelect, Select } from '@mantine/core'
import type { ComboboxItem } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { codeOf } from '../../../../contract/records/kinds.ts'
import { suggestedAgency } from '../../../../contract/records/macros.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { api } from '../../api.ts'
import { useTranslation } from '../../i18n.ts'
import { matches } from '../../ui/fold.ts'
import { todayInVietnam } from '../../day.ts'
import { useProvinceWord } from '../blanks.tsx'
import { isSmall, keys, recordQuery } from '../queries.ts'
import { titleOf, useBook, wordTitle } from '../title.tsx'
import { boxId, useFault, useForm } from './context.ts'

type Box = {
  path: string
  label: string
  hint?: string | undefined
  kind: KindName
  also: RegExp | undefined
  required: boolean
}

const relatives = ['xa', 'ca_xa', 'xa.VP', 'xa.KT', 'xa.VHXH', 'xa.PTDS']
const shown = 60

/** The choices for what was typed: all of a small kind, what the server finds of a large one. */
function useChoices({ kind, also }: Pick<Box, 'kind' | 'also'>, typed: string, chosen: string[]) {
  const { t } = useTranslation('administration')
  const whole = isSmall(kind)
  const worded = useProvinceWord()
  const book = useBook(kind, whole)
  const groups = useBook('subjectGroups', kind === 'subjects' && also !== undefined)
  const [q] = useDebouncedValue(typed.trim(), 250)
  const found = useQuery({
    queryKey: [...keys.kind(kind), 'choices', q],
    queryFn: () =>
      api.listRecords({
        params: { kind },
        query: { q: q || undefined, day: todayInVietnam(), limit: shown },
      }),
    enabled: !whole,
    placeholderData: keepPreviousData,
  })
  const named = useQuery({
    queryKey: [...keys.kind(kind), 'named', chosen],
    queryFn: async ({ client }) =>
      Promise.all(
        chosen.map(async (code) => {
          const { periods } = await client.ensureQueryData(recordQuery(kind, code))
          return periods.at(-1)!.record
        }),
      ),
    enabled: !whole && chosen.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const item = (of: KindName, record: AnyRecord): ComboboxItem => {
    const value = codeOf(of, record)
    return { value, label: `${worded(titleOf(of, record))} (${value})` }
  }
  const items = new Map<string, ComboboxItem>()
  const add = (each: ComboboxItem) => items.has(each.value) || items.set(each.value, each)
  if (also?.test('xa')) {
    for (const value of relatives) add({ value, label: `${wordTitle(value)} (${value})` })
  }
  if (also?.test(suggestedAgency)) {
    add({ value: suggestedAgency, label: wordTitle(suggestedAgency)! })
  }
  for (const record of groups?.values() ?? []) {
    const each = item('subjectGroups', record)
    add({ ...each, label: t('wholeGroup', { group: each.label }) })
  }
  for (const record of book?.values() ?? []) add(item(kind, record))
  for (const { record } of found.data?.records ?? []) add(item(kind, record))
  for (const record of named.data ?? []) add(item(kind, record))
  for (const value of chosen) add({ value, label: wordTitle(value) ?? value })
  return { items: [...items.values()], whole, loading: whole ? !book : found.isPending }
}

/** Searching in words without diacritics; what the server found is not filtered again. */
function useFilter(whole: boolean) {
  return ({ options, search }: { options: unknown; search: string }) =>
    (options as ComboboxItem[])
      .filter(({ label }) => !whole || matches(label, search))
      .slice(0, whole ? 200 : undefined)
}

/** A record of another kind, found by typing its name or code. */
export function ReferenceBox(box: Box & { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('administration')
  const { locked } = useForm()
  const [typed, setTyped] = useState('')
  const chosen = box.value ? [box.value] : []
  const { items, whole, loading } = useChoices(box, typed, chosen)
  return (
    <Select
      id={boxId(box.path)}
      label={box.label}
      description={box.hint}
      error={useFault(box.path)}
      disabled={locked.has(box.path)}
      searchable
      clearable={!box.required}
      clearButtonProps={{ 'aria-label': t('console:act.clear') }}
      allowDeselect={false}
      openOnFocus={false}
      data={items}
      filter={useFilter(whole)}
      onSearchChange={setTyped}
      nothingFoundMessage={t(loading ? 'console:loading' : 'noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      value={box.value || null}
      onChange={(value) => box.onChange(value ?? '')}
    />
  )
}

/** Several records of another kind. */
export function ReferencesBox(box: Box & { value: string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation('administration')
  const [typed, setTyped] = useState('')
  const { items, whole, loading } = useChoices(box, typed, box.value)
  return (
    <MultiSelect
      id={boxId(box.path)}
      label={box.label}
      description={box.hint}
      error={useFault(box.path, true)}
      searchable
      openOnFocus={false}
      data={items}
      filter={useFilter(whole)}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t(loading ? 'console:loading' : 'noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      value={box.value}
      onChange={box.onChange}
    />
  )
}
