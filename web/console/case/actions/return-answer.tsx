import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { catalogueQuery } from '../../api.ts'
import { language } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

/** An answer that is not good enough goes back with the reason. */
export const returnAnswer: FormPart = {
  initial: () => ({ reason: '', text: '' }),
  Fields({ form }) {
    const { t } = useTranslation()
    const catalogue = useQuery(catalogueQuery(language()))
    return (
      <>
        <ChoiceBox
          form={form}
          name="reason"
          label={t('act.reason')}
          options={optionsOf(catalogue.data?.returnReasons)}
        />
        <TextBox form={form} name="text" label={t('act.returnText')} rows={2} />
      </>
    )
  },
}
