import { Button, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { DayInput } from '../../ui/day-input.tsx'
import { useFaultWords } from '../form/context.ts'
import { WriteError } from './write-error.tsx'
import { serverFaults, useRemoval, useWrite } from './use-save.ts'
import type { Seen } from './use-save.ts'

type Props = { kind: KindName; seen: Seen; onDone: () => void; onCancel: () => void }

/** A question with one or two boxes, in the page like every form. */
function SmallForm(props: {
  title: string
  more: string
  button: string
  busy: boolean
  error: Error | null
  reason: string
  setReason: (reason: string) => void
  onSubmit: () => void
  onCancel: () => void
  children?: ReactNode
}) {
  const { title, more, button, busy, error, reason, setReason, onSubmit, onCancel } = props
  const { t } = useTranslation('administration')
  const id = useId()
  return (
    <form
      className="panel"
      aria-labelledby={id}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        if (!busy) onSubmit()
      }}
    >
      <h2 id={id}>{title}</h2>
      <p className="quiet">{more}</p>
      {props.children}
      <TextInput
        label={t('reason')}
        maxLength={300}
        data-autofocus
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {error && <WriteError error={error} />}
      <div className="panel-buttons">
        <Button type="submit" loading={busy}>
          {button}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('console:act.close')}
        </Button>
      </div>
    </form>
  )
}

/** From which day a record no longer holds. */
export function EndForm({ kind, seen, onDone, onCancel }: Props) {
  const { t } = useTranslation('administration')
  const words = useFaultWords()
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const [own, setOwn] = useState<string>()
  const write = useWrite(kind, onDone)
  const fault = own ?? Object.values(serverFaults(write.error))[0]
  const submit = () => {
    const start = String(seen.record.validFrom)
    const found = day === '' ? 'required' : day <= start ? 'not_after_start' : undefined
    setOwn(found)
    if (!found) write.mutate({ ...seen, record: { ...seen.record, validTo: day }, reason })
  }
  return (
    <SmallForm
      title={t('end.title')}
      more={t('end.more')}
      button={t('end.button')}
      busy={write.isPending}
      error={fault === undefined ? write.error : null}
      {...{ reason, setReason, onCancel }}
      onSubmit={submit}
    >
      <DayInput
        className="box-short"
        label={t('end.day')}
        error={fault && words(fault)}
        value={day}
        onChange={setDay}
      />
    </SmallForm>
  )
}

/** Takes out what should never have been there. */
export function RemoveForm({ kind, seen, onDone, onCancel }: Props) {
  const { t } = useTranslation('administration')
  const [reason, setReason] = useState('')
  const removal = useRemoval(kind, onDone)
  return (
    <SmallForm
      title={t('removal.title')}
      more={t('removal.more')}
      button={t('removal.button')}
      busy={removal.isPending}
      error={removal.error}
      {...{ reason, setReason, onCancel }}
      onSubmit={() => removal.mutate({ ...seen, reason })}
    />
  )
}
