import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'

/** The codes for a day without the phone, shown this one time. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
      announce(t('security.factor.copied'))
    } catch {
      announce(t('security.factor.copyByHand'))
    }
  }
  return (
    <div className="security-form">
      <p role="status" className="security-done">
        {t('security.factor.done')}
      </p>
      <h2 tabIndex={-1} ref={title}>
        {t('security.factor.recovery')}
      </h2>
      <p>{t('security.factor.recoveryMore')}</p>
      <ul className="plain recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="panel-buttons">
        <Button onClick={onKept}>{t('security.factor.saved')}</Button>
        <Button variant="default" onClick={() => void copy()}>
          {t('security.factor.copy')}
        </Button>
      </div>
    </div>
  )
}
