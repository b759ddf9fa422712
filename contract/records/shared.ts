import { z } from 'zod'

/**
 * What records have in common. A record is one line of administered data – a unit, an agency, a
 * subject, a day off – that packs bring, administrators edit and files carry. Most hold for a
 * period: the same code comes again with another `validFrom`. Periods are half-open: `validTo` is
 * the first day on which a record no longer holds.
 */

/** Text for people. NFC, because the same word typed decomposed would neither match nor sort. */
export const text = z
  .string()
  .trim()
  .min(1, 'required')
  .max(1000, 'too_long')
  .refine((value) => value === value.normalize('NFC'), 'not_nfc')
export const bilingual = z.strictObject({ vi: text, en: text })
/** Words in both languages. */
export type Bilingual = z.infer<typeof bilingual>

/** A day of the calendar, `YYYY-MM-DD`, in Vietnam. */
export const day = z.iso.date('invalid_day')
export const code = z.string().regex(/^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/, 'invalid_code')
export const period = { validFrom: day, validTo: day.optional() }

/** Whether a record holds on a day (`YYYY-MM-DD`); what has no period holds always. */
export function holdsOn(
  { validFrom, validTo }: { validFrom?: string | undefined; validTo?: string | null | undefined },
  on: string,
): boolean {
  return (!validFrom || validFrom <= on) && (!validTo || on < validTo)
}

/** A point in WGS 84; the ranges are Vietnam's, so that exchanged coordinates are refused. */
export const point = {
  lat: z.number('required').min(6, 'outside_vietnam').max(24, 'outside_vietnam'),
  lon: z.number('required').min(102, 'outside_vietnam').max(118, 'outside_vietnam'),
}

/** The kinds of records, by the name that packs, addresses and files use; what is referred to first. */
export const kindNames = [
  'units',
  'unitChanges',
  'boundaries',
  'placeNames',
  'holidayRules',
  'calendarDays',
  'agencies',
  'officeHours',
  'contacts',
  'subjectGroups',
  'classes',
  'choices',
  'subjects',
  'textModules',
  'macros',
  'consents',
  'retention',
  'featureClasses',
  'features',
] as const
export type KindName = (typeof kindNames)[number]

/**
 * What a field refers to: the code of a record of another kind. `also` says which other words stand
 * there besides codes.
 */
export const references = z.registry<{ kind: KindName; also?: RegExp }>()

/** A code of another record, as a fresh schema: the registry knows schemas by identity. */
export function reference(kind: KindName, also?: RegExp) {
  const schema = z.string().trim().min(1, 'required').max(60, 'too_long')
  references.add(schema, also ? { kind, also } : { kind })
  return schema
}
