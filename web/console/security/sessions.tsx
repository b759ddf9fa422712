import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Translate } from '../i18n.ts'
import { useState } from 'react'
import type { Browser, System } from '../../../contract/account.ts'
import { api } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import type { Protection } from './own-proof.tsx'
import { ProvedForm } from './proved-form.tsx'
import { Refusal } from './refusal.tsx'
import { refusalWords } from './words.ts'

type OwnSession = Awaited<ReturnType<typeof api.getAccountSecurity>>['sessions'][number]

/** Their makers' names, the same in every language. */
const browserNames: Record<Browser, string> = {
  chrome: 'Chrome',
  coc_coc: 'Cốc Cốc',
  edge: 'Edge',
  firefox: 'Firefox',
  opera: 'Opera',
  safari: 'Safari',
  samsung: 'Samsung Internet',
}
const systemNames: Record<System, string> = {
  android: 'Android',
  chromeos: 'ChromeOS',
  ios: 'iOS',
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
}

function deviceWords({ browser: known, system }: OwnSession, t: Translate<'console'>): string {
  const browser = known ? browserNames[known] : t('security.sessions.unknown')
  return system ? t('security.sessions.on', { browser, system: systemNames[system] }) : browser
}

/** Where the account is open, and the ways out: of one place, or of all of them. */
export function Sessions({
  sessions,
  protection,
  minutes,
  onChanged,
}: {
  sessions: OwnSession[]
  protection: Protection
  minutes: number
  onChanged: () => void
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  /** The id of the one that is to end. */
  const [ending, setEnding] = useState<string | null>(null)
  const endAll = useMutation({
    mutationFn: () => api.signOutEverywhere({}),
    onSuccess: async () => {
      await navigate({ to: '/dang-nhap', search: {} })
      queryClient.clear()
    },
  })
  return (
    <section className="security-section" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('security.sessions.title')}</h2>
      <p>{t('security.sessions.lead', { minutes })}</p>
      <ul className="plain protected-list">
        {sessions.map((session) => (
          <li key={session.id}>
            <div className="protected">
              <div>
                <strong>{deviceWords(session, t)}</strong>
                <p className="quiet">
                  {t('security.sessions.signedIn', { when: dateTime(session.signedInAt) })}{' '}
                  {!session.isThis &&
                    t('security.sessions.used', { when: dateTime(session.usedAt) })}
                </p>
              </div>
              {session.isThis ? (
                <span className="chip" data-tone="done">
                  {t('security.sessions.this')}
                </span>
              ) : (
                ending !== session.id && (
                  <Button
                    variant="default"
                    aria-label={t('security.sessions.endThis', { name: deviceWords(session, t) })}
                    onClick={() => setEnding(session.id)}
                  >
                    {t('security.sessions.end')}
                  </Button>
                )
              )}
            </div>
            {ending === session.id && (
              <ProvedForm
                lead={t('security.sessions.endMore')}
                button={t('security.sessions.endNow')}
                protection={protection}
                act={(proof) => api.endSession({ params: { id: session.id }, body: proof })}
                onDone={() => {
                  setEnding(null)
                  announce(t('security.sessions.ended'))
                  onChanged()
                }}
                onCancel={() => setEnding(null)}
              />
            )}
          </li>
        ))}
      </ul>
      <Refusal words={endAll.error && refusalWords(t, endAll.error)} />
      <Button variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
        {t('security.sessions.endAll')}
      </Button>
    </section>
  )
}
