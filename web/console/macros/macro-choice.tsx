import { Select } from '@mantine/core'
import type { ComboboxItem, OptionsFilter } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ShownMacro } from '../../../contract/macros.ts'
import { matches } from '../ui/fold.ts'
import { useOpenList } from '../ui/use-open-list.ts'

const byWords: OptionsFilter = ({ options, search }) =>
  (options as ComboboxItem[]).filter(({ label }) => matches(label, search))

type Props = {
  macros: ShownMacro[]
  value: string | null
  onChoose: (code: string) => void
}

/** The macros by name, each with its steps below it; found by typing. */
export function MacroChoice({ macros, value, onChoose }: Props) {
  const { t } = useTranslation()
  const list = useOpenList(value === null)
  return (
    <Select
      label={t('macro.label')}
      name="macro"
      searchable
      autoFocus={value === null}
      {...list}
      selectFirstOptionOnChange
      allowDeselect={false}
      openOnFocus={false}
      filter={byWords}
      data={macros.map(({ code, name }) => ({ value: code, label: name }))}
      nothingFoundMessage={t('act.noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false, middlewares: { flip: false, shift: false } }}
      value={value}
      onChange={(code) => code !== null && onChoose(code)}
      renderOption={({ option }) => {
        const { steps } = macros.find(({ code }) => code === option.value)!
        return (
          <span className="module">
            <strong>{option.label}</strong>
            <span className="quiet">
              {steps.map(({ action }) => t(`common:action.${action}.button`)).join(' → ')}
            </span>
          </span>
        )
      }}
    />
  )
}
