import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import { api } from '../api.ts'

/** The first parts of this area's query keys, so that a write can name what it makes stale. */
export const keys = {
  records: ['administration', 'records'],
  kind: (kind: KindName) => ['administration', 'records', kind],
  changes: ['administration', 'changes'],
  people: ['administration', 'people'],
} as const

/** Kinds of some hundred records at most: asked for whole, once. */
const small = new Set<KindName>([
  'agencies',
  'classes',
  'choices',
  'textModules',
  'macros',
  'subjectGroups',
  'subjects',
  'consents',
  'retention',
  'featureClasses',
  'holidayRules',
  'officeHours',
])
export const isSmall = (kind: KindName) => small.has(kind)

export type RecordsAsked = { q?: string; day?: string; where?: string }
const pageSize = 100
const wholePage = 500

/** The records of a kind, page after page as the list is scrolled. */
export const recordsQuery = (kind: KindName, asked: RecordsAsked) =>
  infiniteQueryOptions({
    queryKey: [...keys.kind(kind), 'list', asked],
    queryFn: ({ pageParam }) =>
      api.listRecords({
        params: { kind },
        query: { ...asked, offset: pageParam, limit: isSmall(kind) ? wholePage : pageSize },
      }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.records.length, 0)
      return last.records.length > 0 && loaded < last.total ? loaded : undefined
    },
  })

/** All records that an address asks for, of a kind or a part of one that is never long. */
export const allRecordsQuery = (kind: KindName, asked: RecordsAsked) =>
  queryOptions({
    queryKey: [...keys.kind(kind), 'all', asked],
    queryFn: async (): Promise<AnyRecord[]> => {
      const found: AnyRecord[] = []
      for (;;) {
        const { records, total } = await api.listRecords({
          params: { kind },
          query: { ...asked, offset: found.length, limit: wholePage },
        })
        found.push(...records.map(({ record }) => record))
        if (records.length === 0 || found.length >= total) return found
      }
    },
  })

/** Every period of a code, and what was done to them. */
export const recordQuery = (kind: KindName, code: string) =>
  queryOptions({
    queryKey: [...keys.kind(kind), 'one', code],
    queryFn: () => api.getRecord({ params: { kind, code } }),
  })

/** What was changed, newest first. */
export const changesQuery = (kind: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...keys.changes, kind ?? ''],
    queryFn: ({ pageParam }) =>
      api.listChanges({ query: { kind: kind as KindName | undefined, before: pageParam } }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })

export type PeopleAsked = { q?: string; agency?: string; role?: StaffRole }

export const peopleQuery = (asked: PeopleAsked) =>
  infiniteQueryOptions({
    queryKey: [...keys.people, 'list', asked],
    queryFn: ({ pageParam }) =>
      api.listPeople({ query: { ...asked, offset: pageParam, limit: pageSize } }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.people.length, 0)
      return last.people.length > 0 && loaded < last.total ? loaded : undefined
    },
  })

export const calendarQuery = (year: number, language: 'vi' | 'en') =>
  queryOptions({
    queryKey: [...keys.kind('calendarDays'), 'calendar', year, language],
    queryFn: () => api.getCalendar({ params: { year }, query: { language } }),
  })
