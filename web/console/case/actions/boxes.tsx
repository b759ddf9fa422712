import { Select, TextInput, Textarea } from '@mantine/core'
import type { ComboboxItem, OptionsFilter } from '@mantine/core'
import { useRef } from 'react'
import { useTranslation } from '../../i18n.ts'
import { DayInput } from '../../ui/day-input.tsx'
import { matches } from '../../ui/fold.ts'
import type { FormBoxes } from '../use-action-form.ts'
import { ModuleBox } from './module-box.tsx'

type Box = { form: FormBoxes; name: string; label: string; hint?: string | undefined }

function useFault(form: FormBoxes, name: string): string | undefined {
  const { t } = useTranslation('common')
  const code = form.wrong(name)
  return code && t(`field.${code}`, { defaultValue: t('field.invalid') })
}

/** A box of one line, for a number. */
export function LineBox({ form, name, label, hint }: Box) {
  return (
    <TextInput
      name={name}
      label={label}
      description={hint}
      autoComplete="off"
      value={String(form.values[name] ?? '')}
      error={useFault(form, name)}
      onChange={({ currentTarget }) => form.set({ [name]: currentTarget.value })}
    />
  )
}

/** A day, typed or chosen. */
export function DayBox({
  form,
  name,
  label,
  hint,
  until,
}: Box & { until?: string | null | undefined }) {
  return (
    <DayInput
      name={name}
      className="day"
      label={label}
      description={hint}
      max={until ?? undefined}
      error={useFault(form, name)}
      value={String(form.values[name] ?? '')}
      onChange={(day) => form.set({ [name]: day })}
    />
  )
}

/** A box for words that grows with them; F9 brings text modules where there are some. */
export function TextBox({ form, name, label, hint, rows = 3 }: Box & { rows?: number }) {
  const box = useRef<HTMLTextAreaElement>(null)
  const value = String(form.values[name] ?? '')
  return (
    <ModuleBox box={box} value={value} set={(next) => form.set({ [name]: next })}>
      <Textarea
        ref={box}
        name={name}
        label={label}
        description={hint}
        autosize
        minRows={rows}
        maxRows={16}
        value={value}
        error={useFault(form, name)}
        onChange={({ currentTarget }) => form.set({ [name]: currentTarget.value })}
      />
    </ModuleBox>
  )
}

export type Option = { value: string; label: string }

const byWords: OptionsFilter = ({ options, search }) =>
  (options as ComboboxItem[]).filter(({ label }) => matches(label, search))

/** A choice from a list, found by typing with or without diacritics. */
export function ChoiceBox({
  form,
  name,
  label,
  hint,
  options,
  onChoose,
  onSearch,
  clearable = false,
  placeholder,
}: Box & {
  options: Option[] | undefined
  onChoose?: (value: string) => void
  onSearch?: (typed: string) => void
  clearable?: boolean
  placeholder?: string
}) {
  const { t } = useTranslation()
  return (
    <Select
      name={name}
      label={label}
      description={hint}
      searchable
      filter={byWords}
      {...(onSearch && { onSearchChange: onSearch })}
      // Nothing chosen, nothing to clear: a cross would say that something is there.
      clearable={clearable && Boolean(form.values[name])}
      {...(placeholder && { placeholder })}
      clearButtonProps={{ 'aria-label': t('act.clear') }}
      data={options ?? []}
      // The name of what is chosen takes the place of what was typed before the options came.
      readOnly={options === undefined}
      nothingFoundMessage={t(options ? 'act.noChoice' : 'loading')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      selectFirstOptionOnChange
      allowDeselect={false}
      openOnFocus={false}
      value={(form.values[name] as string | undefined) ?? null}
      error={useFault(form, name)}
      onChange={(value) => {
        if (value !== null && onChoose) onChoose(value)
        else form.set({ [name]: value ?? '' })
      }}
    />
  )
}

/** Named things of the contract as options. */
export function optionsOf(
  named: { code: string; name: string }[] | undefined,
): Option[] | undefined {
  return named?.map(({ code, name }) => ({ value: code, label: name }))
}
