import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { ApiError } from '../../../contract/client.ts'
import { useTranslation } from '../i18n.ts'

/** The code of an error, for its sentence; what is not from the server is our own failure. */
export function errorCode(error: unknown): ApiError['code'] {
  return error instanceof ApiError ? error.code : 'internal'
}

/** What a state says first: the heading of the page where there is nothing else on it. */
function Title({ alone = false, children }: { alone?: boolean | undefined; children: string }) {
  return alone ? (
    <h1 className="state-title">{children}</h1>
  ) : (
    <p className="state-title">{children}</p>
  )
}

/** Nothing to show, said calmly, with what to do next; `alone`: on a page of its own. */
export function Empty(props: { title: string; alone?: boolean; children?: ReactNode }) {
  const { title, alone, children } = props
  return (
    <div className="state">
      <Title alone={alone}>{title}</Title>
      {children && <div className="state-more">{children}</div>}
    </div>
  )
}

/** What went wrong, and the way on; `alone`: on a page of its own. */
export function Failed(props: { error: unknown; alone?: boolean; retry?: () => void }) {
  const { error, alone, retry } = props
  const { t } = useTranslation()
  const code = errorCode(error)
  const request = error instanceof ApiError ? error.body?.error.requestId : undefined
  return (
    <div className="state" role="alert">
      <Title alone={alone}>{code === 'offline' ? t('offline') : t(`common:error.${code}`)}</Title>
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
