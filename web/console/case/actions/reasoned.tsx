import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { catalogueQuery } from '../../api.ts'
import { language } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

type Text = { name: string; label: string; rows: number }

/** A reason from a list of the catalogue, and words that go with it. */
function reasoned(list: 'returnReasons' | 'dataRefusals', label: string, text: Text): FormPart {
  return {
    initial: () => ({ reason: '', [text.name]: '' }),
    Fields({ form }) {
      const { t } = useTranslation()
      const catalogue = useQuery(catalogueQuery(language()))
      return (
        <>
          <ChoiceBox
            form={form}
            name="reason"
            label={t(label)}
            options={optionsOf(catalogue.data?.[list])}
          />
          <TextBox form={form} name={text.name} label={t(text.label)} rows={text.rows} />
        </>
      )
    },
  }
}

/** An answer that is not good enough goes back with the reason. */
export const returnAnswer = reasoned('returnReasons', 'act.reason', {
  name: 'text',
  label: 'act.returnText',
  rows: 2,
})

/** Refusing a request about data: the ground the law gives, and what the person is told. */
export const dataRefuse = reasoned('dataRefusals', 'act.dataGround', {
  name: 'answer',
  label: 'act.dataAnswer',
  rows: 5,
})
