import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { agenciesQuery } from '../../api.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

/** The agency says why the case is not its own, and whose it is when it knows. */
export const handBack: FormPart = {
  initial: () => ({ reason: '', agency: '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const agencies = useQuery(agenciesQuery)
    return (
      <>
        <TextBox form={form} name="reason" label={t('act.handBackReason')} />
        <ChoiceBox
          form={form}
          name="agency"
          label={t('act.betterAgency')}
          options={optionsOf(agencies.data?.filter(({ code }) => code !== view.agency?.code))}
          clearable
        />
      </>
    )
  },
}
