import { queryOptions } from '@tanstack/react-query'
import { api, keys } from '../api.ts'
import { language } from '../i18n.ts'

/** The shift that runs; live events say when it changes. */
export const currentShiftQuery = queryOptions({
  queryKey: [...keys.shifts, 'current'],
  queryFn: () => api.getCurrentShift({}),
})

export const redKey = [...keys.shifts, 'red']
export const redPartQuery = () =>
  queryOptions({
    queryKey: [...redKey, language()],
    queryFn: () => api.getRedPart({}),
  })

export const shiftsQuery = queryOptions({
  queryKey: [...keys.shifts, 'list'],
  queryFn: () => api.listShifts({ query: {} }),
})

export const shiftQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.shifts, 'one', id],
    queryFn: () => api.getShift({ params: { id } }),
  })

export const shiftPeopleQuery = queryOptions({
  queryKey: [...keys.shifts, 'people'],
  queryFn: () => api.listShiftPeople({}),
})
