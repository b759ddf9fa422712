import { Button, Modal, useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useId, useRef, useState, useSyncExternalStore } from 'react'
import type { KeyboardEvent as ReactKeyboardEvent } from 'react'
import { inGroups, isValidNumber, normalizeDigits, numberLength } from '../../../contract/codes.ts'
import type { Me } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { language, languages, setLanguage, useTranslation } from '../i18n.ts'
import { isLocked } from '../security/lock.ts'
import {
  boxesOf,
  hasNoReports,
  isAdministrator,
  isAuditor,
  isCentre,
  isLeader,
  isRouter,
} from '../session.ts'
import { showScheme } from '../theme.ts'
import type { Scheme } from '../theme.ts'
import { setAutoNext, useAutoNext } from './auto-next.ts'
import { findNamed } from './find.ts'
import { isKey, keyNames } from './keys.ts'
import { offeredNow } from './offered.ts'
import type { Command } from './offered.ts'
import './command-bar.css'

const schemes: Scheme[] = ['light', 'dark', 'auto']

/** The boxes and pages of this person, and what they may set. */
function useOwnCommands(me: Me, showKeys: () => void): Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const page = (id: string, label: string, run: () => unknown): Command => ({
    id,
    group: t('commands.pages'),
    label,
    run: () => void run(),
  })
  const seesFigures = isAdministrator(me) || isCentre(me) || isLeader(me)
  const boxes = hasNoReports(me) ? [] : boxesOf(me)
  const autoNext = useAutoNext(me.id)
  return [
    ...boxes.map((box) => ({
      id: `box ${box}`,
      group: t('boxes'),
      label: t(`box.${box}`),
      run: () => void navigate({ to: '/', search: { box } }),
    })),
    ...(isCentre(me) || isLeader(me)
      ? [page('tong-quan', t('overview.link'), () => navigate({ to: '/tong-quan', search: {} }))]
      : []),
    ...(isCentre(me)
      ? [page('ca-truc', t('shift.title'), () => navigate({ to: '/ca-truc', search: {} }))]
      : []),
    ...(seesFigures
      ? [page('so-lieu', t('statistics.link'), () => navigate({ to: '/so-lieu', search: {} }))]
      : []),
    ...(isRouter(me)
      ? [page('phan-tuyen', t('routing.title'), () => navigate({ to: '/quan-tri/phan-tuyen' }))]
      : []),
    ...(isAdministrator(me)
      ? [page('quan-tri', t('administration:title'), () => navigate({ to: '/quan-tri' }))]
      : []),
    ...(isAdministrator(me) || isAuditor(me)
      ? [page('nhat-ky', t('audit:link'), () => navigate({ to: '/nhat-ky', search: {} }))]
      : []),
    page('uy-quyen', t('delegation.title'), () => navigate({ to: '/uy-quyen' })),
    page('bao-mat', t('security.title'), () => navigate({ to: '/bao-mat' })),
    ...(boxes.length > 0
      ? [
          {
            id: 'auto-next',
            group: t('account'),
            label: `${t('autoNext')}: ${t(autoNext ? 'off' : 'on')}`,
            run: () => setAutoNext(me.id, !autoNext),
          },
        ]
      : []),
    ...schemes.map((scheme) => ({
      id: `theme ${scheme}`,
      group: t('themeLabel'),
      label: `${t('themeLabel')}: ${t(`theme.${scheme}`)}`,
      run: () => {
        setColorScheme(scheme)
        showScheme(scheme)
      },
    })),
    ...languages
      .filter((other) => other !== language())
      .map((other) => ({
        id: `language ${other}`,
        group: t('languageLabel'),
        label: `${t('languageLabel')}: ${t(`common:language.${other}`)}`,
        run: () => void setLanguage(other),
      })),
    { id: 'keys', group: t('commands.help'), label: t('keys.title'), run: showKeys },
  ]
}

/** The case of a typed number, where it is one. */
function useNumbered(typed: string): Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const digits = normalizeDigits(typed)
  const isNumber = isValidNumber(digits, numberLength)
  const { data } = useQuery({
    queryKey: ['commands', digits],
    queryFn: async () =>
      (await api.listCases({ query: { box: 'all', q: digits, limit: 1 } })).cases,
    enabled: isNumber,
  })
  if (!isNumber || !data) return []
  return data.map(({ id, number, summary }) => ({
    id,
    group: t('reports'),
    label: `${inGroups(number)} – ${summary}`,
    run: () => void navigate({ to: '/phan-anh/$id', params: { id }, search: { box: 'all' } }),
  }))
}

