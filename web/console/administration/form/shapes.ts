import type { z } from 'zod'
import { recordKinds } from '../../../../contract/records/kinds.ts'
import { bilingual, references, text } from '../../../../contract/records/shared.ts'
import type { KindName } from '../../../../contract/records/shared.ts'

/** What a field holds, as far as drawing and saying it needs to know. */
export type Shape =
  | { type: 'text'; long: boolean }
  | { type: 'number' }
  | { type: 'boolean' }
  | { type: 'day' }
  | { type: 'bilingual' }
  | { type: 'enum'; values: string[] }
  /** `also`: words that stand there besides codes. */
  | { type: 'reference'; kind: KindName; also: RegExp | undefined }
  | { type: 'references'; kind: KindName; also: RegExp | undefined }
  | { type: 'texts' }
  | { type: 'numbers' }
  | { type: 'weekdays' }
  | { type: 'list'; item: Shape }
  | { type: 'object'; fields: Field[] }
  /** Names and values of the administrator's own. */
  | { type: 'pairs' }
  | { type: 'geometry'; types: string[] }

export type Field = { name: string; shape: Shape; required: boolean; nullable: boolean }

/** What zod tells of a schema, as far as it is asked here. */
type Def = {
  type: string
  format?: string
  innerType?: z.ZodType
  element?: z.ZodType
  entries?: Record<string, string>
  options?: z.ZodObject[]
  values?: string[]
}
const defOf = (schema: z.ZodType) => (schema as unknown as { def: Def }).def

const known = new Map<KindName, Field[]>()

/** The fields of a kind, in the order of its schema, which is the order of its form. */
export function fieldsOf(kind: KindName): Field[] {
  let fields = known.get(kind)
  if (!fields) known.set(kind, (fields = objectFields(recordKinds[kind].schema)))
  return fields
}

function objectFields(schema: z.ZodObject): Field[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    let inner = field as z.ZodType
    let required = true
    let nullable = false
    while (['optional', 'nullable'].includes(defOf(inner).type)) {
      if (defOf(inner).type === 'optional') required = false
      else nullable = true
      inner = defOf(inner).innerType!
    }
    return { name, shape: shapeOf(inner, name), required: required && !nullable, nullable }
  })
}

/**
 * The shape of a schema.
 * @throws Error for a schema no form here can draw; a test goes through all kinds
 */
function shapeOf(schema: z.ZodType, name: string): Shape {
  const reference = references.get(schema)
  if (reference)
    return { type: 'reference', kind: reference.kind, also: reference.also as RegExp | undefined }
  if (schema === bilingual) return { type: 'bilingual' }
  const def = defOf(schema)
  if (def.type === 'string') {
    if (def.format === 'date') return { type: 'day' }
    return { type: 'text', long: schema === text && name !== 'name' }
  }
  if (def.type === 'number') return { type: 'number' }
  if (def.type === 'boolean') return { type: 'boolean' }
  if (def.type === 'enum') return { type: 'enum', values: Object.values(def.entries!) }
  if (def.type === 'record') return { type: 'pairs' }
  if (def.type === 'union') {
    const types = def.options!.flatMap(({ shape }) => defOf(shape.type as z.ZodType).values!)
    return { type: 'geometry', types }
  }
  if (def.type === 'object') return { type: 'object', fields: objectFields(schema as z.ZodObject) }
  if (def.type === 'array') return listOf(def.element!, name)
  throw new Error(`No form can show ${name}, a ${def.type}`)
}

function listOf(element: z.ZodType, name: string): Shape {
  const item = shapeOf(element, name)
  if (item.type === 'reference') return { ...item, type: 'references' }
  if (item.type === 'text') return { type: 'texts' }
  if (item.type === 'number') {
    // Whole numbers from 1 to 7 are the days of a week; nothing else counts so.
    const isDay = (value: number) => element.safeParse(value).success
    return { type: isDay(1) && isDay(7) && !isDay(0) && !isDay(8) ? 'weekdays' : 'numbers' }
  }
  return { type: 'list', item }
}
