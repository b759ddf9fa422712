import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../api.ts'
import type { TextKey } from '../../i18n.ts'
import { Radio } from '@mantine/core'
import { language, useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

type Text = { name: string; label: TextKey<'console'>; rows: number }

/** A reason from a list of the catalogue, and words that go with it. */
function reasoned(
  list: 'returnReasons' | 'dataRefusals',
  label: TextKey<'console'>,
  text: Text,
  { inOneView = false } = {},
): FormPart {
  return {
    initial: () => ({ reason: '', [text.name]: '' }),
    Fields({ form }) {
      const { t } = useTranslation()
      const wrong = form.wrong('reason')
      const catalogue = useQuery(catalogueQuery(language()))
      return (
        <>
          {inOneView ? (
            <Radio.Group
              name="reason"
              label={t(label)}
              error={wrong && t(`common:field.${wrong}`)}
              value={String(form.values.reason ?? '')}
              onChange={(reason) => form.set({ reason })}
            >
              <div className="person-choices">
                {optionsOf(catalogue.data?.[list])?.map((option) => (
                  <Radio key={option.value} {...option} />
                ))}
              </div>
            </Radio.Group>
          ) : (
            <ChoiceBox
              form={form}
              name="reason"
              label={t(label)}
              options={optionsOf(catalogue.data?.[list])}
            />
          )}
          <TextBox form={form} name={text.name} label={t(text.label)} rows={text.rows} />
        </>
      )
    },
  }
}

/** An answer that is not good enough goes back with the reason. */
export const returnAnswer = reasoned(
  'returnReasons',
  'act.reason',
  { name: 'text', label: 'act.returnText', rows: 2 },
  { inOneView: true },
)

/** Refusing a request about data: the ground the law gives, and what the person is told. */
export const dataRefuse = reasoned('dataRefusals', 'act.dataGround', {
  name: 'answer',
  label: 'act.dataAnswer',
  rows: 5,
})
