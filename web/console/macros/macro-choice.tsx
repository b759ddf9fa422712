import type { ShownMacro } from '../../../contract/macros.ts'
import { useTranslation } from '../i18n.ts'
import { OpenList } from '../ui/open-list.tsx'

type Props = {
  macros: ShownMacro[]
  value: string | null
  onChoose: (code: string) => void
}

/** The macros by name, each with its steps below it. */
export function MacroChoice({ macros, value, onChoose }: Props) {
  const { t } = useTranslation()
  return (
    <OpenList
      label={t('macro.label')}
      name="macro"
      choices={macros.map(({ code, name, steps }) => ({
        value: code,
        label: name,
        more: steps.map(({ action }) => t(`common:action.${action}.button`)).join(' → '),
        words: name,
      }))}
      value={value}
      onChoose={onChoose}
    />
  )
}
