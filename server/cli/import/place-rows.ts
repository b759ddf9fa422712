import { z } from 'zod'
import { area } from '../../../contract/records/places.ts'
import type { Area } from '../../../contract/records/places.ts'

// The rows of the files in a folder of administrative units; the messages stand behind the field's
// name on the line that tells a fault.

const digits = (count: number) =>
  z
    .string(`must be text of ${count} digits`)
    .regex(new RegExp(`^\\d{${count}}$`), `must be ${count} digits`)
const name = z
  .string('is missing')
  .transform((text) => text.normalize('NFC').trim())
  .pipe(z.string().min(1, 'is missing').max(200, 'is too long'))
const degrees = (from: number, to: number) => {
  const words = `must be a number between ${from} and ${to} (Vietnam)`
  // From CSV everything is text; nothing typed must not become zero.
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number(words).min(from, words).max(to, words),
  )
}
const position = { lat: degrees(6, 24), lon: degrees(102, 118) }

export const provinceRow = z.object({
  code: digits(2),
  fullName: name,
  type: z.enum(['tinh', 'thanh_pho_tw'], 'must be tinh or thanh_pho_tw'),
  ...position,
})
export const communeRow = z.object({
  code: digits(5),
  name,
  type: z.enum(['xa', 'phuong', 'dac_khu'], 'must be xa, phuong or dac_khu'),
  provinceCode: digits(2),
  ...position,
})
export const lineageRow = z.object({
  old_province_code: digits(2),
  old_district_code: digits(3),
  /** Empty for the island districts that had no communes. */
  old_ward_code: z.union([digits(5), z.literal('')], 'must be 5 digits, or empty'),
  old_province: name,
  old_district: name,
  old_ward: z.string('is missing').transform((text) => text.normalize('NFC').trim()),
  old_ward_divided: z.enum(['0', '1'], 'must be 0 or 1'),
  new_province_code: digits(2),
  new_ward_code: digits(5),
})
export const mergeRow = z.object({
  newCode: digits(2),
  old: z.array(z.object({ code: digits(2), name })).min(1, 'is empty'),
})
export const featureRow = z.object({
  id: z.union([digits(2), digits(5)], 'must be a code of 2 or 5 digits, as text'),
  geometry: area,
})

export type ProvinceRow = z.output<typeof provinceRow>
export type CommuneRow = z.output<typeof communeRow>
export type LineageRow = z.output<typeof lineageRow>
export type MergeRow = z.output<typeof mergeRow>
export type BoundaryRow = { unit: string; geometry: Area; source: string }
