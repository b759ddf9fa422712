import { randomUUID } from 'node:crypto'
import type { Server } from 'node:https'
import { Socket } from 'node:net'
import formbody from '@fastify/formbody'
import fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody, ErrorCode } from '../../../contract/errors.ts'
import { Failure } from '../../../contract/errors.ts'
import type { Config } from '../../config.ts'
import type { Log } from '../log.ts'
import { takeCookies } from './cookie-names.ts'
import { errorForLog, prepareError } from './errors.ts'
import { secure } from './security.ts'
import { certificateFault, followPair, isShaking, tlsOptions } from './tls.ts'
import type { TlsFiles } from './tls.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes files: the request may arrive slowly. */
    upload?: boolean
  }
}

/** Renders a page for people where the JSON error would be shown in a browser. */
export type ErrorPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  body: ErrorBody,
) => Promise<string> | string

declare module 'fastify' {
  interface FastifyRequest {
    /** What it was refused with, once it was. */
    refusedWith: ErrorCode | null
  }
  interface FastifyInstance {
    /** Every route there is, for the check that each has a place in the table of permissions. */
    readonly declaredRoutes: { method: string; url: string }[]
  }
}

export type ServerLimits = {
  /** Largest request body, bytes. */
  bodyBytes: number
  /** A request must have arrived in full after this long, milliseconds. */
  requestMs: number
  /** The same for a route that takes files (`config.upload`), which a poor network is slow to send. */
  uploadMs: number
  /** An answer that is not ready after this long is 503, whatever the database does. */
  answerMs: number
  /** A socket without a byte in either direction for this long is closed; live streams send beats. */
  idleMs: number
  /** How long requests in flight may go on after `app.close()`, milliseconds. */
  closeMs: number
  /** How often the files of the certificate are looked at, milliseconds. */
  certificateMs: number
}

const defaults: ServerLimits = {
  bodyBytes: 1024 * 1024,
  requestMs: 20_000,
  uploadMs: 180_000,
  answerMs: 8_000,
  idleMs: 75_000,
  closeMs: 10_000,
  certificateMs: 30_000,
}

/**
 * The HTTP server: request ids, logs without personal data, limits, one error model, security
 * headers and the same-origin rule. Routes are added by the caller; nothing listens yet.
 *
 * `notFoundPage` and `errorPage` render for browsers outside `/api/`; without them, and for
 * everybody else, errors are JSON. `app.close()` stops accepting, lets requests in flight finish,
 * and cuts what is left after `limits.closeMs`.
 */
export function createServer(options: {
  config: Pick<Config, 'publicUrl' | 'trustedProxies'> & Partial<Pick<Config, 'map' | 'tls'>>
  log: Log
  notFoundPage?: ErrorPage
  errorPage?: ErrorPage
  limits?: Partial<ServerLimits>
}): FastifyInstance {
  const { config, notFoundPage, errorPage } = options
  const limits = { ...defaults, ...options.limits }

  const http = {
    headersTimeout: Math.min(limits.requestMs, 10_000),
    // Node looks for requests that are late only this often.
    connectionsCheckingInterval: Math.min(1_000, limits.requestMs),
  }
  // fastify takes one or the other, and by its types the two are different servers.
  const transport = config.tls ? { https: { ...http, ...tlsOptions(config.tls) } } : { http }
  const app: FastifyInstance = fastify({
    loggerInstance: quiet(options.log),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    // An id from outside could be anybody's text in our logs.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: Math.max(limits.requestMs, limits.uploadMs),
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: 65_000,
    ...(transport as { http: typeof http }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseBadHttp,
    frameworkErrors: (error, request, reply) => {
      reply.header('content-type', 'application/json; charset=utf-8')
      // Typed by the route, and there is none: the address itself could not be read.
      void (reply as FastifyReply).send(prepareError(error, request, reply))
    },
  })

  app.decorateRequest('refusedWith', null)
  const declared: { method: string; url: string }[] = []
  app.decorate('declaredRoutes', declared)
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) declared.push({ method: each, url })
  })

  // What is neither JSON nor a form is nothing we accept.
  app.removeContentTypeParser('text/plain')
  app.register(formbody, { bodyLimit: limits.bodyBytes })
  takeCookies(app, config.publicUrl.startsWith('https:'))

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  secure(app, config)
  closeGently(app, limits.closeMs)
  if (config.tls)
    renew(app, config.tls, options.log, {
      everyMs: limits.certificateMs,
      host: new URL(config.publicUrl).hostname,
    })
  arriveInTime(app, limits.requestMs)
  answerInTime(app, limits)

  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    })
  })

  const present = (page: ErrorPage | undefined) => {
    return async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const body = prepareError(error, request, reply)
      if (!page || !wantsPage(request)) {
        reply.header('content-type', 'application/json; charset=utf-8')
        return body
      }
      reply.header('content-type', 'text/html; charset=utf-8')
      return page(request, reply, body)
    }
  }
  app.setErrorHandler(present(errorPage))
  const notFound = present(notFoundPage)
  app.setNotFoundHandler((request, reply) => notFound(new Failure('not_found'), request, reply))
  return app
}

