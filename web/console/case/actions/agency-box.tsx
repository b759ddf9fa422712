import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { agenciesQuery } from '../../api.ts'
import { useTranslation } from '../../i18n.ts'
import { matches } from '../../ui/fold.ts'
import type { FormBoxes } from '../use-action-form.ts'
import { ChoiceBox } from './boxes.tsx'

type Props = {
  form: FormBoxes
  name: string
  label: string
  hint?: string | undefined
  /** The code of an agency that is no choice. */
  except?: string | undefined
  clearable?: boolean
  /** To look for what an agency has rather than to send to it: none is a choice too. */
  filter?: boolean
}

/** How many letters say that an office is meant and not the list looked through. */
const enoughToSearch = 3

/**
 * A choice of an agency. The offices inside a commune are many times more than everything else and
 * get their work from the commune: they are found by who types their name, and not listed before.
 */
export function AgencyBox({
  form,
  name,
  label,
  hint,
  except,
  clearable = false,
  filter = false,
}: Props) {
  const { t } = useTranslation()
  const agencies = useQuery(agenciesQuery)
  const [typed, setTyped] = useState('')
  const chosen = form.values[name]
  const searching = typed.trim().length >= enoughToSearch
  const names = new Map(agencies.data?.map((agency) => [agency.code, agency]))
  const options = agencies.data
    ?.filter(({ code, kind, name: words }) => {
      if (code === except) return false
      if (kind !== 'xa_phong' || code === chosen) return true
      return searching && matches(words, typed)
    })
    // What has a name of its own comes before its offices, which carry that name too.
    .toSorted((a, b) => Number(a.kind === 'xa_phong') - Number(b.kind === 'xa_phong'))
    .map((agency) => {
      // Departments of the police or of a company say nothing without the name above them.
      const above = agency.parent === null ? undefined : names.get(agency.parent)
      const isPart = agency.code.includes('.') && agency.kind !== 'xa_phong' && above
      return { value: agency.code, label: isPart ? `${agency.name} – ${above.name}` : agency.name }
    })
  return (
    <ChoiceBox
      form={form}
      name={name}
      label={label}
      hint={filter ? undefined : [hint, t('act.officesHint')].filter(Boolean).join(' ')}
      options={filter && options ? [{ value: 'none', label: t('noAgency') }, ...options] : options}
      clearable={clearable}
      {...(filter && { placeholder: t('filter.everything') })}
      onSearch={setTyped}
    />
  )
}
