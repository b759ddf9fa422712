import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Catalogue, Cases, Language } from '../../cases/index.ts'
import type { Config } from '../../config.ts'
import type { Areas } from '../../places/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { languageOf } from '../../platform/http/language.ts'
import type { Limits } from '../../platform/http/rate-limit.ts'
import { errorsOf, forbidden, notFound } from './errors.ts'
import { findApiKey } from '../keys.ts'
import type { ApiKey } from '../keys.ts'
import { readParams } from './params.ts'
import type { Params } from './params.ts'
import type { Vault } from '../../vault/index.ts'
import { toXml } from './xml.ts'
import type { Value } from './xml.ts'

/** What the exchange stands on. */
export type Parts = {
  database: Database
  cases: Cases
  vault: Vault
  areas: Areas
  config: Pick<Config, 'publicUrl' | 'demo'>
  limits: Limits
}

/** One request, read and checked as far as all endpoints do alike. */
export type Call = Parts & {
  params: Params
  /** The last part of an address such as `services/GT01.xml`, without its format. */
  id: string
  /** Whose key came with it; null without one. */
  key: ApiKey | null
  catalogue: Catalogue
  language: Language
  request: FastifyRequest
  reply: FastifyReply
}

/** The root element of the XML, and what both formats carry. */
export type Document = { root: string; value: Value }

type Format = 'xml' | 'json'
const formats: Format[] = ['xml', 'json']
const contentTypes = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** The format an address asks for; XML, the mandatory one, where it asks for none we have. */
function formatOf(request: FastifyRequest): Format {
  const extension = /\.(xml|json)(?:\?|$)/.exec(request.url)?.[1]
  if (extension) return extension as Format
  const accepted = request.headers.accept ?? ''
  return accepted.includes('json') && !accepted.includes('xml') ? 'json' : 'xml'
}

function send(format: Format, reply: FastifyReply, { root, value }: Document): FastifyReply {
  reply.header('content-type', contentTypes[format])
  // Read by pages of other sites; a caller is known by key only, never by cookie.
  reply.header('access-control-allow-origin', '*')
  reply.header('cross-origin-resource-policy', 'cross-origin')
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  return reply.send(format === 'xml' ? toXml(root, value) : JSON.stringify(value))
}

/** Answers anything that was thrown, in the format that was asked for. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const value = errorsOf(error, request, reply)
  return send(formatOf(request), reply, { root: 'errors', value })
}

async function read(parts: Parts, request: FastifyRequest, reply: FastifyReply): Promise<Call> {
  const { file = '' } = request.params as { file?: string }
  const [, id] = /^(.+)\.(?:xml|json)$/.exec(file) ?? []
  if (file !== '' && id === undefined) throw notFound('addresses end in .xml or .json')
  const params = readParams(request)
  const language = languageOf(request)
  const catalogue = await parts.cases.catalogue(language)
  const jurisdiction = params.text('jurisdiction_id')
  if (jurisdiction !== undefined && jurisdiction !== catalogue.province.code) {
    throw notFound(`jurisdiction_id was not found; this one is ${catalogue.province.code}`)
  }
  const typed = params.text('api_key')
  const key = typed === undefined ? null : await findApiKey(parts.database.executor, typed)
  if (typed !== undefined && !key) throw forbidden('the api_key is not valid')
  return { ...parts, params, id: id ?? '', key, catalogue, language, request, reply }
}

export type Method = 'GET' | 'POST'

/**
 * Adds one Open311 method in both formats. A path that ends in `/` takes an id there:
 * `services/` answers `services/GT01.xml`.
 */
export function method(
  app: FastifyInstance,
  parts: Parts,
  verb: Method,
  path: string,
  handle: (call: Call) => Promise<Document>,
): void {
  const urls = path.endsWith('/') ? [`${path}:file`] : formats.map((format) => `${path}.${format}`)
  for (const url of urls) {
    app.route({
      method: verb,
      url,
      // The caller proves who it is by its key, so writes from other sites are its own.
      config: { crossSite: true },
      handler: async (request, reply) => {
        const call = await read(parts, request, reply)
        return send(formatOf(request), reply, await handle(call))
      },
    })
  }
}

/** The caller's key where one is needed. @throws Refusal 403 */
export function requireKey({ key }: Call): ApiKey {
  if (!key) throw forbidden('the api_key is missing')
  return key
}
