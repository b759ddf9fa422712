import type { z } from 'zod'
import { recordKinds } from './kinds.ts'
import type { AnyRecord } from './kinds.ts'
import { references } from './shared.ts'
import type { KindName } from './shared.ts'

/** One field that names a record of another kind. */
export type Reference = { path: string; kind: KindName; code: string }

/** Every reference a record makes to others, words that are no codes left out. */
export function referencesOf(kind: KindName, record: AnyRecord): Reference[] {
  const found: Reference[] = []
  visit(recordKinds[kind].schema, record, '', found)
  return found
}

type Inner = { def: { type: string; innerType?: z.ZodType; element?: z.ZodType } }

function visit(schema: z.ZodType, value: unknown, path: string, found: Reference[]): void {
  if (value === undefined || value === null) return
  const known = references.get(schema)
  if (known) {
    const code = String(value)
    if (!known.also?.test(code)) found.push({ path, kind: known.kind, code })
    return
  }
  const { def } = schema as unknown as Inner
  if (def.type === 'optional' || def.type === 'nullable') visit(def.innerType!, value, path, found)
  if (def.type === 'array') {
    for (const [index, item] of (value as unknown[]).entries()) {
      visit(def.element!, item, `${path}.${index}`, found)
    }
  }
  if (def.type === 'object') {
    for (const [name, field] of Object.entries((schema as z.ZodObject).shape)) {
      visit(field as z.ZodType, (value as AnyRecord)[name], path ? `${path}.${name}` : name, found)
    }
  }
}
