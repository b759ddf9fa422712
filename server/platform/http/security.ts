import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../contract/errors.ts'
import type { Config } from '../../config.ts'
import { cookiePrefix } from './cookie-names.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The nonce for this response's inline scripts and styles, made when first asked for. */
    readonly cspNonce: string
  }
  interface FastifyContextConfig {
    /** Takes writes from other sites: the caller proves who it is by a key, never by a cookie. */
    crossSite?: boolean
  }
}

const nonce = Symbol('nonce')
type WithNonce = FastifyReply & { [nonce]?: string }

/** Adds the security headers to every response and refuses writes that another site caused. */
export function secure(
  app: FastifyInstance,
  config: Pick<Config, 'publicUrl'> & Partial<Pick<Config, 'map'>>,
): void {
  const publicOrigin = new URL(config.publicUrl).origin
  const { tiles } = config.map ?? {}
  const tileOrigin = tiles?.kind === 'template' ? tiles.origin : undefined
  const https = publicOrigin.startsWith('https:')

  app.decorateReply(nonce, undefined)
  app.decorateReply('cspNonce', {
    getter(this: FastifyReply) {
      const reply = this as WithNonce
      return (reply[nonce] ??= randomBytes(16).toString('base64'))
    },
  })

  app.addHook('onRequest', async (request) => {
    refuseForeignWrites(request, publicOrigin)
    refuseOtherThanJson(request)
  })

  app.addHook('onSend', async (_request, reply) => {
    const headers: Record<string, string> = {
      'content-security-policy': contentPolicy((reply as WithNonce)[nonce], tileOrigin),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': 'geolocation=(self), camera=(self), microphone=()',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      ...(https && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    }
    // A route that knows better, such as an embeddable widget, has set its own.
    for (const [name, value] of Object.entries(headers)) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
  })
}

/**
 * The content security policy. It goes with every response, because a worker obeys the policy of
 * its own script. Styles set through the DOM (Mantine, MapLibre) need no `unsafe-inline`.
 * `tileOrigin` is the one other host that pages may fetch map tiles from.
 */
export function contentPolicy(nonceOfResponse?: string, tileOrigin?: string): string {
  const own = nonceOfResponse ? `'self' 'nonce-${nonceOfResponse}'` : "'self'"
  const tiles = tileOrigin ? ` ${tileOrigin}` : ''
  return [
    "default-src 'self'",
    `script-src ${own}`,
    `style-src ${own}`,
    `img-src 'self' data: blob:${tiles}`,
    "font-src 'self'",
    `connect-src 'self'${tiles}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What a plain HTML form of any site can send without asking us first. */
const formTypes = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])

function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

/**
 * A browser says where a request comes from; old ones, or those on plain HTTP, only by Origin.
 * `null`: it does not say.
 */
function isSameOrigin(request: FastifyRequest, publicOrigin: string): boolean | null {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers.origin
  if (origin === undefined) return null
  if (origin === publicOrigin) return true
  return URL.canParse(origin) && new URL(origin).host === request.host
}

/**
 * Writes with our cookie, and form posts, must come from our own pages. A JSON request without
 * cookies and without an Origin is a program's: there is nobody whose rights it could borrow.
 * @throws Failure cross_site
 */
function refuseForeignWrites(request: FastifyRequest, publicOrigin: string): void {
  if (safeMethods.has(request.method) || request.routeOptions.config?.crossSite) return
  const same = isSameOrigin(request, publicOrigin)
  if (same) return
  const cookies = request.headers.cookie ?? ''
  const ours = cookies.split(';').some((pair) => pair.trim().startsWith(cookiePrefix))
  if (same === false || ours || formTypes.has(mediaType(request))) throw new Failure('cross_site')
}

/** Endpoints of the contract speak JSON; a form cannot be mistaken for it. */
function refuseOtherThanJson(request: FastifyRequest): void {
  if (!request.routeOptions.config?.endpoint || safeMethods.has(request.method)) return
  const type = mediaType(request)
  // A file comes as what it is or as bytes; never as what a form of another site could send.
  const { upload } = request.routeOptions.config.endpoint
  if (upload) {
    if (type === '' || type === 'application/octet-stream' || type.startsWith('image/')) return
    throw new Failure('unsupported_media_type')
  }
  if (type !== '' && type !== 'application/json') throw new Failure('unsupported_media_type')
}
