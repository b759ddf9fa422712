import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { Unit } from '../../../contract/records/places.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import { holdsOn } from '../../../contract/records/shared.ts'
import { todayInVietnam } from '../day.ts'
import { keys, recordQuery } from '../administration/queries.ts'
import { api, catalogueQuery } from '../api.ts'
import { language } from '../i18n.ts'
import type { Place } from './place-box.tsx'

export type Explanation = Awaited<ReturnType<typeof api.explainRoute>>
export type Effect = Awaited<ReturnType<typeof api.tryRule>>

/** What the workbench asks: a report about a subject, at a place, on a day. */
export type Question = { subject: string; place: Place; day: string }

/** Who would get it and why. A rule may be changed at any time, so the answer is asked for again. */
export const explainQuery = (question: Question | null) =>
  queryOptions({
    queryKey: ['routing', 'explain', question, language()],
    queryFn: () => {
      const { subject, place, day } = question!
      return api.explainRoute({
        body: {
          subject,
          position: place.position ?? undefined,
          commune: place.position ? undefined : (place.commune ?? undefined),
          day: day || undefined,
          language: language(),
        },
      })
    },
    enabled: question !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

/** A record as it holds today, or the last one that did; null when there is none. */
export const ruleQuery = (kind: KindName, code: string | null) =>
  queryOptions({
    ...recordQuery(kind, code ?? ''),
    select: ({ periods }): AnyRecord | null => {
      const records = periods.map(({ record }) => record)
      return records.find((record) => holdsOn(record, todayInVietnam())) ?? records.at(-1) ?? null
    },
    enabled: code !== null,
    staleTime: 60_000,
  })

/** The province served, which is a tỉnh or a thành phố. */
export const provinceQuery = queryOptions({
  queryKey: [...keys.kind('units'), 'served'],
  queryFn: async ({ client }) => {
    const { province } = await client.ensureQueryData(catalogueQuery(language()))
    const { periods } = await client.ensureQueryData(recordQuery('units', province.code))
    const units = periods.map(({ record }) => record as Unit)
    return units.find((unit) => holdsOn(unit, todayInVietnam())) ?? units.at(-1)!
  },
  staleTime: 60 * 60_000,
})

/** Registered works, zones, structures and roads whose words match. */
export const featuresQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.kind('features'), 'found', q],
    queryFn: () => api.listRecords({ params: { kind: 'features' }, query: { q, limit: 20 } }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
