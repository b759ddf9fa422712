import type { z } from 'zod'
import { agency, contact } from './agencies.ts'
import { calendarDay, holidayRule, officeHours } from './calendar.ts'
import { consentText, retentionRule } from './consents.ts'
import { choice, deadlineClass, subject, subjectGroup, textModule } from './field-reports.ts'
import { macro } from './macros.ts'
import { boundary, feature, featureClass, placeName, unit, unitChange } from './places.ts'
import type { KindName } from './shared.ts'

/**
 * Every kind of record: its shape, the fields that name one record (`key`), the field by which
 * others refer to it (`code`), and whether records hold for periods (`dated`). In the order in
 * which they go in: what is referred to comes first.
 */
export const recordKinds = {
  units: { schema: unit, key: ['code', 'validFrom'], code: 'code', dated: true },
  unitChanges: { schema: unitChange, key: ['from', 'to', 'day'], code: 'from', dated: false },
  boundaries: { schema: boundary, key: ['unit', 'validFrom'], code: 'unit', dated: true },
  placeNames: { schema: placeName, key: ['code', 'validFrom'], code: 'code', dated: true },
  holidayRules: { schema: holidayRule, key: ['code', 'validFrom'], code: 'code', dated: true },
  calendarDays: { schema: calendarDay, key: ['day'], code: 'day', dated: false },
  agencies: { schema: agency, key: ['code', 'validFrom'], code: 'code', dated: true },
  officeHours: { schema: officeHours, key: ['code', 'validFrom'], code: 'code', dated: true },
  contacts: { schema: contact, key: ['code', 'validFrom'], code: 'code', dated: true },
  subjectGroups: { schema: subjectGroup, key: ['code'], code: 'code', dated: false },
  classes: { schema: deadlineClass, key: ['code', 'validFrom'], code: 'code', dated: true },
  choices: { schema: choice, key: ['code', 'validFrom'], code: 'code', dated: true },
  subjects: { schema: subject, key: ['code', 'validFrom'], code: 'code', dated: true },
  textModules: { schema: textModule, key: ['code', 'validFrom'], code: 'code', dated: true },
  macros: { schema: macro, key: ['code', 'validFrom'], code: 'code', dated: true },
  consents: { schema: consentText, key: ['code', 'validFrom'], code: 'code', dated: true },
  retention: { schema: retentionRule, key: ['code', 'validFrom'], code: 'code', dated: true },
  featureClasses: { schema: featureClass, key: ['code', 'validFrom'], code: 'code', dated: true },
  features: { schema: feature, key: ['code', 'validFrom'], code: 'code', dated: true },
} as const satisfies Record<
  KindName,
  { schema: z.ZodObject; key: readonly string[]; code: string; dated: boolean }
>

/** A record of a kind. */
export type RecordOf<Kind extends KindName> = z.infer<(typeof recordKinds)[Kind]['schema']>
/** A record of any kind, where only its fields' names matter. */
export type AnyRecord = Record<string, unknown>

/** What names one record among its kind: `19789 2025-07-01`. */
export function keyOf(kind: KindName, record: AnyRecord): string {
  return recordKinds[kind].key.map((field) => String(record[field])).join(' ')
}

/** The code of a record, by which its periods belong together. */
export function codeOf(kind: KindName, record: AnyRecord): string {
  return String(record[recordKinds[kind].code])
}