/** Whether a browser asks for a page: outside the API, and it accepts HTML. */
function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!
  if (path === '/api' || path.startsWith('/api/')) return false
  return request.headers.accept?.includes('text/html') ?? false
}

/** The log with its serializers replaced: fastify's would write addresses and query strings. */
function quiet(log: Log): FastifyBaseLogger {
  return log.child(
    {},
    {
      serializers: {
        req: (request: FastifyRequest) => ({
          method: request.method,
          route: request.routeOptions?.url ?? null,
        }),
        res: (reply: FastifyReply) => ({ status: reply.statusCode }),
        err: errorForLog,
      },
    },
  )
}

/** Answers what is not HTTP, or came too slowly, as shortly as possible and hangs up. */
function refuseBadHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  // Nobody to speak HTTP with: no protocol or suite was found that both sides accept.
  if (isShaking(socket)) return void socket.destroy()
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request'
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }
  socket.destroy(error)
}

/**
 * Node knows one time limit for the arrival of all requests, which has to be that of the longest
 * ones. Every route that takes no files keeps its own, shorter one.
 */
function arriveInTime(app: FastifyInstance, requestMs: number): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.upload || request.raw.complete) return
    const { raw } = request
    // A request that was put in from within arrives at once, and on no socket.
    if (!(raw.socket instanceof Socket)) return
    const late = setTimeout(() => {
      const error = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      if (!raw.complete) refuseBadHttp(error, raw.socket)
    }, requestMs)
    raw.once('close', () => clearTimeout(late))
  })
}

/**
 * Whatever the database does, nobody waits for ever. A write may still commit afterwards: its sender
 * repeats the key and gets the first answer. (fastify's own `handlerTimeout` is called off as soon
 * as a body has been read.)
 */
function answerInTime(app: FastifyInstance, { answerMs, uploadMs }: ServerLimits): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  app.addHook('onRequest', async (request, reply) => {
    const late = () => {
      if (!reply.sent) void reply.send(new Failure('unavailable'))
    }
    const { endpoint, upload } = request.routeOptions.config
    const seconds = endpoint?.answerSeconds
    const ms = seconds === undefined ? answerMs : seconds * 1_000
    timers.set(request, setTimeout(late, upload ? uploadMs + ms : ms))
  })
  // Streams go on for as long as they like once they have begun.
  app.addHook('onSend', async (request) => clearTimeout(timers.get(request)))
  app.addHook('onRequestAbort', async (request) => clearTimeout(timers.get(request)))
}

/** A renewed certificate is taken up while the server runs. */
function renew(
  app: FastifyInstance,
  files: TlsFiles,
  log: Log,
  { everyMs, host }: { everyMs: number; host: string },
): void {
  let following: { stop(): void } | undefined
  app.addHook('onListen', async () => {
    const server = app.server as unknown as Server
    const { fault } = certificateFault(files, host)
    if (fault) log.warn(fault)
    following = followPair(server, files, { log, everyMs })
  })
  app.addHook('onClose', async () => following?.stop())
}

/** Requests in flight finish and take their socket with them; the rest is cut after `closeMs`. */
function closeGently(app: FastifyInstance, closeMs: number): void {
  let closing = false
  let cut: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    closing = true
    cut = setTimeout(() => app.server.closeAllConnections(), closeMs)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('onClose', async () => clearTimeout(cut))
}
