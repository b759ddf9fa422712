import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { Header } from '../shell/header.tsx'
import { Delegations } from './delegations.tsx'
import '../security/security.css'

/** What one has handed over to others and holds for others. */
export function DelegationsPage() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  useEffect(() => {
    document.title = `${t('delegation.title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk security-frame">
      <Header me={me} />
      <main className="security">
        <h1>{t('delegation.title')}</h1>
        <Delegations whose={{ id: me.id, name: me.name, own: true }} />
      </main>
    </div>
  )
}
