import { Alert, Button, TextInput } from '@mantine/core'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { addPerson } from '../../../../contract/administration.ts'
import { useTranslation } from '../../i18n.ts'
import { errorCode } from '../../ui/states.tsx'
import { Box } from '../form/box.tsx'
import { FormContext, boxId, useFault } from '../form/context.ts'
import type { Faults } from '../form/draft.ts'
import { FaultSummary } from '../records/faults.tsx'
import { LeaveGuard } from '../records/leave-guard.tsx'
import { refusalOf, serverFaults } from '../records/use-save.ts'
import { GrantsBox, isOfCentre } from './grants-box.tsx'
import type { Grant } from './grants-box.tsx'

export type PersonValues = { name: string; email: string; grants: Grant[] }

type Props = {
  title: string
  button: string
  initial: PersonValues
  /** An account's address stays. */
  emailFixed: boolean
  busy: boolean
  error: Error | null
  onSave: (values: PersonValues) => void
  onCancel: () => void
}

/** What is wrong with the values, before the server is asked. */
function faultsOf(values: PersonValues): Faults {
  const parsed = addPerson.body!.safeParse(values)
  const faults: Faults = {}
  for (const { path, message } of parsed.error?.issues ?? []) {
    faults[path.join('.')] ??= /^[a-z_]+$/.test(message) ? message : 'invalid'
  }
  for (const [index, { role, agency }] of values.grants.entries()) {
    if (!isOfCentre(role) && !agency) faults[`grants.${index}.agency`] ??= 'required'
  }
  return faults
}

/** Name, address and roles of a member of staff. */
export function PersonForm(props: Props) {
  const { title, button, initial, emailFixed, busy, error, onSave, onCancel } = props
  const { t } = useTranslation('administration')
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState(initial)
  const [own, setOwn] = useState<Faults>({})
  const dirty = useRef(false)
  const refused = useMemo(() => serverFaults(error), [error])
  const faults = useMemo(() => ({ ...refused, ...own }), [refused, own])
  const Heading = emailFixed ? 'h2' : 'h1'
  const context = useMemo(
    () => ({ kind: 'agencies' as const, faults, locked: new Set<string>(), Box }),
    [faults],
  )
  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const set = (patch: Partial<PersonValues>) => {
    dirty.current = true
    setValues({ ...values, ...patch })
    setOwn({})
  }
  const save = () => {
    if (busy) return
    const found = faultsOf(values)
    setOwn(found)
    if (Object.keys(found).length > 0) return
    dirty.current = false
    onSave({
      ...values,
      name: values.name.trim(),
      grants: values.grants.map((grant) => ({ ...grant, agency: grant.agency || null })),
    })
  }
  return (
    <form
      ref={form}
      className="panel record-form"
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <LeaveGuard dirty={dirty} />
      <Heading id={id}>{title}</Heading>
      <FaultSummary
        faults={faults}
        pathWords={(path) => {
          const field = path.split('.').at(-1)!
          return t(`people.${field}`, { defaultValue: field })
        }}
      />
      <FormContext value={context}>
        <div className="box-fields">
          <Line
            name="name"
            label={t('people.name')}
            value={values.name}
            set={(name) => set({ name })}
          />
          {!emailFixed && (
            <Line
              name="email"
              type="email"
              label={t('people.email')}
              value={values.email}
              set={(email) => set({ email })}
            />
          )}
        </div>
        <GrantsBox value={values.grants} onChange={(grants) => set({ grants })} />
      </FormContext>
      {error && Object.keys(refused).length === 0 && <PersonError error={error} />}
      <div className="panel-buttons">
        <Button type="submit" loading={busy}>
          {button}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            dirty.current = false
            onCancel()
          }}
        >
          {t('console:act.close')}
        </Button>
      </div>
    </form>
  )
}

function Line(props: {
  name: string
  label: string
  type?: string
  value: string
  set: (value: string) => void
}) {
  const { name, label, type = 'text', value, set } = props
  return (
    <TextInput
      id={boxId(name)}
      type={type}
      label={label}
      autoComplete="off"
      error={useFault(name)}
      value={value}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  )
}

/** Why an account was not written, in words. */
export function PersonError({ error }: { error: Error }) {
  const { t } = useTranslation('administration')
  const refusal = refusalOf(error)
  const words = t(`common:error.${errorCode(error)}`)
  return (
    <Alert role="alert" className="notice" data-tone="overdue">
      {refusal ? t(`refusal.${refusal.reason}`, { defaultValue: words }) : words}
    </Alert>
  )
}
