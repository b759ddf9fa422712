import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { catalogueQuery } from '../../api.ts'
import { language } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

/** Refusing a request about data: the ground the law gives, and what the person is told. */
export const dataRefuse: FormPart = {
  initial: () => ({ reason: '', answer: '' }),
  Fields({ form }) {
    const { t } = useTranslation()
    const catalogue = useQuery(catalogueQuery(language()))
    return (
      <>
        <ChoiceBox
          form={form}
          name="reason"
          label={t('act.dataGround')}
          options={optionsOf(catalogue.data?.dataRefusals)}
        />
        <TextBox form={form} name="answer" label={t('act.dataAnswer')} rows={5} />
      </>
    )
  },
}
