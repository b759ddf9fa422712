import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '../../api.ts'
import type { FormPart } from '../action-panel.tsx'
import { ChoiceBox } from './boxes.tsx'

/** Giving the case to one of the agency's officers. */
export const assignInside: FormPart = {
  initial: ({ officer }) => ({ officer: officer?.code ?? '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const colleagues = useQuery(colleaguesQuery)
    const options = colleagues.data
      ?.filter(({ role, agency }) => role === 'officer' && agency === view.agency?.code)
      .map(({ id, name }) => ({ value: id, label: name }))
    return (
      <ChoiceBox
        form={form}
        name="officer"
        label={t('act.officer')}
        hint={options?.length === 0 ? t('act.noOfficer') : undefined}
        options={options}
      />
    )
  },
}
