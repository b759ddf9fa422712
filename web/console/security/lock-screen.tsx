import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { FormEvent } from 'react'
import type { Me } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'
import {
  isLocked,
  onLockChange,
  setLocked,
  tellUnlocked,
  useIdleLock,
  useOtherWindows,
} from './lock.ts'
import { canUsePasskeys, passkeyWords, showPasskey } from './passkey.ts'
import { Refusal } from './refusal.tsx'
import { ownRefusalWords } from './words.ts'
import './security.css'

/** Watches over the session; covers the page while it is locked, and leaves it as it is below. */
export function SessionGuard() {
  const locked = useSyncExternalStore(onLockChange, isLocked)
  const queryClient = useQueryClient()
  // Not an observer of the query: signing in clears the cache, which would leave it behind.
  const me = useSyncExternalStore(
    (changed) => queryClient.getQueryCache().subscribe(changed),
    () => queryClient.getQueryData(meQuery.queryKey),
  )
  useIdleLock(me, locked)
  useEffect(() => {
    if (me?.state === 'locked') setLocked(true)
  }, [me?.state])
  useOtherWindows(
    useCallback(
      (isLockedThere) => {
        if (isLockedThere) return setLocked(true)
        const before = me?.id
        if (before === undefined) return
        void queryClient.fetchQuery({ ...meQuery, staleTime: 0 }).then(
          (now) => {
            // Somebody else has signed in there: nothing of this page is theirs.
            if (now.id !== before) location.reload()
            else if (now.state === 'open') setLocked(false)
          },
          () => undefined,
        )
      },
      [me?.id, queryClient],
    ),
  )
  return locked && me ? <LockScreen me={me} /> : null
}

/** Asks for the password again; a modal dialog, so that nothing below can be reached or read. */
function LockScreen({ me }: { me: Me }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [password, setPassword] = useState('')

  useEffect(() => {
    dialog.current?.showModal()
    input.current?.focus()
  }, [])

  const unlock = useMutation({
    mutationFn: async (way: 'password' | 'passkey') =>
      api.unlockSession({
        body:
          way === 'password'
            ? { password }
            : { passkey: await showPasskey(await api.beginPasskeyProof({ body: {} })) },
      }),
    onSuccess: async (next) => {
      dialog.current?.close()
      queryClient.setQueryData(meQuery.queryKey, next)
      tellUnlocked()
      // What failed or went stale behind the lock.
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
      await router.invalidate()
    },
    onError: (_error, way) => way === 'password' && input.current?.select(),
  })
  const leave = useMutation({
    mutationFn: () => api.signOut({}),
    onSuccess: async () => {
      await router.navigate({ to: '/dang-nhap', search: {} })
      setLocked(false)
      queryClient.clear()
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password && !unlock.isPending) unlock.mutate('password')
  }

  return (
    <dialog
      ref={dialog}
      className="lock-screen signin"
      aria-labelledby="lock-title"
      onCancel={(event) => event.preventDefault()}
      // A second Escape closes a dialog in spite of that.
      onClose={() => isLocked() && dialog.current?.showModal()}
    >
      <form className="signin-card" onSubmit={submit} noValidate>
        <p className="signin-brand">
          <Mark size={32} /> {t('common:product')}
        </p>
        <h1 id="lock-title">{t('security.lock.title')}</h1>
        <p className="quiet">{t('security.lock.lead', { name: me.name })}</p>
        <Refusal
          words={
            unlock.error &&
            (unlock.variables === 'passkey' ? passkeyWords : ownRefusalWords)(t, unlock.error)
          }
        />
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        <PasswordInput
          ref={input}
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" size="md" fullWidth loading={unlock.isPending}>
          {t('security.lock.button')}
        </Button>
        {me.hasPasskey && canUsePasskeys() && (
          <Button
            variant="default"
            size="md"
            fullWidth
            disabled={unlock.isPending}
            onClick={() => unlock.mutate('passkey')}
          >
            {t('security.lock.passkey')}
          </Button>
        )}
        <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t('security.lock.other')}
        </Button>
      </form>
    </dialog>
  )
}
