import { Select } from '@mantine/core'
import type { ComboboxItem, OptionsFilter } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n.ts'
import { matches } from './fold.ts'

export type OpenChoice = {
  value: string
  label: string
  /** What it would bring, below its name. */
  more: ReactNode
  /** What it is found by. */
  words: string
}

type Props = {
  label: string
  name?: string
  choices: OpenChoice[]
  value: string | null
  onChoose: (value: string) => void
}

/**
 * A list that a key has called: open from the beginning while nothing is chosen, searched by typing,
 * each choice with what it would bring. It never lies over the words that it is for.
 */
export function OpenList({ label, name, choices, value, onChoose }: Props) {
  const { t } = useTranslation()
  const atOnce = value === null
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!atOnce) return
    // A moment after its box is there: only then does Mantine know what the list is called, and the
    // box can say so (`aria-controls`).
    const frame = requestAnimationFrame(() => setOpen(true))
    return () => cancelAnimationFrame(frame)
  }, [atOnce])
  const find = (code: string) => choices.find((each) => each.value === code)
  const byWords: OptionsFilter = ({ options, search }) =>
    (options as ComboboxItem[]).filter(({ value: code }) => matches(find(code)!.words, search))
  return (
    <Select
      label={label}
      {...(name && { name })}
      searchable
      autoFocus={atOnce}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      openOnFocus={false}
      selectFirstOptionOnChange
      allowDeselect={false}
      filter={byWords}
      data={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      nothingFoundMessage={t('act.noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false, middlewares: { flip: false, shift: false } }}
      value={value}
      onChange={(chosen) => chosen !== null && onChoose(chosen)}
      renderOption={({ option }) => (
        <span className="module">
          <strong>{option.label}</strong>
          <span className="quiet">{find(option.value)?.more}</span>
        </span>
      )}
    />
  )
}
