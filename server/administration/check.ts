import type { z } from 'zod'
import type { FieldError } from '../../contract/errors.ts'
import { recordKinds } from '../../contract/records/kinds.ts'
import type { AnyRecord, RecordOf } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { cleanText } from '../../contract/text.ts'

/** A record that fits its kind, or what is wrong with it. */
export type Checked<Kind extends KindName> =
  | { record: RecordOf<Kind>; faults: [] }
  | { record: null; faults: FieldError[] }

/**
 * Checks what somebody typed or sent against the schema of its kind, after composing its letters and
 * taking out what no database keeps. Faults are named by the path inside the record; of a geometry's
 * faults only the first of each sort, since a wrong one has thousands.
 */
export function checkRecord<Kind extends KindName>(kind: Kind, typed: unknown): Checked<Kind> {
  const value = cleaned(typed)
  const parsed = recordKinds[kind].schema.safeParse(value)
  if (!parsed.success) {
    return {
      record: null,
      faults: once(parsed.error.issues.flatMap((issue) => fault(issue, value))),
    }
  }
  const record = parsed.data as RecordOf<Kind>
  const { validFrom, validTo } = record as { validFrom?: string; validTo?: string }
  if (validFrom && validTo && validTo <= validFrom) {
    return { record: null, faults: [{ path: 'validTo', code: 'not_after_start' }] }
  }
  return { record, faults: [] }
}

/** Every text inside a value as {@link cleanText} leaves it. */
export function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  // A position has nothing to clean, and a boundary has thousands.
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cleanText(key), cleaned(inner)]),
  )
}

function fault(issue: z.core.$ZodIssue, value: unknown): FieldError[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), code: issue.code }))
  }
  if (valueAt(value, path) === undefined) return [{ path: path.join('.'), code: 'required' }]
  if (issue.message === 'outside_vietnam' && isSwapped(valueAt(value, path.slice(0, -1)))) {
    return [{ path: path.join('.'), code: 'swapped_coordinates' }]
  }
  if (issue.code === 'invalid_union' && path[0] === 'geometry') {
    return [{ path: 'geometry', code: 'invalid_geometry' }]
  }
  // A number's `required` is said of anything that is no number; this one is there.
  const wrongType = issue.code === 'invalid_type' && issue.message === 'required'
  const code = /^[a-z_]+$/.test(issue.message) && !wrongType ? issue.message : issue.code
  return [{ path: path.join('.'), code }]
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as AnyRecord)[key] : undefined,
    value,
  )
}

/** Whether a position, `[lon, lat]` or `{lat, lon}`, would lie in Vietnam the other way round. */
function isSwapped(position: unknown): boolean {
  const [lon, lat] = Array.isArray(position)
    ? position
    : [(position as AnyRecord | undefined)?.lon, (position as AnyRecord | undefined)?.lat]
  return lon >= 6 && lon <= 24 && lat >= 102 && lat <= 118
}

function once(faults: FieldError[]): FieldError[] {
  const seen = new Set<string>()
  return faults.filter(({ path, code }) => {
    const key = path.startsWith('geometry.') ? `geometry ${code}` : `${path} ${code}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
