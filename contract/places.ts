import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { point } from './records/shared.ts'

const named = z.object({ code: z.string(), name: z.string() })
const position = z.object({ lat: z.number(), lon: z.number() })
/** A coordinate in an address: text there, a number here. */
export const coordinate = {
  lat: z.coerce.number('invalid_number').pipe(point.lat),
  lon: z.coerce.number('invalid_number').pipe(point.lon),
}
const language = z.enum(['vi', 'en']).default('vi')

/** What an address search found, best first. */
export const placeFound = z.object({
  /** `unit` of today, `old_unit` abolished since, `place` below the commune, `road`, `address`. */
  kind: z.enum(['unit', 'old_unit', 'place', 'road', 'address']),
  code: z.string(),
  /** As a screen shows it: "Tổ dân phố 5, phường Thuận Hóa". */
  label: z.string(),
  /** The commune of today; null where an abolished unit was divided or the province is meant. */
  commune: named.nullable(),
  /** What to write as the address in the commune: the words left ("12 Nguyễn Huệ"), a place's name. */
  address: z.string().nullable(),
  position: position.nullable(),
  /** For an abolished unit: the units of today that took its place. */
  successors: z.array(named),
})
export type PlaceFound = z.infer<typeof placeFound>

export const getPlaceAt = endpoint({
  method: 'GET',
  path: '/api/places/at',
  tag: 'public',
  summary: 'The commune of today at a point',
  description:
    'WGS 84 decimal degrees. `commune` is null outside the province. `approximate`: the boundary was ' +
    'computed from centre points. A point on a border always gets the same answer.',
  audience: 'anyone',
  query: z.object({ ...coordinate, language }),
  response: z.object({ commune: named.nullable(), approximate: z.boolean() }),
  errors: ['invalid_input'],
})

export const searchPlaces = endpoint({
  method: 'GET',
  path: '/api/places/search',
  tag: 'public',
  summary: 'Search communes, abolished units, places and roads by what people type',
  description:
    'With or without diacritics, either tone placement, names of before the reorganisation, or a ' +
    'commune with further words around it.',
  audience: 'anyone',
  query: z.object({
    q: z.string().trim().min(1, 'required').max(200, 'too_long'),
    language,
    limit: z.coerce.number().int().min(1).max(20).default(8),
  }),
  response: z.object({ places: z.array(placeFound) }),
  errors: ['invalid_input', 'too_many_requests'],
})

export const getCalendar = endpoint({
  method: 'GET',
  path: '/api/calendar/:year',
  tag: 'public',
  summary: 'The days off and the working Saturdays of a year, and why',
  audience: 'anyone',
  params: z.object({ year: z.coerce.number().int().min(2000).max(2100) }),
  query: z.object({ language }),
  response: z.object({
    days: z.array(
      z.object({
        day: z.iso.date(),
        working: z.boolean(),
        name: z.string(),
        source: z.string(),
        /** Decided by a notice; else computed from the rules. */
        announced: z.boolean(),
      }),
    ),
  }),
})
