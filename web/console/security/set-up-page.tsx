import { Button } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, meQuery } from '../api.ts'
import { Preferences } from '../shell/preferences.tsx'
import { announce } from '../ui/announce.tsx'
import { Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { ChangePassword } from './change-password.tsx'
import { FactorSetUp } from './factor-set-up.tsx'
import { canUsePasskeys } from './passkey.ts'
import './security.css'

/** The password of an account without a second factor has at least so many characters. */
const aloneLength = 14

/** What an account needs before it may work; there is nothing else to do here but leave. */
export function SetUpPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { tiep } = useSearch({ from: '/thiet-lap' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [way, setWay] = useState<'factor' | 'passkey' | 'password' | null>(
    me.secondFactorNeeded ? 'factor' : null,
  )
  const [wasOpen] = useState(me.state === 'open')
  const goOn = () =>
    void router.navigate({ href: router.history.createHref(`/console${tiep ?? '/'}`) })

  useEffect(() => {
    document.title = `${t('security.setUp.title')} – ${t('common:product')}`
  }, [t])
  useEffect(() => {
    if (wasOpen) goOn()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, [])

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
        <p>{t(me.secondFactorNeeded ? 'security.setUp.factorLead' : 'security.setUp.shortLead')}</p>
        {way === 'factor' && <FactorSetUp protection={null} onDone={goOn} />}
        {way === 'passkey' && <AddPasskey protection={null} onDone={goOn} />}
        {me.state === 'set_up' && way === 'factor' && canUsePasskeys() && (
          <Button variant="default" onClick={() => setWay('passkey')}>
            {t('security.setUp.passkey')}
          </Button>
        )}
        {me.state === 'set_up' && way === 'passkey' && (
          <Button variant="default" onClick={() => setWay('factor')}>
            {t('security.setUp.app')}
          </Button>
        )}
        {way === 'password' && (
          <ChangePassword
            length={aloneLength}
            email={me.email}
            onDone={goOn}
            onCancel={() => setWay(null)}
          />
        )}
        {way === null && (
          <div className="panel-buttons">
            <Button onClick={() => setWay('password')}>{t('security.password.change')}</Button>
            <Button variant="default" onClick={() => setWay('factor')}>
              {t('security.factor.enable')}
            </Button>
          </div>
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
