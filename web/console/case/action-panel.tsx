import { Button } from '@mantine/core'
import { useEffect, useId, useMemo, useRef } from 'react'
import type { ComponentType, KeyboardEvent } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { CaseChoices } from '../../../contract/choices.ts'
import type { CaseView } from '../../../contract/cases.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import type { Me } from '../../../contract/identity.ts'
import { choicesQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { Loading } from '../ui/states.tsx'
import type { Values } from './drafts.ts'
import { deadline, plainDay } from '../format.ts'
import { isKey } from '../shell/keys.ts'
import { ModuleCase } from './actions/module-box.tsx'
import { ActionError, ChangeNotice, FoundPieces, piecesOf } from './notices.tsx'
import { useActionForm } from './use-action-form.ts'
import type { FormBoxes } from './use-action-form.ts'

/** One action's own part of the panel: its boxes, what they begin with, what else must hold. */
export type FormPart = {
  Fields: ComponentType<{ form: FormBoxes; view: CaseView }>
  initial?: (view: CaseView, choices?: CaseChoices) => Values
  /** Begins with what is proposed for the case, which is asked for first. */
  needsChoices?: boolean
  check?: (values: Values) => Record<string, string>
}

type Props = { view: CaseView; type: ActionType; part: FormPart; me: Me; close: () => void }

/** The form of an action, once what it begins with is known, or cannot be. */
export function ActionPanel(props: Props) {
  const { view, part } = props
  const choices = useQuery({
    ...choicesQuery(view.id),
    enabled: part.needsChoices === true,
    // What is chosen stays chosen while the form is open.
    staleTime: Infinity,
  })
  if (part.needsChoices && choices.isPending) return <Loading rows={3} />
  return <Panel {...props} choices={choices.data} />
}

/** In the page beside what it is about rather than over it. */
function Panel({ view, type, part, me, close, choices }: Props & { choices?: CaseChoices }) {
  const { t } = useTranslation('common')
  const id = useId()
  const panel = useRef<HTMLFormElement>(null)
  const form = useActionForm({
    view,
    type,
    person: me.id,
    initial: part.initial?.(view, choices) ?? {},
    ...(part.check && { check: part.check }),
    onDone: close,
  })
  const ability = view.abilities.find(({ action }) => action === type)
  const pieces = piecesOf(form.error)

  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' })
    // On a phone the keyboard would cover what is to be read first.
    const first = matchMedia('(pointer: coarse)').matches
      ? 'h2'
      : 'input:not([type="hidden"]), textarea, button[type="submit"]'
    panel.current?.querySelector<HTMLElement>(first)?.focus({ preventScroll: true })
  }, [])

  const { boxes } = form
  // Sending changes the button and none of the boxes.
  const fields = useMemo(
    () => (
      <ModuleCase value={{ view, type }}>
        <part.Fields form={boxes} view={view} />
      </ModuleCase>
    ),
    [part, view, type, boxes],
  )

  const submit = () => {
    form.submit()
    // The first box that is wrong, once it is marked.
    requestAnimationFrame(() =>
      panel.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const list = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true'
    if (event.code === 'Escape' && !list) {
      event.preventDefault()
      close()
    } else if (isKey(event, 'send')) {
      event.preventDefault()
      submit()
    }
  }

  return (
    <form
      ref={panel}
      className="panel"
      aria-labelledby={id}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2 id={id} tabIndex={-1}>
        {t(`action.${type}.button`)}
      </h2>
      {t(`action.${type}.question`) !== '' && (
        <p className="quiet">
          {t(`action.${type}.question`, {
            agency: view.agency?.name ?? '',
            day: view.extension ? plainDay(view.extension) : '',
            times: view.reminders + 1,
            until: view.handBackUntil ? deadline(view.handBackUntil) : '',
          })}
        </p>
      )}
      {form.restored && (
        <p className="restored" role="status">
          {t('console:act.restored')}{' '}
          <Button variant="subtle" onClick={form.reset}>
            {t('console:act.discard')}
          </Button>
        </p>
      )}
      {fields}
      {form.error ? (
        <ActionError error={form.error} />
      ) : (
        form.change && <ChangeNotice change={form.change} />
      )}
      <FoundPieces pieces={pieces} values={form.boxes.values} />
      {ability && !ability.enabled && (
        <p className="panel-reason" role="status">
          {t(`reason.${ability.reason ?? 'wrong_status'}`)}
        </p>
      )}
      <div className="panel-buttons">
        <Button type="submit" loading={form.sending} disabled={ability?.enabled !== true}>
          {t(`action.${type}.button`)}
        </Button>
        <Button variant="default" onClick={close}>
          {t('console:act.close')}
        </Button>
      </div>
    </form>
  )
}
