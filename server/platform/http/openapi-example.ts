import type { Schema } from './openapi-types.ts'

const byFormat: Record<string, string> = {
  uuid: '4f0c6a1e-8a55-4a6f-9b0e-3d1f0c2b7a11',
  email: 'ten@example.vn',
  'date-time': '2026-11-21T08:00:00+07:00',
  date: '2026-11-21',
}

/** A value that shows a schema's shape: required fields only, the first of several choices. */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  const name = schema.$ref?.split('/').at(-1)
  if (name) return exampleOf(schemas[name] ?? {}, schemas)
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (choice) return exampleOf(choice, schemas)
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([key]) => schema.required?.includes(key))
        .map(([key, property]) => [key, exampleOf(property, schemas)]),
    )
  }
  const [type] = [schema.type ?? 'object'].flat()
  if (type === 'string') return byFormat[schema.format ?? ''] ?? '…'
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  return type === 'array' ? [] : {}
}
