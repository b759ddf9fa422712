import { Button } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { Preferences } from '../shell/preferences.tsx'
import { announce } from '../ui/announce.tsx'
import { Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { ChangePassword } from './change-password.tsx'
import { FactorSetUp } from './factor-set-up.tsx'
import { canUsePasskeys } from './passkey.ts'
import './security.css'

/**
 * What an account needs before it may work: a password of one's own, then a second factor. There is
 * nothing else to do here but leave.
 */
export function SetUpPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { next } = useSearch({ from: '/thiet-lap' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [steps] = useState(me.lacking)
  const step = me.lacking.includes('password') ? 'password' : 'second_factor'
  const [way, setWay] = useState<'app' | 'passkey'>('app')
  const heading = useRef<HTMLHeadingElement>(null)
  const [wasOpen] = useState(me.state === 'open')
  const goOn = () =>
    void router.navigate({ href: router.history.createHref(`/console${next ?? '/'}`) })

  useEffect(() => {
    document.title = `${t('security.setUp.title')} – ${t('common:product')}`
  }, [t])
  useEffect(() => {
    if (wasOpen) goOn()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, [])
  useEffect(() => {
    if (step !== steps[0]) heading.current?.focus()
  }, [step, steps])

  const leave = useMutation({
    mutationFn: () => api.signOut({}),
    onSuccess: async () => {
      await router.navigate({ to: '/dang-nhap', search: {} })
      queryClient.clear()
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })

  return (
    <main className="signin">
      <div className="signin-card set-up-card">
        <p className="signin-brand">
          <Mark size={32} /> {t('common:product')}
        </p>
        <h1>{t('security.setUp.title')}</h1>
        {steps.length > 1 && (
          <h2 tabIndex={-1} ref={heading}>
            {t('security.setUp.step', { step: steps.indexOf(step) + 1, of: steps.length })}
          </h2>
        )}
        <p>{t(`security.setUp.lead.${step}`)}</p>
        {step === 'password' && (
          <ChangePassword
            email={me.email}
            isFirst
            onDone={({ state }) => state === 'open' && goOn()}
          />
        )}
        {step === 'second_factor' && (
          <>
            {way === 'app' && <FactorSetUp protection={null} onDone={goOn} />}
            {way === 'passkey' && <AddPasskey protection={null} onDone={goOn} />}
            {me.state === 'set_up' && canUsePasskeys() && (
              <Button variant="default" onClick={() => setWay(way === 'app' ? 'passkey' : 'app')}>
                {t(way === 'app' ? 'security.setUp.passkey' : 'security.setUp.app')}
              </Button>
            )}
          </>
        )}
        {me.state === 'set_up' && (
          <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
            {t('security.setUp.leave')}
          </Button>
        )}
      </div>
      <Preferences />
    </main>
  )
}
