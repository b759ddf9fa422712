import {
  MutationCache,
  QueryCache,
  QueryClient,
  infiniteQueryOptions,
  queryOptions,
} from '@tanstack/react-query'
import { ApiError, createClient } from '../../contract/client.ts'
import type { CaseFilter, CaseOrder } from '../../contract/case-list.ts'
import type { Box, CaseView } from '../../contract/cases.ts'
import type { Language } from './i18n.ts'
import { language } from './i18n.ts'
import { seenOr } from './seen.ts'
import { noticeSessionEnd } from './session-end.ts'

/** The only way to the server. */
export const api = createClient({
  fetch: (input, init) =>
    fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), 'accept-language': language() },
    }),
})

/** What another try may change; everything else is the server's last word. */
function worthRetrying(error: Error): boolean {
  return error instanceof ApiError && ['offline', 'unavailable', 'internal'].includes(error.code)
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSessionEnd }),
  mutationCache: new MutationCache({ onError: noticeSessionEnd }),
  defaultOptions: {
    queries: {
      // Live events say when something changed; focus and reconnection cover what they missed.
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && worthRetrying(error),
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

/** The first part of every query key, so that live events can name what they make stale. */
export const keys = {
  me: ['me'],
  counts: ['counts'],
  lists: ['cases'],
  cases: ['case'],
  case: (id: string) => ['case', id],
  presence: ['presence'],
  shifts: ['shifts'],
} as const

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => seenOr(keys.me, () => api.getMe({})),
  staleTime: 5 * 60_000,
})

export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: () => seenOr(keys.counts, () => api.countCases({})),
  refetchInterval: 60_000,
})

/** How many there are of what a filter leaves. */
export const filteredCountsQuery = (filter: CaseFilter) =>
  queryOptions({
    queryKey: [...keys.counts, filter],
    queryFn: () => api.countCases({ query: filter }),
  })

const pageSize = 50

/** The cases of a box, page after page as the list is scrolled. */
export const listQuery = (box: Box, asked: CaseFilter & CaseOrder) =>
  infiniteQueryOptions({
    queryKey: [...keys.lists, box, asked],
    queryFn: ({ pageParam }) =>
      seenOr([...keys.lists, box, asked, pageParam ?? null], () =>
        api.listCases({ query: { ...asked, box, after: pageParam, limit: pageSize } }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })

/**
 * One case. An answer that was asked for before an action and comes after it is older than what the
 * screen shows: the screen never goes back.
 */
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: keys.case(id),
    queryFn: async ({ client }): Promise<CaseView> => {
      const fetched = await seenOr(keys.case(id), () => api.getCase({ params: { id } }))
      const shown = client.getQueryData<CaseView>(keys.case(id))
      return shown && shown.version > fetched.version ? shown : fetched
    },
  })

/** Which colleagues are at which cases; the stream says when that changes. */
export const presenceQuery = queryOptions({
  queryKey: keys.presence,
  queryFn: async () => (await api.listPresence({})).present,
  // Nobody is told of colleagues who went while the stream was away.
  refetchInterval: 60_000,
})

export const textModulesQuery = (of: Language) =>
  queryOptions({
    queryKey: ['text-modules', of],
    queryFn: async () => (await api.listTextModules({})).modules,
    staleTime: 10 * 60_000,
  })

/** Whom it may be given to in its agency, and whose it rather is. */
export const choicesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.case(id), 'choices'],
    queryFn: () => api.getCaseChoices({ params: { id } }),
  })

export const macrosQuery = (of: Language) =>
  queryOptions({
    queryKey: ['macros', of],
    queryFn: async () => (await api.listMacros({})).macros,
    staleTime: 10 * 60_000,
  })

/** What else was reported at its place; stale whenever the case is. */
export const nearQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.case(id), 'near'],
    queryFn: () => api.listNearCases({ params: { id } }),
  })

/** Who read who reported a case. */
export const readsQuery = (id: string) =>
  queryOptions({
    queryKey: ['reads', id],
    queryFn: () => api.listReporterReads({ params: { id } }),
  })

export const pictureReadsQuery = (id: string) =>
  queryOptions({
    queryKey: ['reads', id, 'pictures'],
    queryFn: () => api.listPictureReads({ params: { id } }),
  })

/** Looked at again while faces are being looked for. */
export const pictureMarksQuery = (id: string) =>
  queryOptions({
    queryKey: ['picture-marks', id],
    queryFn: () => api.getPictureMarks({ params: { id } }),
    refetchInterval: ({ state }) => (state.data?.search === 'waiting' ? 5_000 : false),
  })

export const catalogueQuery = (language: Language) =>
  queryOptions({
    queryKey: ['catalogue', language],
    queryFn: () => seenOr(['catalogue', language], () => api.getCatalogue({ query: { language } })),
    staleTime: 60 * 60_000,
  })

export const agenciesQuery = queryOptions({
  queryKey: ['agencies'],
  queryFn: () => api.listAgencies({}),
  staleTime: 60 * 60_000,
})

/** An agency and how it is reached; who answers changes with the hour. */
export const agencyQuery = (code: string) =>
  queryOptions({
    queryKey: ['agency', code],
    queryFn: () => api.getAgency({ params: { code } }),
    staleTime: 5 * 60_000,
  })
export type AgencyView = Awaited<ReturnType<typeof api.getAgency>>

export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: () => api.listColleagues({}),
  staleTime: 5 * 60_000,
})
