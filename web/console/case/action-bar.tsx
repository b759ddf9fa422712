import { Button, Menu, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useEffectEvent, useId } from 'react'
import type { ComponentProps } from 'react'
import type { Ability, CaseView } from '../../../contract/cases.ts'
import { actions } from '../../../contract/case-types.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import type { Me } from '../../../contract/identity.ts'
import type { ShownMacro } from '../../../contract/macros.ts'
import { useTranslation } from '../i18n.ts'
import { isKey } from '../shell/keys.ts'
import { useOffered } from '../shell/offered.ts'
import { focusIfLost } from '../ui/keep-focus.ts'
import { ActionError } from './notices.tsx'
import { arrange } from './prominence.ts'
import { usePress } from './use-press.ts'

/** An action that is not possible now: focusable, so that the reason can be read and heard. */
function Disabled({ ability }: { ability: Ability }) {
  const { t } = useTranslation('common')
  const id = useId()
  const reason = t(`reason.${ability.reason ?? 'wrong_status'}`)
  return (
    <>
      <Tooltip label={reason} maw={260}>
        <Button
          variant="default"
          data-disabled
          aria-disabled="true"
          aria-describedby={id}
          onClick={(event) => event.preventDefault()}
        >
          {t(`action.${ability.action}.button`)}
        </Button>
      </Tooltip>
      <span id={id} className="hidden">
        {reason}
      </span>
    </>
  )
}

/** Not disabled for the browser, so that the arrows reach it and it is heard. */
const Impossible = (props: ComponentProps<'button'>) => <button {...props} aria-disabled="true" />

/** What is not drawn as a button: what finds no room, and what belongs to other steps. */
function More({
  label,
  offered,
  held,
  later,
}: {
  label: string
  offered: { key: string; label: string; run: () => void }[]
  held: Ability[]
  later: Ability[]
}) {
  const { t } = useTranslation('common')
  const impossible = ({ action }: Ability) => (
    <Menu.Item key={action} component={Impossible} closeMenuOnClick={false}>
      {t(`action.${action}.button`)}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="subtle">{label}</Button>
      </Menu.Target>
      <Menu.Dropdown className="later-menu">
        {offered.map(({ key, label: words, run }) => (
          <Menu.Item key={key} onClick={run}>
            {words}
          </Menu.Item>
        ))}
        {held.map((ability) => [
          <Menu.Label key={`why ${ability.action}`}>
            {t(`reason.${ability.reason ?? 'wrong_status'}`)}
          </Menu.Label>,
          impossible(ability),
        ])}
        {later.length > 0 && <Menu.Label>{t('reason.wrong_status')}</Menu.Label>}
        {later.map(impossible)}
      </Menu.Dropdown>
    </Menu>
  )
}

/** On a phone the thumb has room for so many buttons; the rest is in the menu beside them. */
const mostOnPhone = 2

type Props = {
  view: CaseView
  me: Me
  /** The heading of the case. */
  head: () => HTMLElement | null | undefined
  /** The action whose form is open. */
  current: ActionType | 'macro' | null
  open: (type: ActionType) => void
  macros: ShownMacro[]
  openMacro: (start: string | null) => void
}

/** Whether a dialog holds the keys: the one of the list, for many cases. */
const isModal = () => document.querySelector('[aria-modal="true"]') !== null

/** The buttons of a case, drawn only from the abilities the server gave. */
export function ActionBar({ view, me, head, current, open, macros, openMacro }: Props) {
  const { t } = useTranslation('common')
  const { primary, others, held, later } = arrange(view)
  const possible = [...(primary ? [primary] : []), ...others]
  // The button that was pressed is gone with what it did.
  const { act, press } = usePress(view, me, () => focusIfLost(head))

  const choose = (type: ActionType) => {
    // What is on its way changes the case: a form opened now would stand on what is about to pass.
    if (act.isPending) return
    // Nothing to fill in and nothing to ask: the press itself is the decision.
    const plain = Object.keys(actions[type].input.shape).length === 0
    if (!plain || t(`action.${type}.question`) !== '') return open(type)
    press(type)
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isKey(event, 'modules') && !event.defaultPrevented && macros.length > 0 && !isModal()) {
      event.preventDefault()
      return openMacro(null)
    }
    const first = primary ?? others[0]
    if (!isKey(event, 'act') || event.defaultPrevented || !first || current) return
    event.preventDefault()
    choose(first.action)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  useOffered('case', [
    ...possible.map(({ action }) => ({
      id: `action ${action}`,
      group: t('console:commands.actions'),
      label: t(`action.${action}.button`),
      run: () => choose(action),
    })),
    ...macros.map(({ code, name }) => ({
      id: `macro ${code}`,
      group: t('console:macro.title'),
      label: name,
      run: () => openMacro(code),
    })),
  ])

  const isPhone = useMediaQuery('(max-width: 60rem)', undefined, { getInitialValueInEffect: false })
  const drawn = isPhone ? possible.slice(0, mostOnPhone) : possible
  const offered = [
    ...possible.slice(drawn.length).map(({ action }) => ({
      key: action as string,
      label: t(`action.${action}.button`),
      run: () => choose(action),
    })),
    ...(isPhone && macros.length > 0
      ? [{ key: 'macro', label: t('console:macro.title'), run: () => openMacro(null) }]
      : []),
  ]
  const folded = { offered, held: isPhone ? held : [], later }
  if (view.abilities.length === 0) return null
  return (
    <div className="actions">
      <div className="action-bar" role="toolbar" aria-label={t('console:case.actions')}>
        {drawn.map((ability) => (
          <Button
            key={ability.action}
            variant={ability === primary ? 'filled' : 'default'}
            aria-expanded={current === ability.action || undefined}
            loading={act.isPending && act.variables.action.type === ability.action}
            onClick={() => choose(ability.action)}
          >
            {t(`action.${ability.action}.button`)}
          </Button>
        ))}
        {!isPhone && macros.length > 0 && (
          <Button
            variant="default"
            aria-expanded={current === 'macro' || undefined}
            onClick={() => openMacro(null)}
          >
            {t('console:macro.title')} <kbd>F9</kbd>
          </Button>
        )}
        {!isPhone && held.map((ability) => <Disabled key={ability.action} ability={ability} />)}
        {Object.values(folded).some(({ length }) => length > 0) && (
          <More
            label={
              isPhone ? t('console:case.more') : t('console:case.later', { count: later.length })
            }
            {...folded}
          />
        )}
      </div>
      {act.error && <ActionError error={act.error} />}
    </div>
  )
}
