import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../contract/client.ts'

/** The code of an error, for its sentence; what is not from the server is our own failure. */
export function errorCode(error: unknown): string {
  return error instanceof ApiError ? error.code : 'internal'
}

/** Nothing to show, said calmly, with what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children && <div className="state-more">{children}</div>}
    </div>
  )
}

/** What went wrong, and the way on. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const code = errorCode(error)
  const request = error instanceof ApiError ? error.body?.error.requestId : undefined
  return (
    <div className="state" role="alert">
      <p className="state-title">{code === 'offline' ? t('offline') : t(`common:error.${code}`)}</p>
      {code === 'internal' && request && (
        <p className="state-more">{t('requestId', { id: request })}</p>
      )}
      {retry && (
        <Button variant="default" onClick={retry}>
          {t('retry')}
        </Button>
      )}
    </div>
  )
}

/** Rows that are being fetched; read out once, not row by row. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className="loading" role="status">
      <span className="hidden">{t('loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="loading-row" aria-hidden="true" />
      ))}
    </div>
  )
}
