import { Button } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { passwordLength } from '../../../contract/identity.ts'
import type { Me } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Header } from '../shell/header.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { ChangePassword } from './change-password.tsx'
import { FactorSetUp } from './factor-set-up.tsx'
import { Passkeys } from './passkeys.tsx'
import { Sessions } from './sessions.tsx'
import './security.css'

const securityQuery = queryOptions({
  queryKey: ['account', 'security'],
  queryFn: () => api.getAccountSecurity({}),
  staleTime: 0,
})

/** How one's own account is protected, and what one may do about it. */
export function SecurityPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  useEffect(() => {
    document.title = `${t('security.title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk security-frame">
      <Header me={me} />
      <main className="security">
        <h1>{t('security.title')}</h1>
        <Sections me={me} />
      </main>
    </div>
  )
}

function Sections({ me }: { me: Me }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const query = useQuery(securityQuery)
  const [doing, setDoing] = useState<'factor' | 'password' | null>(null)
  const changed = () => {
    setDoing(null)
    void queryClient.invalidateQueries({ queryKey: securityQuery.queryKey })
  }
  if (query.isPending) return <Loading rows={4} />
  if (!query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { secondFactorSince: since, recoveryCodesLeft, passkeys, sessions } = query.data
  const hasPasskey = passkeys.length > 0
  return (
    <>
      <section className="security-section" aria-labelledby="factor-title">
        <h2 id="factor-title">{t('security.factor.title')}</h2>
        <p>
          {since
            ? `${t('security.factor.on', { when: dateTime(since) })} ${t('security.factor.codesLeft', { count: recoveryCodesLeft })}`
            : t(hasPasskey ? 'security.factor.offBeside' : 'security.factor.off')}
        </p>
        {me.secondFactor === 'skipped' && (
          <p className="notice-line" data-tone="soon">
            {t('security.skippedMore')}
          </p>
        )}
        {doing === 'factor' ? (
          <FactorSetUp
            protection={{ hasApp: since !== null, hasPasskey }}
            onDone={changed}
            onCancel={() => setDoing(null)}
          />
        ) : (
          <Button
            variant={since || hasPasskey ? 'default' : 'filled'}
            onClick={() => setDoing('factor')}
          >
            {t(since ? 'security.factor.replace' : 'security.factor.enable')}
          </Button>
        )}
      </section>
      <Passkeys passkeys={passkeys} hasApp={since !== null} onChanged={changed} />
      <section className="security-section" aria-labelledby="password-title">
        <h2 id="password-title">{t('security.password.title')}</h2>
        {doing === 'password' ? (
          <ChangePassword email={me.email} onDone={changed} onCancel={() => setDoing(null)} />
        ) : (
          <>
            <p>{t('security.password.rule', { count: passwordLength })}</p>
            <Button variant="default" onClick={() => setDoing('password')}>
              {t('security.password.change')}
            </Button>
          </>
        )}
      </section>
      <Sessions
        sessions={sessions}
        protection={{ hasApp: since !== null, hasPasskey }}
        minutes={Math.round(me.lockAfter / 60)}
        onChanged={changed}
      />
    </>
  )
}
