import { useTranslation } from 'react-i18next'
import type { FormPart } from '../action-panel.tsx'
import { AgencyBox } from './agency-box.tsx'
import { TextBox } from './boxes.tsx'

/** The agency says why the case is not its own, and whose it is when it knows. */
export const handBack: FormPart = {
  initial: () => ({ reason: '', agency: '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    return (
      <>
        <TextBox form={form} name="reason" label={t('act.handBackReason')} />
        <AgencyBox
          form={form}
          name="agency"
          label={t('act.betterAgency')}
          except={view.agency?.code}
          clearable
        />
      </>
    )
  },
}
