import { recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { Geometry } from '../../../../contract/records/places.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { parseGeometry, printGeometry } from './geometry.ts'
import type { GeometryDraft } from './geometry.ts'
import { fieldsOf } from './shapes.ts'
import type { Field, Shape } from './shapes.ts'

/**
 * A record as it stands in its form: every box has a value, numbers are what was typed, an optional
 * object that is not there is null.
 */
export type Draft = AnyRecord
/** Codes of what is wrong (`field.<code>`), by the path of the field. */
export type Faults = Record<string, string>

/** The form's beginning for a record, or for a new one with some fields known. */
export function draftOf(kind: KindName, record: AnyRecord): Draft {
  return objectDraft(fieldsOf(kind), record)
}

function objectDraft(fields: Field[], value: AnyRecord): Draft {
  return Object.fromEntries(
    fields.map((field) => [field.name, toDraft(field.shape, value[field.name], field.required)]),
  )
}

/** The boxes for a value; `required` decides whether an absent object has boxes. */
export function toDraft(shape: Shape, value: unknown, required: boolean): unknown {
  const there = value ?? undefined
  switch (shape.type) {
    case 'boolean':
      return there ?? false
    case 'number':
      return there === undefined ? '' : String(there)
    case 'numbers':
      return ((there as number[] | undefined) ?? []).join(', ')
    case 'bilingual':
      return there ?? { vi: '', en: '' }
    case 'texts':
    case 'references':
    case 'weekdays':
      return there ?? []
    case 'list':
      return ((there as unknown[] | undefined) ?? []).map((item) => toDraft(shape.item, item, true))
    case 'object':
      if (there === undefined && !required) return null
      return objectDraft(shape.fields, (there as AnyRecord | undefined) ?? {})
    case 'pairs':
      return Object.entries((there as Record<string, string> | undefined) ?? {})
    case 'geometry':
      return there ? printGeometry(there as Geometry) : { type: shape.types[0], rows: '' }
    case 'text':
    case 'day':
    case 'enum':
    case 'reference':
      return there ?? ''
  }
}

/**
 * The record that a form says, and what the contract finds wrong with it. Empty boxes of optional
 * fields are absent.
 */
export function recordOf(kind: KindName, draft: Draft): { record: AnyRecord; faults: Faults } {
  const faults: Faults = {}
  const record = objectRecord(fieldsOf(kind), draft, '', faults)
  const parsed = recordKinds[kind].schema.safeParse(record)
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join('.')
    const missing = issue.code === 'invalid_type' && isEmpty(valueAt(record, issue.path))
    const own = /^[a-z_]+$/.test(issue.message) ? issue.message : issue.code
    const isNumber = issue.code === 'invalid_type' && issue.expected === 'number'
    faults[path] ??= missing ? 'required' : isNumber ? 'invalid_number' : own
  }
  const { validFrom, validTo } = record as { validFrom?: string; validTo?: string }
  if (validFrom && validTo && validTo <= validFrom) faults.validTo ??= 'not_after_start'
  return { record: parsed.success ? parsed.data : record, faults }
}

function objectRecord(fields: Field[], draft: Draft, path: string, faults: Faults): AnyRecord {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const at = path ? `${path}.${field.name}` : field.name
      const value = fromDraft(field.shape, draft[field.name], at, field, faults)
      if (value === undefined) return field.nullable ? [[field.name, null]] : []
      return [[field.name, value]]
    }),
  )
}

type Need = { required: boolean }

function fromDraft(
  shape: Shape,
  value: unknown,
  path: string,
  need: Need,
  faults: Faults,
): unknown {
  switch (shape.type) {
    case 'boolean':
      return value === true || need.required ? value : undefined
    case 'number':
      return numberOf(value as string)
    case 'numbers': {
      const typed = (value as string).split(/[,;\s]+/).filter((word) => word !== '')
      return typed.length === 0 && !need.required ? undefined : typed.map(numberOf)
    }
    case 'bilingual': {
      const { vi, en } = value as { vi: string; en: string }
      if (vi.trim() === '' && en.trim() === '' && !need.required) return undefined
      return { vi: clean(vi), en: clean(en) }
    }
    case 'texts':
    case 'references':
    case 'weekdays': {
      const list = (value as unknown[]).map((item) =>
        typeof item === 'string' ? clean(item) : item,
      )
      return list.length === 0 && !need.required ? undefined : list
    }
    case 'list': {
      const list = (value as unknown[]).map((item, index) =>
        fromDraft(shape.item, item, `${path}.${index}`, { required: true }, faults),
      )
      return list.length === 0 && !need.required ? undefined : list
    }
    case 'object':
      return value === null ? undefined : objectRecord(shape.fields, value as Draft, path, faults)
    case 'pairs': {
      const pairs = (value as [string, string][])
        .map(([name, words]) => [clean(name), clean(words)] as const)
        .filter(([name, words]) => name !== '' || words !== '')
      if (pairs.some(([name]) => name === '')) faults[path] ??= 'nameless'
      return pairs.length === 0 && !need.required ? undefined : Object.fromEntries(pairs)
    }
    case 'geometry': {
      const parsed = parseGeometry(value as GeometryDraft)
      if (parsed && 'row' in parsed) faults[path] ??= 'invalid_position'
      return parsed === null || 'row' in parsed ? undefined : parsed
    }
    case 'text':
    case 'day':
    case 'enum':
    case 'reference': {
      const words = clean(String(value))
      return words === '' ? undefined : words
    }
  }
}

const clean = (words: string) => words.trim().normalize('NFC')

/** `1,5` is a number to a Vietnamese reader; what is none stays as typed, for the contract to refuse. */
function numberOf(typed: string): unknown {
  const words = typed.trim().replace(',', '.').replace('−', '-')
  if (words === '') return undefined
  const value = Number(words)
  return Number.isFinite(value) ? value : typed
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined | null)?.[key],
    value,
  )
}
