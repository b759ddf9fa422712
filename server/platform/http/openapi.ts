import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import product from '../../../package.json' with { type: 'json' }
import * as cases from '../../../contract/cases.ts'
import type { Endpoint } from '../../../contract/endpoint.ts'
import * as errors from '../../../contract/errors.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import * as fieldReport from '../../../contract/field-report.ts'
import * as identity from '../../../contract/identity.ts'
import * as pictures from '../../../contract/pictures.ts'
import { nameOfCookie } from './cookie-names.ts'
import { renderApiPage } from './openapi-page.ts'
import type {
  Content,
  FileContent,
  OpenApiDocument,
  Operation,
  Parameter,
  Schema,
} from './openapi-types.ts'

const description = `Every answer that is not a success has the body \`ErrorBody\`; switch on \
\`error.code\`. Writes marked with \`Idempotency-Key\` are done once per key: send the same key with \
the same body again after a lost answer and you get the first answer. Times are RFC 3339, \
positions WGS 84. The Open311 GeoReport v2 interface is separate.`

/**
 * OpenAPI 3.1 made from the contract: operations by their name in `api`, the contract's exported
 * schemas as components.
 */
export function openApiDocument(options: {
  api: Record<string, unknown>
  publicUrl: string
  version: string
}): OpenApiDocument {
  const operations = Object.entries(options.api as Record<string, Endpoint>)
  const components = new Components()
  const paths: OpenApiDocument['paths'] = {}
  components.convert(errors.errorBody, 'output')
  for (const [, endpoint] of operations) {
    if (!endpoint.download) components.convert(endpoint.response, 'output')
  }
  for (const [name, endpoint] of operations) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    const methods = (paths[path] ??= {})
    methods[endpoint.method.toLowerCase()] = operation(name, endpoint, components)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nhịp',
      version: options.version,
      description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.publicUrl }],
    tags: [...new Set(operations.map(([, endpoint]) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.sorted(),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: nameOfCookie('nhip_session', {
            https: options.publicUrl.startsWith('https:'),
          }),
          description:
            'Set by signing in. Writes that carry it also need an `Origin` header of this site.',
        },
        citizen: {
          type: 'apiKey',
          in: 'cookie',
          name: 'nhip_citizen',
          description: 'The same for citizens, set by `signInCitizen`.',
        },
      },
    },
  }
}

/** Adds `GET /api/openapi.json` and the browsable page `GET /api/docs`. */
export function openApiRoutes(
  app: FastifyInstance,
  options: { api: Record<string, unknown>; publicUrl: string },
): void {
  const document = openApiDocument({ ...options, version: product.version })
  const json = JSON.stringify(document)
  app.get('/api/openapi.json', async (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8')
    // Meant for tools of others, browsers included: it holds nothing that is not public.
    reply.header('access-control-allow-origin', '*')
    reply.header('cross-origin-resource-policy', 'cross-origin')
    return json
  })
  app.get('/api/docs', async (_request, reply) => {
    reply.header('content-type', 'text/html; charset=utf-8')
    return renderApiPage(document, reply.cspNonce)
  })
}

const security = { anyone: [], staff: [{ session: [] }], citizen: [{ citizen: [] }] }

function operation(name: string, endpoint: Endpoint, components: Components): Operation {
  const body = endpoint.body && components.convert(endpoint.body, 'input')
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    security: security[endpoint.audience],
    parameters: [
      ...parameters('path', endpoint.params, components),
      ...parameters('query', endpoint.query, components),
      ...(endpoint.idempotent ? [idempotencyKey] : []),
    ],
    ...(body && {
      requestBody: { required: true as const, content: endpoint.upload ? bytes : json(body) },
    }),
    responses: { ...success(endpoint, components), ...failures(endpoint) },
  }
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Made once per intention by the sender (a UUID), kept for its retries.',
  schema: { type: 'string', minLength: 8, maxLength: 100, pattern: '^[\\x21-\\x7e]{8,100}$' },
}

function parameters(
  where: 'path' | 'query',
  schema: z.ZodType | undefined,
  components: Components,
): Parameter[] {
  if (!schema) return []
  const { properties = {}, required = [] } = components.inline(schema)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}

const json = (schema: Schema): Content => ({ 'application/json': { schema } })
const bytes: FileContent = { 'application/octet-stream': { schema: {} } }

