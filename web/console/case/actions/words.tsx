import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../../contract/cases.ts'
import type { FormPart } from '../action-panel.tsx'
import { TextBox } from './boxes.tsx'

/** A form of one box: a question, a reply, a note, a reason. */
export function words(
  name: string,
  options: { label: string; hint?: string; from?: (view: CaseView) => string | null },
): FormPart {
  return {
    initial: (view) => ({ [name]: options.from?.(view) ?? '' }),
    Fields({ form }) {
      const { t } = useTranslation()
      return (
        <TextBox
          form={form}
          name={name}
          label={t(options.label)}
          hint={options.hint && t(options.hint)}
        />
      )
    },
  }
}
