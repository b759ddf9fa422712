import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Download, Endpoint } from '../../../contract/endpoint.ts'
import { Failure } from '../../../contract/errors.ts'
import type { FieldError } from '../../../contract/errors.ts'
import { idempotency } from '../database/idempotency.ts'
import type { Idempotency } from '../database/idempotency.ts'

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/**
 * Finds out who calls, or why nobody may act for them now (`unauthenticated`, `session_locked`…);
 * set once by the composition root, so that routes cannot forget it.
 */
export type Authenticate<Viewer> = (request: FastifyRequest) => Promise<Viewer | Failure>

export type Handled<Params, Query, Body, Viewer> = {
  params: Params
  query: Query
  body: Body
  viewer: Viewer
  /** The request's key; present on every endpoint that declares `idempotent`. */
  once: Idempotency
  request: FastifyRequest
  reply: FastifyReply
}

/** Zod's issues as the contract's field errors: a schema's message is already a code. */
export function fieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.map((issue) => ({
    path: prefix + issue.path.join('.'),
    code: /^[a-z_]+$/.test(issue.message) ? issue.message : issue.code,
  }))
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(value ?? {})
  if (!parsed.success) throw new Failure('invalid_input', { fields: fieldErrors(parsed.error) })
  return parsed.data
}

/** A key as clients make them: a UUID or any 8–100 printable characters. */
function readKey(request: FastifyRequest): string {
  const header = request.headers['idempotency-key']
  if (typeof header !== 'string' || !/^[\x21-\x7e]{8,100}$/.test(header)) {
    throw new Failure('idempotency_key_missing')
  }
  return header
}

/** A file to be kept under its name: whatever a browser thinks it is, it shows nothing of it. */
function sendFile(reply: FastifyReply, { name, type, body }: Download): unknown {
  reply.header('content-type', type)
  reply.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
  return body
}

/**
 * Makes routes from endpoints: parse, authenticate, call, present. What the handler returns goes
 * through the response schema, so a field that is not in the contract never leaves.
 */
export function routesFor<Viewer>(app: FastifyInstance, authenticate: Authenticate<Viewer>) {
  return function route<
    Params extends z.ZodType,
    Query extends z.ZodType,
    Body extends z.ZodType,
    Response extends z.ZodType,
  >(
    declared: Endpoint<Params, Query, Body, Response>,
    handle: (
      call: Handled<Parsed<Params>, Parsed<Query>, Parsed<Body>, Viewer>,
    ) => Promise<z.input<Response>>,
  ): void {
    app.route({
      method: declared.method,
      url: declared.path,
      config: { endpoint: declared, ...(declared.upload && { upload: true }) },
      ...(declared.bodyBytes !== undefined && { bodyLimit: declared.bodyBytes }),
      handler: async (request, reply) => {
        const known = await authenticate(request)
        if (declared.audience !== 'anyone' && known instanceof Failure) throw known
        const viewer = known instanceof Failure ? null : known
        const body = parse(declared.body, request.body)
        const once = declared.idempotent
          ? idempotency(`${declared.method} ${declared.path}`, readKey(request), [
              request.params,
              // A file is hashed by its handler, which reads it as it comes.
              declared.upload ? null : body,
            ])
          : undefined
        const result = await handle({
          params: parse(declared.params, request.params) as Parsed<Params>,
          query: parse(declared.query, request.query) as Parsed<Query>,
          body: body as Parsed<Body>,
          viewer: viewer as Viewer,
          once: once as Idempotency,
          request,
          reply,
        })
        reply.status(declared.status ?? 200)
        reply.header('cache-control', 'no-store')
        if (declared.download) return sendFile(reply, result as Download)
        return declared.status === 204 ? null : declared.response.parse(result)
      },
    })
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}
