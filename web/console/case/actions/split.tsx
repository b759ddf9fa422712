import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../api.ts'
import { language, useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import type { Rows } from '../drafts.ts'
import type { FormBoxes } from '../use-action-form.ts'
import { ChoiceBox, TextBox, optionsOf } from './boxes.tsx'

const most = 8
const rowsOf = (form: FormBoxes) => (form.values.parts ?? []) as Rows

/** The boxes of one part: a form of its own inside that of the whole. */
function partForm(form: FormBoxes, index: number): FormBoxes {
  const part = rowsOf(form)[index] ?? {}
  return {
    values: part,
    set: (change) =>
      form.set((values) => ({
        parts: ((values.parts ?? []) as Rows).map((each, at) => {
          if (at !== index) return each
          return {
            ...each,
            ...(typeof change === 'function' ? change(each) : change),
          } as Rows[number]
        }),
      })),
    wrong: (name) => {
      const wrong = form.wrong('parts') ?? form.wrong(name)
      return wrong && !part[name]?.trim() ? 'required' : undefined
    },
  }
}

/** Each other matter of a report: its subject, and the words that are about it. */
export const split: FormPart = {
  initial: ({ text }) => ({ parts: [{ subject: '', text }] }),
  Fields({ form }) {
    const { t } = useTranslation()
    const catalogue = useQuery(catalogueQuery(language()))
    const parts = rowsOf(form)
    return (
      <>
        {parts.map((_, index) => (
          // eslint-disable-next-line react/no-array-index-key -- parts have no name but their place
          <fieldset key={index} className="part">
            <legend>{t('act.partOther', { number: index + 2 })}</legend>
            <ChoiceBox
              form={partForm(form, index)}
              name="subject"
              label={t('act.partSubject')}
              options={optionsOf(catalogue.data?.subjects)}
            />
            <TextBox
              form={partForm(form, index)}
              name="text"
              label={t('act.partText')}
              hint={t('act.partTextHint')}
              rows={2}
            />
            {parts.length > 1 && (
              <Button
                variant="subtle"
                onClick={() => form.set({ parts: parts.filter((__, at) => at !== index) })}
              >
                {t('act.partRemove', { number: index + 2 })}
              </Button>
            )}
          </fieldset>
        ))}
        {parts.length < most && (
          <Button
            variant="default"
            className="part-add"
            onClick={() => form.set({ parts: [...parts, { subject: '', text: '' }] })}
          >
            {t('act.partAdd')}
          </Button>
        )}
      </>
    )
  },
}
