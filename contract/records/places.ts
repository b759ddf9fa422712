import { z } from 'zod'
import { bilingual, code, day, period, point, reference, text } from './shared.ts'
import type { Bilingual } from './shared.ts'

/**
 * An administrative unit. `code` is the General Statistics Office's (2 digits for a province, 3 for
 * a district until 2025, 5 for a commune; kept when the type changes, given again to another unit
 * after a reorganisation: code and day name a unit). A province's `name` is its full name, the
 * others' the bare one, which `unitTypeNames` completes ("phường" + "Thuận Hóa"). `lat`/`lon` is a
 * point inside, no boundary. `aliases` are other spellings and codes by which it is looked up.
 */
export const unit = z.strictObject({
  code: z.string().regex(/^(\d{2}|\d{3}|\d{5})$/, 'invalid_code'),
  name: text,
  kind: z.enum(['province', 'district', 'commune']),
  type: z.enum([
    'tinh',
    'thanh_pho',
    'quan',
    'huyen',
    'thi_xa',
    'thi_tran',
    'xa',
    'phuong',
    'dac_khu',
  ]),
  parent: reference('units').nullable(),
  ...point,
  aliases: z.array(text).optional(),
  ...period,
})
export type Unit = z.infer<typeof unit>

/** The word for each type of unit, as written inside a sentence. */
export const unitTypeNames: Record<Unit['type'], Bilingual> = {
  tinh: { vi: 'tỉnh', en: 'province' },
  thanh_pho: { vi: 'thành phố', en: 'city' },
  quan: { vi: 'quận', en: 'urban district' },
  huyen: { vi: 'huyện', en: 'rural district' },
  thi_xa: { vi: 'thị xã', en: 'town' },
  thi_tran: { vi: 'thị trấn', en: 'township' },
  xa: { vi: 'xã', en: 'commune' },
  phuong: { vi: 'phường', en: 'ward' },
  dac_khu: { vi: 'đặc khu', en: 'special zone' },
}

/**
 * A unit that gave place to another on a day. `divided`: it went to several, so that only a point
 * says to which of them an old address belongs.
 */
export const unitChange = z.strictObject({
  from: reference('units'),
  to: reference('units'),
  day,
  divided: z.boolean(),
})
export type UnitChange = z.infer<typeof unitChange>

const isSame = (one: number[] | undefined, other: number[] | undefined) =>
  one?.[0] === other?.[0] && one?.[1] === other?.[1]
const position = z.tuple([point.lon, point.lat])
const line = z.array(position).min(2, 'too_short')
const ring = z
  .array(position)
  .min(4, 'too_short')
  .refine((points) => isSame(points[0], points.at(-1)), 'unclosed_ring')
const polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) })
const multiPolygon = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(ring).min(1)).min(1),
})

/** A GeoJSON geometry (RFC 7946), WGS 84, longitude first. */
export const area = z.discriminatedUnion('type', [polygon, multiPolygon])
export type Area = z.infer<typeof area>
export const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: position }),
  z.object({ type: z.literal('LineString'), coordinates: line }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(line).min(1) }),
  polygon,
  multiPolygon,
])
export type Geometry = z.infer<typeof geometry>

/** Where a unit lies. `approximate`: computed from centre points, good enough to start with. */
export const boundary = z.strictObject({
  unit: reference('units'),
  geometry: area,
  approximate: z.boolean(),
  source: text,
  ...period,
})
export type Boundary = z.infer<typeof boundary>

/**
 * A place below the commune that people name: residential group, village, alley, street, landmark.
 * `lat`/`lon` is a point in or on it.
 */
export const placeName = z.strictObject({
  code,
  name: text,
  kind: z.enum(['to_dan_pho', 'thon', 'kiet', 'duong', 'landmark']),
  commune: reference('units'),
  ...point,
  aliases: z.array(text).optional(),
  ...period,
})
export type PlaceName = z.infer<typeof placeName>

/** The registers of what has a manager of its own, in the order in which they are asked. */
export const registers = ['works', 'zone', 'structure', 'road'] as const
export type Register = (typeof registers)[number]

/** What decides who gets a report, in the order asked; `none` is left to a person. */
export const ruleKinds = [...registers, 'subject', 'none'] as const

/** The farthest, in metres, that a class may reach. */
export const longestReach = 200

/**
 * A class of a register: what its managers answer for. `subjects` are codes of subjects or of whole
 * groups; `reach` is how near, in metres, a point must be when it is not inside.
 */
export const featureClass = z.strictObject({
  code,
  register: z.enum(registers),
  name: bilingual,
  subjects: z.array(reference('subjects', /^[A-Z]{2}$/)),
  reach: z.number().min(0).max(longestReach),
  ...period,
})
export type FeatureClass = z.infer<typeof featureClass>

/**
 * A thing with a manager: running works (their investor), a zone, a structure, a road. `manager` is
 * an agency, or `xa` for the People's Committee of the commune at the point. `attributes` are what
 * else the register tells: number, decision, contractor.
 */
export const feature = z.strictObject({
  code,
  class: reference('featureClasses'),
  name: text,
  manager: reference('agencies', /^(xa|ca_xa)(\.|$)/),
  geometry,
  attributes: z.record(z.string().max(60), text).optional(),
  source: text,
  ...period,
})
export type Feature = z.infer<typeof feature>
