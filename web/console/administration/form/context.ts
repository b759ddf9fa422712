import { createContext, useContext } from 'react'
import type { ComponentType } from 'react'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import type { Faults } from './draft.ts'
import type { Field } from './shapes.ts'

export type BoxProps = {
  path: string
  field: Field
  value: unknown
  onChange: (value: unknown) => void
}

/**
 * What every box of a form knows: whose form it is, what is wrong, what may not change; and `Box`
 * itself, because rows and frames hold boxes that may be rows and frames.
 */
export type FormContext = {
  kind: KindName
  faults: Faults
  locked: ReadonlySet<string>
  Box: ComponentType<BoxProps>
}

export const FormContext = createContext<FormContext | null>(null)

export function useForm(): FormContext {
  return useContext(FormContext)!
}

/** The id of the box of a field; the summary of faults leads there. */
export const boxId = (path: string) => `box-${path}`

/** The words for a code of a fault. */
export function useFaultWords() {
  const { t } = useTranslation('common')
  return (code: string) => t(`field.${code}`, { defaultValue: t('field.invalid') })
}

/** The sentence under a box: of its own fault, or of one inside what it holds. */
export function useFault(path: string, inside = false): string | undefined {
  const { faults } = useForm()
  const words = useFaultWords()
  const found = inside
    ? Object.keys(faults).find((key) => key === path || key.startsWith(`${path}.`))
    : path
  const code = found === undefined ? undefined : faults[found]
  return code === undefined ? undefined : words(code)
}
