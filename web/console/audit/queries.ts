import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AuditFilter } from '../../../contract/audit.ts'
import { api } from '../api.ts'

/** The log, page after page, newest first. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam }) => api.listAudit({ query: { ...filter, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const auditStateQuery = queryOptions({
  queryKey: ['audit', 'state'],
  queryFn: () => api.getAuditState({}),
})
