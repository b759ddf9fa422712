import type { TextKey } from '../../i18n.ts'
import type { CaseView } from '../../../../contract/cases.ts'
import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { hasBlank } from '../../../../contract/blanks.ts'
import { LineBox, TextBox } from './boxes.tsx'
import { PictureBox } from './picture-box.tsx'

/** A form of one box: a question, a reply, a note, a reason. */
export function words(
  name: string,
  options: {
    label: TextKey<'console'>
    hint?: TextKey<'console'>
    from?: (view: CaseView) => string | null
    /** One line: a number. */
    line?: boolean
    /** The agency's people may add pictures. */
    pictures?: boolean
  },
): FormPart {
  return {
    initial: (view) => ({ [name]: options.from?.(view) ?? '' }),
    check: (values): Record<string, string> =>
      hasBlank(String(values[name] ?? '')) ? { [name]: 'blank_left' } : {},
    Fields({ form, view }) {
      const { t } = useTranslation()
      const Box = options.line ? LineBox : TextBox
      return (
        <>
          <Box
            form={form}
            name={name}
            label={t(options.label)}
            hint={options.hint && t(options.hint)}
          />
          {options.pictures && view.centre === null && (
            <PictureBox form={form} name="pictures" label={t('proof.progress')} />
          )}
        </>
      )
    },
  }
}
