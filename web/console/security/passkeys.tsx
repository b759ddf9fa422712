import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api, meQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { AddPasskey } from './add-passkey.tsx'
import type { Protection } from './own-proof.tsx'
import { canUsePasskeys } from './passkey.ts'
import { ProvedForm } from './proved-form.tsx'

type Passkey = { id: string; name: string; createdAt: string; usedAt: string | null }

/** One's passkeys: which there are, another one, one less. */
export function Passkeys({
  passkeys,
  hasApp,
  onChanged,
}: {
  passkeys: Passkey[]
  hasApp: boolean
  onChanged: () => void
}) {
  const { t } = useTranslation()
  /** `add`, or the id of the one that is to go. */
  const [doing, setDoing] = useState<string | null>(null)
  const protection = { hasApp, hasPasskey: passkeys.length > 0 }
  const done = () => {
    setDoing(null)
    onChanged()
  }
  return (
    <section className="security-section" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t('security.passkeys.title')}</h2>
      <p>{t('security.passkeys.lead')}</p>
      {passkeys.length > 0 && (
        <ul className="plain protected-list">
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div className="protected">
                <div>
                  <strong>{passkey.name}</strong>
                  <p className="quiet">
                    {t('security.passkeys.added', { when: dateTime(passkey.createdAt) })}{' '}
                    {passkey.usedAt
                      ? t('security.passkeys.used', { when: dateTime(passkey.usedAt) })
                      : t('security.passkeys.unused')}
                  </p>
                </div>
                {doing !== passkey.id && (
                  <Button
                    variant="default"
                    aria-label={t('security.passkeys.removeThis', { name: passkey.name })}
                    onClick={() => setDoing(passkey.id)}
                  >
                    {t('security.passkeys.remove')}
                  </Button>
                )}
              </div>
              {doing === passkey.id && (
                <RemovePasskey
                  passkey={passkey}
                  protection={protection}
                  onDone={done}
                  onCancel={() => setDoing(null)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {doing === 'add' ? (
        <AddPasskey protection={protection} onDone={done} onCancel={() => setDoing(null)} />
      ) : canUsePasskeys() ? (
        <Button variant="default" onClick={() => setDoing('add')}>
          {t('security.passkeys.add')}
        </Button>
      ) : (
        <p className="quiet">{t('security.passkeys.unavailable')}</p>
      )}
    </section>
  )
}

function RemovePasskey({
  passkey,
  protection,
  onDone,
  onCancel,
}: {
  passkey: Passkey
  protection: Protection
  onDone: () => void
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const router = useRouter()
  return (
    <ProvedForm
      lead={t('security.passkeys.removeMore')}
      button={t('security.passkeys.removeNow')}
      protection={protection}
      act={(proof) => api.removePasskey({ params: { id: passkey.id }, body: proof })}
      onDone={(me) => {
        queryClient.setQueryData(meQuery.queryKey, me)
        announce(t('security.passkeys.removed'))
        onDone()
        // Without its last one the account may owe a second factor again.
        if (me.state !== 'open') void router.invalidate()
      }}
      onCancel={onCancel}
    />
  )
}