function Commands({ me, close, showKeys }: { me: Me; close: () => void; showKeys: () => void }) {
  const { t } = useTranslation()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  // As the screen was when the bar opened.
  const [offered] = useState(offeredNow)
  const own = useOwnCommands(me, showKeys)
  const numbered = useNumbered(typed)
  const shown = [...numbered, ...findNamed([...offered, ...own], typed)]
  const current = Math.min(at, shown.length - 1)
  const run = (command: Command | undefined) => {
    if (!command) return
    close()
    // After the focus is back where it was, so that a form it opens may take it.
    setTimeout(command.run)
  }
  const onKeyDown = (event: ReactKeyboardEvent) => {
    if (event.code === 'ArrowDown') setAt(Math.min(current + 1, shown.length - 1))
    else if (event.code === 'ArrowUp') setAt(Math.max(current - 1, 0))
    else if (event.code === 'Enter') run(shown[current])
    else return
    event.preventDefault()
  }
  useEffect(() => {
    document.getElementById(`${listId} ${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [listId, current])
  return (
    <div className="commands">
      <input
        className="commands-box"
        role="combobox"
        aria-label={t('commands.label')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown.length > 0 ? `${listId} ${current}` : undefined}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        placeholder={t('commands.hint')}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {shown.length === 0 && <p className="commands-none">{t('act.noChoice')}</p>}
      <ul
        className="plain commands-list"
        role="listbox"
        id={listId}
        aria-label={t('commands.label')}
      >
        {shown.map((command, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the box has the keys
          <li
            key={command.id}
            id={`${listId} ${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onMouseMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            <span className="quiet">{command.group}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Every key, from the table that the handlers use. */
function KeySheet({ close }: { close: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="key-sheet">
      <h2>{t('keys.title')}</h2>
      <dl>
        {keyNames.map((name) => (
          <div key={name}>
            <dt>
              <kbd>{t(`keys.${name}.key`)}</kbd>
            </dt>
            <dd>{t(`keys.${name}.does`)}</dd>
          </div>
        ))}
      </dl>
      <Button variant="default" data-autofocus onClick={close}>
        {t('act.close')}
      </Button>
    </div>
  )
}

/** The command bar (Ctrl+K) and the sheet of keys (F1), on every page for who is signed in. */
export function CommandBar() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'commands' | 'keys' | null>(null)
  const queryClient = useQueryClient()
  const me = useSyncExternalStore(
    (changed) => queryClient.getQueryCache().subscribe(changed),
    () => queryClient.getQueryData(meQuery.queryKey),
  )
  /** Where the focus was. */
  const before = useRef<HTMLElement | null>(null)
  const close = () => {
    setOpen(null)
    setTimeout(() => before.current?.focus())
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const wanted = isKey(event, 'commands') ? 'commands' : isKey(event, 'sheet') ? 'keys' : null
    // A dialog that is open holds the focus, and what is below is not to be changed meanwhile.
    const dialog = document.querySelector('[role="dialog"][aria-modal="true"], dialog[open]')
    if (!wanted || me?.state !== 'open' || isLocked() || (dialog && !open)) return
    event.preventDefault()
    if (open === wanted) return close()
    if (!open) before.current = document.activeElement as HTMLElement | null
    setOpen(wanted)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  if (!me) return null
  return (
    <>
      {open && (
        // Its lock of the page behind is an inline style, which the policy of the page refuses.
        <Modal.Root
          opened
          onClose={close}
          size={open === 'commands' ? 'lg' : 'md'}
          returnFocus={false}
          lockScroll={false}
          transitionProps={{ duration: 0 }}
        >
          <Modal.Overlay />
          <Modal.Content aria-label={t(open === 'commands' ? 'commands.label' : 'keys.title')}>
            {open === 'commands' ? (
              <Commands me={me} close={close} showKeys={() => setOpen('keys')} />
            ) : (
              <KeySheet close={close} />
            )}
          </Modal.Content>
        </Modal.Root>
      )}
    </>
  )
}
