import { Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { choicesQuery } from '../../api.ts'
import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Effect } from './effect.tsx'

/** Giving the case to one of the agency's officers; who is likeliest to have it is chosen already. */
export const assignInside: FormPart = {
  needsChoices: true,
  initial: ({ officer }, choices) => ({ officer: officer?.code ?? choices?.officer?.id ?? '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const choices = useQuery(choicesQuery(view.id))
    if (choices.isError && !choices.data) {
      return <Failed error={choices.error} retry={() => void choices.refetch()} />
    }
    if (!choices.data) return <Loading rows={2} />
    const { officers, officer: proposed } = choices.data
    if (officers.length === 0) return <p className="quiet">{t('act.noOfficer')}</p>
    const wrong = form.wrong('officer')
    const chosen = officers.find(({ id }) => id === form.values.officer)
    return (
      <>
        <Radio.Group
          name="officer"
          label={t('act.officer')}
          error={wrong && t(`common:field.${wrong}`)}
          value={String(form.values.officer ?? '')}
          onChange={(officer) => form.set({ officer })}
        >
          <div className="person-choices">
            {officers.map(({ id, name, open }) => (
              <Radio
                key={id}
                value={id}
                label={name}
                description={[
                  t('handOn.open', { count: open }),
                  ...(proposed?.id === id ? [t(`handOn.why.${proposed.reason}`)] : []),
                ].join(' · ')}
              />
            ))}
          </div>
        </Radio.Group>
        {chosen && <Effect words={t('handOn.gives', { name: chosen.name })} />}
      </>
    )
  },
}
