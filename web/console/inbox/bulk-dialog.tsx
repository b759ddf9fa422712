import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { BulkAction } from '../../../contract/bulk.ts'
import { actions } from '../../../contract/case-types.ts'
import type { ActionRequest } from '../../../contract/case-types.ts'
import type { ActionRule } from '../../../contract/case-type.ts'
import { api, catalogueQuery, keys } from '../api.ts'
import { AgencyBox } from '../case/actions/agency-box.tsx'
import { ChoiceBox, TextBox, optionsOf } from '../case/actions/boxes.tsx'
import type { Values } from '../case/drafts.ts'
import { plainForm } from '../case/plain-form.ts'
import type { FormBoxes } from '../case/use-action-form.ts'
import { figure } from '../format.ts'
import { language, useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { BulkDone } from './bulk-done.tsx'
import { BulkProgress, Refused } from './bulk-parts.tsx'
import { useBulk } from './use-bulk.ts'

type Sent = { id: string; version: number; input: Record<string, unknown> }

type Props = {
  type: BulkAction
  ids: string[]
  /** With what is to stay chosen: what was not done. */
  close: (left: string[]) => void
}

/** What is sent: a box that was left empty is left out. */
const inputOf = (values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => String(value).trim() !== ''))

/** One action on many cases: what it fits, what not and why; then how far it is and how it went. */
export function BulkDialog({ type, ids, close }: Props) {
  const { t } = useTranslation()
  const [values, setValues] = useState<Values>({})
  const [faults, setFaults] = useState<Record<string, string>>({})
  const { send, results } = useBulk((some: Sent[], idempotencyKey) => {
    const action = { type, input: some[0]!.input } as unknown as ActionRequest
    const cases = some.map(({ id, version }) => ({ id, version }))
    return api.actOnCases({ body: { cases, action }, idempotencyKey })
  })
  // As it was when the dialog opened: who acts meanwhile is told of as a conflict.
  const preview = useQuery({
    queryKey: [...keys.cases, 'bulk', ids.toSorted(), 'preview'],
    queryFn: () => api.previewBulk({ body: { ids } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const cases = preview.data?.cases ?? []
  const box = useRef<HTMLFormElement>(null)
  const isReady = preview.data !== undefined
  useEffect(() => {
    if (!isReady) return
    box.current?.querySelector<HTMLElement>('input, textarea, [type="submit"]')?.focus()
  }, [isReady])
  const abilityOf = (one: (typeof cases)[number]) =>
    one.abilities.find(({ action }) => action === type)
  const fits = cases.filter((one) => abilityOf(one)?.enabled)
  const refused = Map.groupBy(
    cases.filter((one) => !abilityOf(one)?.enabled),
    (one) => abilityOf(one)?.reason ?? 'not_allowed',
  )
  const title = t(`common:action.${type}.button`)
  const form = plainForm(
    values,
    (patch) => {
      setValues({ ...values, ...patch })
      setFaults({})
    },
    (name) => faults[name],
  )
  const submit = () => {
    const input = inputOf(values)
    const parsed = actions[type].input.safeParse(input)
    if (!parsed.success) {
      return setFaults(
        Object.fromEntries(parsed.error.issues.map(({ path }) => [String(path[0]), 'required'])),
      )
    }
    send.mutate(fits.map(({ id, version }) => ({ id, version, input })))
  }
  const undone = () => {
    const done = new Set(results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id))
    return ids.filter((id) => !done.has(id))
  }
  const leave = () => !send.isPending && close(undone())
  const numberOf = new Map(cases.map(({ id, number }) => [id, number]))
  return (
    <Modal.Root
      opened
      onClose={leave}
      centered
      returnFocus={false}
      // It would write a style into the page, which the policy of the page refuses.
      lockScroll={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body className="bulk-dialog">
          <h2>{title}</h2>
          {preview.isPending && <Loading rows={3} />}
          {preview.isError && <Failed error={preview.error} retry={() => void preview.refetch()} />}
          {preview.data && !send.data && (
            <form
              ref={box}
              className="bulk-form"
              aria-label={title}
              noValidate
              onSubmit={(event) => {
                event.preventDefault()
                submit()
              }}
            >
              <p className="strong">{t('bulk.fits', { n: figure(fits.length) })}</p>
              {[...refused].map(([reason, some]) => (
                <Refused
                  key={reason}
                  title={t('bulk.fitsNot', {
                    n: figure(some.length),
                    reason:
                      reason === 'not_allowed'
                        ? t('bulk.not_allowed')
                        : t(`common:reason.${reason}`),
                  })}
                  numbers={some.map(({ number }) => number)}
                />
              ))}
              <Fields type={type} form={form} />
              {(send.isPending || (send.isError && results.length > 0)) && (
                <BulkProgress done={results.length} all={fits.length} />
              )}
              {send.isError && <Failed error={send.error} />}
              <div className="panel-buttons">
                <Button type="submit" loading={send.isPending} disabled={fits.length === 0}>
                  {send.isError ? t('retry') : title}
                </Button>
                <Button variant="default" disabled={send.isPending} onClick={leave}>
                  {t('act.close')}
                </Button>
              </div>
            </form>
          )}
          {send.data && (
            <BulkDone
              results={send.data}
              numberOf={numberOf}
              mayUndo={(actions[type] as ActionRule).undoable === true}
              close={leave}
            />
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Fields({ type, form }: { type: BulkAction; form: FormBoxes }) {
  const { t } = useTranslation()
  const catalogue = useQuery(catalogueQuery(language())).data
  switch (type) {
    case 'assign':
      return (
        <>
          <AgencyBox form={form} name="agency" label={t('act.agency')} />
          <TextBox form={form} name="reason" label={t('act.assignReason')} rows={1} />
        </>
      )
    case 'reclassify':
      return (
        <ChoiceBox
          form={form}
          name="subject"
          label={t('act.subject')}
          options={optionsOf(catalogue?.subjects)}
        />
      )
    case 'note_internal':
      return <TextBox form={form} name="text" label={t('act.note')} />
    case 'close':
      return <TextBox form={form} name="reason" label={t('act.closeReason')} rows={1} />
    default:
      return null
  }
}
