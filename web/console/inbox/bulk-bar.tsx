import { Button } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { bulkActions, mostChosen } from '../../../contract/bulk.ts'
import type { BulkAction } from '../../../contract/bulk.ts'
import type { Box } from '../../../contract/cases.ts'
import { api, filteredCountsQuery, keys, meQuery } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { MacroDialog } from '../macros/macro-dialog.tsx'
import { useMacrosOf } from '../macros/offered.ts'
import { useOffered } from '../shell/offered.ts'
import { announce } from '../ui/announce.tsx'
import { errorCode } from '../ui/states.tsx'
import { filterOf } from './address.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { chooseNone, setChosen, useChosen } from './selection.ts'
import { SnoozeMenu } from './snooze-menu.tsx'
import './bulk.css'
import { isKey } from '../shell/keys.ts'

/** The row that the keyboard comes back to. */
export function focusList(): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('a.row[tabindex="0"]')?.focus({ preventScroll: true }),
  )
}

/** What can be done with the cases that are chosen, maybe `beside` one that is open. */
export function BulkBar({ box, beside }: { box: Box; beside: boolean }) {
  const { t } = useTranslation()
  const chosen = [...useChosen()]
  const [action, setAction] = useState<BulkAction | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const filter = filterOf(useSearch({ from: '/desk' }))
  const preview = useQuery({
    queryKey: [...keys.cases, 'chosen', chosen.toSorted()],
    queryFn: () => api.previewBulk({ body: { ids: chosen } }),
    enabled: chosen.length > 0,
    placeholderData: keepPreviousData,
  })
  const left = useQuery({ ...filteredCountsQuery(filter), enabled: chosen.length > 0 })
  const all = useMutation({
    mutationFn: () => api.previewBulk({ body: { box, filter } }),
    onSuccess: ({ cases, cut }) => {
      setChosen(cases.map(({ id }) => id))
      announce(t(cut ? 'bulk.chosenFirst' : 'bulk.chosen', { n: figure(cases.length) }))
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })

  const macros = useMacrosOf(useSuspenseQuery(meQuery).data)
  const [macro, setMacro] = useState<{ start: string | null } | null>(null)
  useOffered(
    'bulk',
    chosen.length === 0
      ? []
      : macros.map(({ code, name }) => ({
          id: `bulk macro ${code}`,
          group: t('macro.ofChosen', { n: figure(chosen.length) }),
          label: name,
          run: () => setMacro({ start: code }),
        })),
  )

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const inList = (event.target as HTMLElement).closest?.('.rows')
    if (isKey(event, 'modules') && chosen.length > 0 && macros.length > 0 && inList) {
      event.preventDefault()
      return setMacro({ start: null })
    }
    if (!isKey(event, 'act') || chosen.length === 0 || !inList) return
    event.preventDefault()
    bar.current?.querySelector<HTMLElement>('.bulk-actions button')?.focus()
  })
  useEffect(() => {
    // Before the case that is open beside the list hears of it.
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])

  if (chosen.length === 0) return null
  const total = left.data?.[box]
  const possible = bulkActions.filter((type) =>
    preview.data?.cases.some(({ abilities }) =>
      abilities.some((ability) => ability.action === type && ability.enabled),
    ),
  )
  const done = () => {
    chooseNone()
    focusList()
  }
  return (
    <div
      className="bulk"
      ref={bar}
      role="toolbar"
      aria-label={t('bulk.label')}
      onKeyDown={(event) => {
        if (event.code !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        focusList()
      }}
    >
      <p className="bulk-count">
        <span role="status">{t('bulk.chosen', { n: figure(chosen.length) })}</span>
        {total !== undefined && total > chosen.length && chosen.length < mostChosen && (
          <Button variant="subtle" loading={all.isPending} onClick={() => all.mutate()}>
            {t('bulk.all', { n: figure(Math.min(total, mostChosen)) })}
          </Button>
        )}
        <Button variant="subtle" onClick={done}>
          {t('bulk.none')}
        </Button>
      </p>
      <div className="bulk-actions">
        {possible.map((type) => (
          <Button key={type} variant="default" onClick={() => setAction(type)}>
            {t(`common:action.${type}.button`)}
          </Button>
        ))}
        {macros.length > 0 && (
          <Button variant="default" onClick={() => setMacro({ start: null })}>
            {t('macro.title')} <kbd>F9</kbd>
          </Button>
        )}
        <SnoozeMenu ids={chosen} onDone={done} takesKey={!beside} />
      </div>
      {macro && (
        <MacroDialog
          macros={macros}
          ids={chosen}
          start={macro.start}
          close={(left) => {
            setMacro(null)
            setChosen(left)
            focusList()
          }}
        />
      )}
      {action && (
        <BulkDialog
          key={action}
          type={action}
          ids={chosen}
          close={(left) => {
            setAction(null)
            setChosen(left)
            focusList()
          }}
        />
      )}
    </div>
  )
}
