import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { ApiError, newKey } from '../../../contract/client.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import { todayInVietnam } from '../day.ts'
import { api } from '../api.ts'
import { plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Refusal } from '../security/refusal.tsx'
import { DayInput } from '../ui/day-input.tsx'
import { errorCode } from '../ui/states.tsx'
import type { Whose } from './delegations.tsx'
import { dayFaults, latestEnd, momentsOf } from './period.ts'

type Possible = Awaited<ReturnType<typeof api.listDelegations>>['possible']
type Body = Parameters<typeof api.delegate>[0]['body']
/** Only roles about cases are handed over. */
type CasesRole = Exclude<StaffRole, 'administrator' | 'auditor'>
type Values = { role: number; to: string; begins: string; ends: string; reason: string }
type Faults = Partial<Record<keyof Values, string>>

type Props = {
  whose: Whose
  possible: Possible
  /** Told the name of who has it now. */
  onDone: (name: string) => Promise<unknown>
  onCancel: () => void
}

/** A role, a colleague and the days; says beforehand what it means. */
export function DelegationForm({ whose, possible, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const Heading = whose.own ? 'h2' : 'h3'
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState<Values>({
    role: 0,
    to: '',
    begins: todayInVietnam(),
    ends: '',
    reason: '',
  })
  const [faults, setFaults] = useState<Faults>({})
  const [refusals, setRefusals] = useState(0)
  const { people, role, agency } = possible[values.role]!
  const colleague = people.find((each) => each.id === values.to)
  const refuse = (found: Faults) => {
    setFaults(found)
    setRefusals(refusals + 1)
  }
  const { save, error } = useDelegate(onDone, refuse)
  useEffect(() => form.current?.querySelector('select')?.focus(), [])
  // To the first wrong field after each try, not while the others are being mended.
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusals])

  const set = (patch: Partial<Values>) => {
    setValues({ ...values, ...patch })
    const left = Object.entries(faults).filter(([name]) => !(name in patch))
    if (left.length < Object.keys(faults).length) setFaults(Object.fromEntries(left))
  }
  const fault = (name: keyof Values) => faults[name] && t(`common:field.${faults[name]}`)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found: Faults = { ...(!values.to && { to: 'required' }), ...dayFaults(values) }
    if (save.isPending) return
    if (Object.keys(found).length > 0) return refuse(found)
    const { to, reason } = values
    const what = { role, agency: agency?.code ?? null, to, ...momentsOf(values) }
    save.mutate({
      ...what,
      ...(!whose.own && { person: whose.id }),
      ...(reason.trim() && { reason: reason.trim() }),
    })
  }
  return (
    <form ref={form} className="panel" aria-labelledby={id} noValidate onSubmit={submit}>
      <Heading id={id}>{t('delegation.begin')}</Heading>
      <NativeSelect
        label={t('delegation.role')}
        error={fault('role')}
        data={possible.map((each, index) => ({
          value: String(index),
          label: [t(`role.${each.role}`), each.agency?.name].filter(Boolean).join(' · '),
        }))}
        value={String(values.role)}
        onChange={({ currentTarget }) => set({ role: Number(currentTarget.value), to: '' })}
      />
      {people.length === 0 ? (
        <p className="panel-reason">{t('delegation.nobody')}</p>
      ) : (
        <NativeSelect
          label={t('delegation.colleague')}
          error={fault('to')}
          data={[
            { value: '', label: t('delegation.choose') },
            ...people.map(({ id: value, name: label }) => ({ value, label })),
          ]}
          value={values.to}
          onChange={({ currentTarget }) => set({ to: currentTarget.value })}
        />
      )}
      <div className="delegation-days">
        <DayInput
          label={t('delegation.begins')}
          error={fault('begins')}
          min={todayInVietnam()}
          value={values.begins}
          onChange={(begins) => set({ begins })}
        />
        <DayInput
          label={t('delegation.ends')}
          error={fault('ends')}
          min={values.begins}
          max={values.begins ? latestEnd(values.begins) : undefined}
          value={values.ends}
          onChange={(ends) => set({ ends })}
        />
      </div>
      {values.begins && (
        <p className="quiet delegation-latest">
          {t('delegation.latest', { day: plainDay(latestEnd(values.begins)) })}
        </p>
      )}
      <TextInput
        label={t('delegation.reason')}
        maxLength={300}
        autoComplete="off"
        error={fault('reason')}
        value={values.reason}
        onChange={({ currentTarget }) => set({ reason: currentTarget.value })}
      />
      <div className="delegation-terms">
        <p>
          {t('delegation.means', {
            name: colleague?.name ?? t('delegation.who'),
            can: t(`delegation.can.${role as CasesRole}`),
          })}
        </p>
        <p>{t(whose.own ? 'delegation.loggedOwn' : 'delegation.logged', { giver: whose.name })}</p>
      </div>
      <Refusal words={error && t(`common:error.${errorCode(error)}`)} />
      <div className="panel-buttons">
        <Button type="submit" loading={save.isPending} disabled={people.length === 0}>
          {t('delegation.save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('act.close')}
        </Button>
      </div>
    </form>
  )
}

/** Hands over; a retry of the same content is the same write. `error` is what no field says. */
function useDelegate(onDone: Props['onDone'], refuse: (faults: Faults) => void) {
  const sent = useRef({ content: '', key: '' })
  const save = useMutation({
    mutationFn: (body: Body) => {
      const content = JSON.stringify(body)
      if (sent.current.content !== content) sent.current = { content, key: newKey() }
      return api.delegate({ body, idempotencyKey: sent.current.key })
    },
    onSuccess: ({ to }) => onDone(to.name),
    onError: (error) =>
      refuse(Object.fromEntries(fieldsOf(error).map(({ path, code }) => [path, code]))),
  })
  return { save, error: save.error && fieldsOf(save.error).length === 0 ? save.error : null }
}

const fieldsOf = (error: Error) =>
  error instanceof ApiError ? (error.body?.error.fields ?? []) : []
