import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { NewEntry } from '../audit/index.ts'
import type { Log } from '../log.ts'

/** Who is signed in with a request. */
export type Caller = { kind: 'staff' | 'reporter'; id: string }

/**
 * Refusals that say somebody tried what is not theirs, not now, or not so. Not among them: what is
 * told of by itself (failed proofs, locks), what nobody did wrong (conflicts, an idle session), and
 * what is found in a text before publication, which is a help to its writer.
 */
const told = new Set<ErrorCode>([
  'cross_site',
  'forbidden',
  'set_up_needed',
  'not_found',
  'action_not_allowed',
  'invalid_input',
  'idempotency_key_missing',
  'idempotency_mismatch',
  'payload_too_large',
  'unsupported_media_type',
  'too_many_requests',
])

/** The most accounts × routes × codes that are counted at a time; what comes above is a log line. */
const most = 10_000

type Refusal = { caller: Caller; route: string; status: number; code: ErrorCode }
type Window = { refusal: Refusal; more: number; timer: NodeJS.Timeout }

/**
 * Tells the audit log of refused attempts of people who are signed in: route and code, never what
 * was sent. It happens after the answer has gone, and an error is a line in the log. Of one account,
 * route and code there is at most one entry in `everyMs`; `times` says how many attempts since the
 * one before it stands for.
 */
export function tellRefusals(
  app: FastifyInstance,
  options: {
    callerOf: (request: FastifyRequest) => Promise<Caller | null>
    append: (entry: NewEntry) => Promise<void>
    log: Log
    everyMs?: number
  },
): void {
  const { callerOf, append, log, everyMs = 60_000 } = options
  const windows = new Map<string, Window>()
  const underway = new Set<Promise<void>>()

  const later = (work: Promise<void>): void => {
    const done = work
      .catch((error: unknown) => log.warn({ err: error }, 'a refusal was not told'))
      .finally(() => underway.delete(done))
    underway.add(done)
  }

  const write = ({ caller, route, status, code }: Refusal, times: number): void =>
    later(
      append({
        kind: 'refused',
        actorKind: caller.kind,
        actor: caller.id,
        data: { route, status, code, times },
      }),
    )

  const openWindow = (key: string, refusal: Refusal): void => {
    const timer = setTimeout(() => {
      windows.delete(key)
      const { more } = window
      if (more === 0) return
      write(refusal, more)
      openWindow(key, refusal)
    }, everyMs).unref()
    const window: Window = { refusal, more: 0, timer }
    windows.set(key, window)
  }

  const note = (refusal: Refusal): void => {
    const { caller, route, code } = refusal
    const key = [caller.kind, caller.id, route, code].join(' ')
    const window = windows.get(key)
    if (window) window.more += 1
    else if (windows.size >= most) log.warn({ route, code }, 'too many refusals to tell them all')
    else {
      write(refusal, 1)
      openWindow(key, refusal)
    }
  }

  const look = async (request: FastifyRequest, status: number, code: ErrorCode): Promise<void> => {
    const caller = await callerOf(request)
    // A slip in a form is a citizen's everyday matter.
    if (!caller || (caller.kind === 'reporter' && code === 'invalid_input')) return
    note({ caller, route: `${request.method} ${request.routeOptions.url ?? '–'}`, status, code })
  }

  app.addHook('onResponse', async (request, reply) => {
    const { refusedWith: code } = request
    // Not waited for: the answer has gone, and the next request on this connection must not wait.
    if (code && told.has(code)) later(look(request, reply.statusCode, code))
  })

  // Attempts that no entry stands for yet are told before the database is closed.
  app.addHook('onClose', async () => {
    await Promise.all(underway)
    for (const { refusal, more, timer } of windows.values()) {
      clearTimeout(timer)
      if (more > 0) write(refusal, more)
    }
    windows.clear()
    await Promise.all(underway)
  })
}
