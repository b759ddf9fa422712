import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../api.ts'
import { language, useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { hasBlank } from '../../../../contract/blanks.ts'
import { filled } from './blanks.ts'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

/** Declining: the reason brings its guidance, which the reporter receives word for word. */
export const decline: FormPart = {
  initial: () => ({ reason: '', guidance: '' }),
  check: ({ guidance }): Record<string, string> =>
    hasBlank(String(guidance ?? '')) ? { guidance: 'blank_left' } : {},
  Fields({ form, view }) {
    const { t } = useTranslation()
    const catalogue = useQuery(catalogueQuery(language()))
    const choose = (code: string) => {
      const chosen = catalogue.data?.refusals.find((refusal) => refusal.code === code)
      const guidance = chosen && filled(chosen.guidance, view)
      form.set({ reason: code, guidance: guidance ?? '' })
    }
    return (
      <>
        <ChoiceBox
          form={form}
          name="reason"
          label={t('act.reason')}
          options={optionsOf(catalogue.data?.refusals)}
          onChoose={choose}
        />
        <TextBox
          form={form}
          name="guidance"
          label={t('act.guidance')}
          hint={t('act.guidanceHint')}
          rows={5}
        />
      </>
    )
  },
}
