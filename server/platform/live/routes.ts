import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../contract/errors.ts'
import { isUnavailable } from '../database/index.ts'
import type { Live } from './index.ts'

export type LiveOptions = {
  live: Live
  /** The tags the caller may be told of, or null for nobody we know. */
  audienceFor: (request: FastifyRequest) => Promise<string[] | null>
  /**
   * Whether an open stream may go on, asked every `recheckMs`. Without it `audienceFor` is asked
   * again, and a stream whose audience is no longer the same ends; the browser comes back.
   */
  stillAllowed?: (request: FastifyRequest) => Promise<boolean>
  /**
   * What is so for a moment only, and has no position: `event: presence` says that it changed for
   * this audience. Answers how to stop listening.
   */
  moments?: (audience: string[], told: () => void) => () => void
  /** Between two comments that keep proxies from closing a silent stream, in ms. */
  heartbeatMs?: number
  recheckMs?: number
  /** A client that leaves more than this unread is cut off, in bytes; it resumes where it was. */
  maxUnread?: number
}

/** For so long a slow client may take in a page of missed events, in ms. */
const drainMs = 30_000
/** For so long a stream that was ended may take to reach its client, in ms. */
const endMs = 2_000
/** So many times in a row it may stay unknown whether a stream may go on. */
const maxUnknown = 3

/**
 * `GET /api/live`: what changed, as Server-Sent Events. `id` is the position, `data` is
 * `{"type","subject"}` and nothing else: the screen fetches what it may see. A client resumes with
 * `Last-Event-ID` (or `?after=`); without either it first gets `event: ready` with an id, after
 * which it should fetch what it shows. `event: reset` says that too much was missed: fetch all.
 * `event: presence` says that colleagues came to cases or left them, and has no id.
 * A heartbeat carries the id too, so that a client for whom there is nothing does not fall behind.
 */
export function liveRoutes(app: FastifyInstance, options: LiveOptions): void {
  const streams = new Set<() => void>()
  let closing = false

  app.addHook('preClose', async () => {
    closing = true
    for (const end of streams) end()
  })

  app.get('/api/live', { exposeHeadRoute: false }, async (request, reply) => {
    const audience = await options.audienceFor(request)
    if (!audience) throw new Failure('unauthenticated')
    const resumed = resumeFrom(request)
    const after = resumed ?? (await options.live.lastPosition())
    if (closing) throw new Failure('unavailable')
    const body = new PassThrough()
    body.write('retry: 1000\n\n')
    if (resumed === null) body.write(message('ready', after))
    feed(body, { request, reply, audience, after })
    reply.header('content-type', 'text/event-stream; charset=utf-8')
    reply.header('cache-control', 'no-store')
    // Otherwise nginx collects events until its buffer is full.
    reply.header('x-accel-buffering', 'no')
    // The socket ends with the stream, so that a closing server need not wait for it.
    reply.header('connection', 'close')
    return reply.send(body)
  })

  function feed(
    body: PassThrough,
    at: { request: FastifyRequest; reply: FastifyReply; audience: string[]; after: number },
  ): void {
    const { raw } = at.reply
    const { maxUnread = 256 * 1024 } = options

    const write = (text: string): void => {
      if (body.destroyed || body.writableEnded) return
      body.write(text)
      const unread = body.writableLength + body.readableLength + raw.writableLength
      if (unread > maxUnread) raw.destroy()
    }
    const subscription = options.live.subscribe({
      audience: at.audience,
      after: at.after,
      send: ({ position, type, subject }) =>
        write(`id: ${position}\ndata: ${JSON.stringify({ type, subject })}\n\n`),
      onReset: (position) => write(message('reset', position)),
      drained: () => drained(body, () => raw.destroy()),
    })
    const heartbeat = setInterval(
      () => write(`: beat\nid: ${subscription.position()}\n\n`),
      options.heartbeatMs ?? 15_000,
    )
    const stopMoments = options.moments?.(at.audience, () => write('event: presence\ndata: {}\n\n'))
    streams.add(end)
    const stopChecking = recheck(options, at, end)

    function end(): void {
      if (!streams.delete(end)) return
      stopChecking()
      stopMoments?.()
      clearInterval(heartbeat)
      subscription.unsubscribe()
      body.end()
      // A client that does not read would never see the end, nor would its socket.
      setTimeout(() => raw.destroy(), endMs).unref()
    }
    raw.once('close', end)
    // The client may have gone before we listened for it.
    if (raw.destroyed) end()
  }
}

/** EventSource sends the header when it comes back by itself, to the address it began with. */
function resumeFrom(request: FastifyRequest): number | null {
  const header = request.headers['last-event-id']
  const text = header ?? (request.query as Record<string, unknown>).after
  if (text === undefined || text === '') return null
  // What is no position cannot be resumed from; an impossible one is answered by a reset.
  return typeof text === 'string' && /^\d{1,15}$/.test(text)
    ? Number(text)
    : Number.MAX_SAFE_INTEGER
}

/** A browser hands on only messages that have data. */
function message(event: 'ready' | 'reset', position: number): string {
  return `event: ${event}\nid: ${position}\ndata: {}\n\n`
}

/** Resolves when the client has taken in what was written, or is gone; cuts it off when neither. */
function drained(body: PassThrough, cut: () => void): Promise<void> {
  if (!body.writableNeedDrain || body.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(cut, drainMs)
    const done = (): void => {
      clearTimeout(timer)
      body.off('drain', done)
      body.off('close', done)
      resolve()
    }
    body.on('drain', done)
    body.on('close', done)
  })
}

/** Asks again and again whether the stream may go on; ends it when it may not. */
function recheck(
  options: LiveOptions,
  at: { request: FastifyRequest; audience: string[] },
  end: () => void,
): () => void {
  const { recheckMs = 3_000 } = options
  let timer: NodeJS.Timeout
  let stopped = false
  let unknown = 0

  async function allowed(): Promise<boolean> {
    if (options.stillAllowed) return options.stillAllowed(at.request)
    const audience = await options.audienceFor(at.request)
    return audience !== null && audience.toSorted().join() === at.audience.toSorted().join()
  }

  async function check(): Promise<void> {
    try {
      if (!(await allowed())) return end()
      unknown = 0
    } catch (error) {
      // A database that is away for a moment signs nobody out; but not knowing is not a yes.
      unknown += 1
      if (!isUnavailable(error) || unknown >= maxUnknown) return end()
    }
    if (!stopped) timer = setTimeout(check, recheckMs)
  }

  timer = setTimeout(check, recheckMs)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
