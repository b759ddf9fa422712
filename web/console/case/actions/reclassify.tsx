import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../api.ts'
import { language, useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox, optionsOf } from './boxes.tsx'

/** Another subject: another deadline, and perhaps another agency. */
export const reclassify: FormPart = {
  initial: () => ({ subject: '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const catalogue = useQuery(catalogueQuery(language()))
    return (
      <ChoiceBox
        form={form}
        name="subject"
        label={t('act.subject')}
        hint={t('act.subjectNow', { subject: view.subject.name })}
        options={optionsOf(
          catalogue.data?.subjects.filter(({ code }) => code !== view.subject.code),
        )}
      />
    )
  },
}
