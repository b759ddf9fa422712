import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { AgencyBox } from './agency-box.tsx'
import { TextBox } from './boxes.tsx'

/** Sending a case to an agency: the suggested one is chosen, the text is what it will read. */
export const assign: FormPart = {
  initial: ({ centre }) => ({
    agency: centre?.suggestedAgency?.code ?? '',
    reason: '',
    text: centre?.draft.agencyText ?? '',
  }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const suggested = view.centre?.suggestedAgency
    return (
      <>
        <AgencyBox
          form={form}
          name="agency"
          label={t('act.agency')}
          hint={
            suggested
              ? t('act.suggested', { agency: suggested.name, reason: suggested.reason })
              : undefined
          }
        />
        <TextBox
          form={form}
          name="text"
          label={t('act.agencyText')}
          hint={t('act.agencyTextHint')}
          rows={4}
        />
        <TextBox form={form} name="reason" label={t('act.assignReason')} rows={1} />
      </>
    )
  },
}
