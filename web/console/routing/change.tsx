import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { agenciesQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { matches } from '../ui/fold.ts'

/** Who may lead: an agency, or one that the place decides. */
function useManagers(isFeature: boolean) {
  const { t } = useTranslation()
  const agencies = useQuery(agenciesQuery)
  const here = (isFeature ? (['xa'] as const) : (['xa', 'ca_xa'] as const)).map((value) => ({
    value,
    label: t(`routing.here.${value}`),
  }))
  const others = (agencies.data ?? [])
    .filter(({ kind }) => kind !== 'xa_phong')
    .map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))
  return [...here, ...others]
}

/** One agency, or the commune's, as the manager or the lead. */
export function ManagerBox({
  value,
  label,
  isFeature = false,
  choose,
}: {
  value: string
  label: string
  isFeature?: boolean
  choose: (code: string) => void
}) {
  const { t } = useTranslation()
  const managers = useManagers(isFeature)
  const known = managers.some((manager) => manager.value === value)
  return (
    <Select
      label={label}
      searchable
      filter={({ options, search }) =>
        options.filter((option) => 'label' in option && matches(option.label, search))
      }
      data={known ? managers : [{ value, label: value }, ...managers]}
      value={value}
      nothingFoundMessage={t('act.noChoice')}
      maxDropdownHeight={320}
      comboboxProps={{ withinPortal: false }}
      allowDeselect={false}
      onChange={(code) => code && choose(code)}
    />
  )
}

export type Lead = { when: string; to: string }

/** The leads of a subject in their order: change, move, take out, add. */
export function LeadsBox({ leads, change }: { leads: Lead[]; change: (leads: Lead[]) => void }) {
  const { t } = useTranslation()
  const put = (index: number, part: Partial<Lead>) =>
    change(leads.map((lead, at) => (at === index ? { ...lead, ...part } : lead)))
  const swap = (index: number) =>
    change(
      leads.map((lead, at) =>
        at === index - 1 ? leads[index]! : at === index ? leads[index - 1]! : lead,
      ),
    )
  return (
    <fieldset className="leads">
      <legend>{t('routing.leads')}</legend>
      <p className="quiet">{t('routing.leadsHint')}</p>
      <ol>
        {leads.map((lead, index) => (
          // eslint-disable-next-line react/no-array-index-key -- its place in the order names a lead
          <li key={index}>
            <TextInput
              label={t('routing.when')}
              value={lead.when}
              error={lead.when.trim() === '' ? t('common:field.required') : undefined}
              onChange={({ currentTarget }) => put(index, { when: currentTarget.value })}
            />
            <ManagerBox
              label={t('routing.to')}
              value={lead.to}
              choose={(to) => put(index, { to })}
            />
            <div className="lead-buttons">
              <Button variant="subtle" disabled={index === 0} onClick={() => swap(index)}>
                {t('routing.earlier')}
              </Button>
              <Button
                variant="subtle"
                disabled={leads.length === 1}
                onClick={() => change(leads.filter((_, at) => at !== index))}
              >
                {t('routing.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <div>
        <Button
          variant="default"
          onClick={() => change([{ when: t('routing.newWhen'), to: 'xa' }, ...leads])}
        >
          {t('routing.addLead')}
        </Button>
      </div>
    </fieldset>
  )
}
