import { Alert, Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n.ts'

/** A password, shown this one time, to be handed over. */
export function OnePassword({ name, password }: { name: string; password: string | null }) {
  const { t } = useTranslation('administration')
  const [copied, setCopied] = useState<boolean | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(password!)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <Alert ref={box} tabIndex={-1} role="status" className="notice" data-tone="done">
      {password === null ? (
        <p>{t('people.passwordGone', { name })}</p>
      ) : (
        <>
          <p className="strong">{t('people.password', { name })}</p>
          <p className="password">
            <code>{password}</code>
            <Button variant="default" onClick={() => void copy()}>
              {t('console:case.copy')}
            </Button>
          </p>
          <p>{t('people.passwordMore')}</p>
          {copied !== null && (
            <p role="status">{t(copied ? 'people.copied' : 'people.copyByHand')}</p>
          )}
        </>
      )}
    </Alert>
  )
}
