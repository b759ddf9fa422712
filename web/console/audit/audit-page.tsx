import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api, meQuery, queryClient } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { isAdministrator, isAuditor } from '../session.ts'
import { Header } from '../shell/header.tsx'
import { startLive } from '../live.ts'
import { announce } from '../ui/announce.tsx'
import { download } from '../ui/download.ts'
import { ListEnd } from '../ui/list-end.tsx'
import { Empty, Failed, Loading, errorCode } from '../ui/states.tsx'
import { Chain } from './chain.tsx'
import { Filters } from './filters.tsx'
import { auditQuery } from './queries.ts'
import { filterOf } from './search.ts'
import { AuditTable } from './table.tsx'
import './audit.css'

/** The audit log: who did what, and whether anybody has touched the log. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const me = useSuspenseQuery(meQuery).data
  useEffect(() => startLive(queryClient), [])
  useEffect(() => {
    document.title = `${t('title')} – ${t('common:product')}`
  }, [t])
  return (
    <div className="desk audit-frame">
      <Header me={me} />
      {isAuditor(me) || isAdministrator(me) ? (
        <main className="audit">
          <AuditLog />
        </main>
      ) : (
        <main className="page-state">
          <Empty alone title={t('refused')}>
            {t('refusedMore')}
          </Empty>
        </main>
      )}
    </div>
  )
}

function AuditLog() {
  const { t } = useTranslation('audit')
  const search = useSearch({ from: '/nhat-ky' })
  const filter = filterOf(search)
  const log = useInfiniteQuery(auditQuery(filter))
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? []
  const save = useMutation({
    mutationFn: () => api.exportAudit({ query: filter }),
    onSuccess: ({ name, text, rows, cut }) => {
      download(name, text)
      announce(t(cut ? 'savedCut' : 'saved', { rows: figure(rows) }))
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
  return (
    <>
      <div className="audit-head">
        <h1>{t('title')}</h1>
        <Button
          variant="default"
          loading={save.isPending}
          disabled={entries.length === 0}
          onClick={() => save.mutate()}
        >
          {t('save')}
        </Button>
      </div>
      <p className="quiet">{t('lead')}</p>
      <Chain />
      <Filters />
      {log.isPending && <Loading rows={12} />}
      {log.isError && !log.data && <Failed error={log.error} retry={() => void log.refetch()} />}
      {log.data && entries.length === 0 && <Empty title={t('empty')}>{t('emptyMore')}</Empty>}
      {entries.length > 0 && <AuditTable entries={entries} search={search} />}
      {log.data && <ListEnd {...log} />}
    </>
  )
}
