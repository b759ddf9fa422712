import { useQuery } from '@tanstack/react-query'
import { agenciesQuery } from '../../api.ts'
import { translate, useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { AgencyBox } from './agency-box.tsx'
import { TextBox } from './boxes.tsx'
import { Effect } from './effect.tsx'

/**
 * The agency says why the case is not its own, and whose it is when it knows. Where the rules name
 * another agency, that one and its reason are filled in.
 */
export const handBack: FormPart = {
  needsChoices: true,
  initial: (_, choices) => {
    const better = choices?.agency
    return {
      reason: better
        ? translate('handOn.becomes', { agency: better.name, reason: better.reason })
        : '',
      agency: better?.code ?? '',
    }
  },
  Fields({ form, view }) {
    const { t } = useTranslation()
    const agencies = useQuery(agenciesQuery)
    const better = agencies.data?.find(({ code }) => code === form.values.agency)?.name
    return (
      <>
        <AgencyBox
          form={form}
          name="agency"
          label={t('act.betterAgency')}
          except={view.agency?.code}
          clearable
        />
        <TextBox form={form} name="reason" label={t('act.handBackReason')} rows={2} />
        <Effect words={better ? t('handOn.returnsTo', { agency: better }) : t('handOn.returns')} />
      </>
    )
  },
}