function success(endpoint: Endpoint, components: Components): Operation['responses'] {
  const status = String(endpoint.status ?? 200)
  if (status === '204') return { [status]: { description: 'Done' } }
  if (endpoint.download) return { [status]: { description: 'The file', content: bytes } }
  const schema = components.convert(endpoint.response, 'output')
  const words = status === '201' ? 'Created' : 'Success'
  return { [status]: { description: words, content: json(schema) } }
}

/** The failures to expect, by status; what any operation may answer comes under `default`. */
function failures(endpoint: Endpoint): Operation['responses'] {
  const codes = new Set<ErrorCode>(endpoint.errors)
  if (endpoint.params ?? endpoint.query ?? endpoint.body) codes.add('invalid_input')
  if (endpoint.idempotent) codes.add('idempotency_key_missing').add('idempotency_mismatch')
  if (endpoint.audience !== 'anyone') codes.add('unauthenticated')
  if (endpoint.method !== 'GET') codes.add('cross_site')
  const content = json({ $ref: '#/components/schemas/ErrorBody' })
  const byStatus = Map.groupBy(codes, (code) => errors.errorStatus[code])
  const responses = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, list]) => [
      String(status),
      { description: list.map((code) => `\`${code}\``).join(', '), content },
    ])
  return {
    ...Object.fromEntries(responses),
    default: { description: '`unavailable` (with Retry-After), `internal`', content },
  }
}

/** Component names: the objects and unions that the contract exports, with a capital. */
const names = z.registry<{ id: string }>()
for (const [name, value] of Object.entries({
  ...cases,
  ...identity,
  ...errors,
  ...fieldReport,
  ...pictures,
})) {
  if (value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion) {
    names.add(value, { id: name[0]!.toUpperCase() + name.slice(1) })
  }
}

/** Turns zod schemas into JSON Schema, the contract's named ones as shared components. */
class Components {
  schemas = new Map<string, Schema>()

  /** The schema, as a reference where it has a name. */
  convert(schema: z.ZodType, io: 'input' | 'output'): Schema {
    // Inside another schema a named one always becomes a definition, at the root it would not.
    const converted = z.toJSONSchema(z.object({ root: schema }), {
      io,
      metadata: names,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => tidy(jsonSchema as Schema, io),
    }) as Schema & { $defs?: Record<string, Schema> }

    const definitions = converted.$defs ?? {}
    const differing = io === 'input' ? this.differing(definitions) : new Set<string>()
    const rename = (id: string) => (differing.has(id) ? `${id}Input` : id)
    for (const [id, own] of Object.entries(definitions)) {
      this.schemas.set(rename(id), withReferences(own, rename) as Schema)
    }
    return withReferences(converted.properties!.root!, rename) as Schema
  }

  /** The schema of an object, itself rather than a reference to it. */
  inline(schema: z.ZodType): Schema {
    const converted = this.convert(schema, 'input')
    const name = converted.$ref?.split('/').at(-1)
    return name ? this.schemas.get(name)! : converted
  }

  sorted(): Record<string, Schema> {
    return Object.fromEntries([...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /**
   * What is sent may differ from what is answered (defaults, trimming), by itself or by what it
   * refers to: then it gets a name of its own. Answers are converted first.
   */
  private differing(definitions: Record<string, Schema>): Set<string> {
    const written = Object.entries(definitions).map(([id, own]) => ({
      id,
      text: JSON.stringify(own),
      answer: JSON.stringify(this.schemas.get(id)),
      asAnswer: JSON.stringify(withReferences(own, (name) => name)),
    }))
    const found = new Set<string>()
    for (let before = -1; before < found.size;) {
      before = found.size
      for (const { id, text, answer, asAnswer } of written) {
        const through = [...found].some((other) => text.includes(`"#/$defs/${other}"`))
        if (answer && (through || answer !== asAnswer)) found.add(id)
      }
    }
    return found
  }
}

/** What zod writes and a reader does not need. */
function tidy(schema: Schema, io: 'input' | 'output'): void {
  // The pattern of a format repeats it; an answer may get further fields later.
  if (schema.format) delete schema.pattern
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties
  // "Any safe integer" is not a limit somebody chose.
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

function withReferences(value: unknown, rename: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, `#/components/schemas/${rename(inner.replace('#/$defs/', ''))}`]
        : [key, withReferences(inner, rename)],
    ),
  )
}
