import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAPIError } from 'better-auth/api'
import { makeSignature } from 'better-auth/crypto'
import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import type { Lacking, SessionState } from '../../contract/identity.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { deviceOf } from './access/device.ts'
import { sessionCookie, sessionSeconds } from './auth.ts'
import type { Auth } from './auth.ts'
import { tables } from './tables.ts'
import { tellSession } from './trail.ts'
import { isAdministrator } from './viewer.ts'
import type { Viewer } from './viewer.ts'

/** How long a session is believed without asking the database, milliseconds. */
const cacheMs = 3_000
const cacheSize = 10_000

/** After how many seconds without use a session locks. */
export type IdleLock = { staff: number; administrator: number }

export type Session = {
  id: string
  viewer: Viewer
  state: SessionState
  hasSecondFactor: boolean
  hasPasskey: boolean
  /** What is to be set up before any work. */
  lacking: Lacking[]
  /** One of the demo's known accounts without a second factor, which they are spared. */
  isDemo: boolean
  /** Seconds without use after which it locks. */
  lockAfter: number
}

export type Sessions = {
  /**
   * Who may act now, or why nobody may: unauthenticated, session_locked, set_up_needed. A removed
   * account or a withdrawn role counts within three seconds. A write is a use of the session.
   */
  authenticate(request: FastifyRequest): Promise<Viewer | Failure>
  /** The session of a request in whatever state, or null; `fresh`: as it is at this moment. */
  identify(request: FastifyRequest, options?: { fresh: boolean }): Promise<Session | null>
  /** Opens a session with the cookie for it, in place of the one that the request came with. */
  open(
    call: Call,
    user: {
      id: string
      /** It was a password that somebody else made. */
      firstPassword?: boolean
      /** Another party has asked for a second factor. */
      provedTwice?: boolean
    },
  ): Promise<Session>
  /** The same session under a new token: whoever holds the old cookie has nothing. */
  renew(call: Call, session: Session): Promise<void>
  /**
   * A session as it is at this moment.
   * @throws Failure unauthenticated when it has ended
   */
  byId(id: string): Promise<Session>
  /** Somebody did something; written down at most once a minute. */
  use(session: Session): Promise<void>
  lock(session: Session): Promise<void>
  /** Ends the request's session; it is over when this resolves. */
  signOut(request: FastifyRequest): Promise<void>
  /** Forgets the sessions that have run out. */
  prune(): Promise<void>
  /** Asks the database again about everybody: somebody's account or roles have changed. */
  forget(): void
}

type Call = { request: FastifyRequest; reply: FastifyReply }
type Kept = Session & { idle: number; at: number }

export function createSessions(options: {
  auth: Auth
  database: Database
  idleLock: IdleLock
  isDemo: (email: string) => Promise<boolean>
}): Sessions {
  const { auth, database, idleLock, isDemo } = options
  const { executor } = database
  const cache = new Map<string, { until: number; session: Promise<Kept | null> }>()

  const find = async (cookie: string): Promise<Kept | null> => {
    const found = await unwrapped(auth.api.getSession({ headers: cookieHeader(cookie) }))
    return found && present(found.session.id)
  }

  const present = async (sessionId: string): Promise<Kept | null> => {
    const row = await readSession(executor, sessionId)
    if (!row || row.grants.length === 0) return null
    const { id, name, email, grants } = row
    const viewer = { id, name, email, grants }
    const lockAfter = idleLock[isAdministrator(viewer) ? 'administrator' : 'staff']
    const demo = !row.hasSecondFactor && (await isDemo(email))
    const lacking: Lacking[] = []
    if (row.firstPassword) lacking.push('password')
    if (!row.hasSecondFactor && !row.provedTwice && !demo) lacking.push('second_factor')
    return {
      id: sessionId,
      viewer,
      state: row.locked || row.idle > lockAfter ? 'locked' : lacking.length > 0 ? 'set_up' : 'open',
      hasSecondFactor: row.hasSecondFactor,
      hasPasskey: row.hasPasskey,
      lacking,
      isDemo: demo,
      lockAfter,
      idle: row.idle,
      at: performance.now(),
    }
  }

  const identify = async (
    request: FastifyRequest,
    { fresh }: { fresh: boolean } = { fresh: false },
  ): Promise<Kept | null> => {
    const cookie = request.cookies[sessionCookie]
    if (!cookie) return null
    const known = cache.get(cookie)
    if (!fresh && known && known.until > performance.now()) return known.session
    const session = find(cookie)
    cache.delete(cookie)
    cache.set(cookie, { until: performance.now() + cacheMs, session })
    if (cache.size > cacheSize) cache.delete(cache.keys().next().value!)
    try {
      const result = await session
      if (!result) cache.delete(cookie)
      return result
    } catch (error) {
      cache.delete(cookie)
      throw error
    }
  }

  const use = async (session: Session): Promise<void> => {
    const kept = session as Kept
    const idle = kept.idle + (performance.now() - kept.at) / 1000
    if (kept.state === 'locked' || idle < Math.min(60, kept.lockAfter / 4)) return
    await tables(executor)
      .updateTable('identity.sessions')
      .set({ used_at: sql`now()` })
      .where('id', '=', kept.id)
      .where('locked_at', 'is', null)
      .execute()
    Object.assign(kept, { idle: 0, at: performance.now() })
  }

  /** Returns whose session it was, or null when there is none. */
  const endSession = async (cookie: string): Promise<string | null> => {
    cache.delete(cookie)
    // Not better-auth's signOut: it answers with success when the database could not delete.
    const found = await unwrapped(auth.api.getSession({ headers: cookieHeader(cookie) }))
    if (!found) return null
    await tables(executor)
      .deleteFrom('identity.sessions')
      .where('id', '=', found.session.id)
      .execute()
    return found.user.id
  }

  const giveCookie = async (reply: FastifyReply, token: string, seconds: number) => {
    const { secret, authCookies } = await auth.$context
    const { httpOnly, sameSite, path, secure } = authCookies.sessionToken.attributes
    reply.setCookie(sessionCookie, `${token}.${await makeSignature(token, secret)}`, {
      httpOnly,
      path,
      secure,
      sameSite: sameSite?.toLowerCase() as 'lax',
      maxAge: seconds,
    })
  }

  const byId = async (id: string): Promise<Session> => {
    const session = await present(id)
    if (!session) throw new Failure('unauthenticated')
    return session
  }

  return {
    identify,
    byId,
    use,

    async authenticate(request) {
      const session = await identify(request)
      if (!session) return new Failure('unauthenticated')
      if (session.state === 'locked') return new Failure('session_locked')
      if (session.state === 'set_up') return new Failure('set_up_needed')
      const { endpoint } = request.routeOptions.config
      if (request.method !== 'GET' && !endpoint?.byItself) await use(session)
      return session.viewer
    },

    async open({ request, reply }, user) {
      const previous = request.cookies[sessionCookie]
      if (previous) await endSession(previous)
      const id = randomUUID()
      const token = newToken()
      await database.transaction(async (tx) => {
        await tables(tx)
          .insertInto('identity.sessions')
          .values({
            id,
            user_id: user.id,
            token,
            expires_at: sql`now() + make_interval(secs => ${sessionSeconds})`,
            first_password: user.firstPassword ?? false,
            proved_twice: user.provedTwice ?? false,
            ...deviceOf(request.headers['user-agent']),
          })
          .execute()
        await tables(tx)
          .updateTable('identity.users')
          .set({ last_seen_at: sql`now()` })
          .where('id', '=', user.id)
          .execute()
        await tellSession(tx, 'sign_in', user.id)
      })
      await giveCookie(reply, token, sessionSeconds)
      return byId(id)
    },

    async renew({ request, reply }, session) {
      const token = newToken()
      const row = await tables(executor)
        .updateTable('identity.sessions')
        .set({ token, used_at: sql`now()`, locked_at: null })
        .where('id', '=', session.id)
        .returning(sql<number>`extract(epoch from expires_at - now())::int`.as('seconds'))
        .executeTakeFirst()
      cache.delete(request.cookies[sessionCookie]!)
      if (!row) throw new Failure('unauthenticated')
      await giveCookie(reply, token, row.seconds)
    },

    async lock(session) {
      await tables(executor)
        .updateTable('identity.sessions')
        .set({ locked_at: sql`now()` })
        .where('id', '=', session.id)
        .execute()
      cache.clear()
    },

    async signOut(request) {
      const cookie = request.cookies[sessionCookie]
      const userId = cookie ? await endSession(cookie) : null
      if (userId) await tellSession(executor, 'sign_out', userId)
    },

    prune: () => forgetExpired(executor),
    forget: () => cache.clear(),
  }
}

const newToken = () => randomBytes(32).toString('base64url')

type Row = Pick<Viewer, 'id' | 'name' | 'email' | 'grants'> & {
  firstPassword: boolean
  provedTwice: boolean
  locked: boolean
  /** Seconds since the last use. */
  idle: number
  hasSecondFactor: boolean
  hasPasskey: boolean
}

/** A session of an account that may sign in, with its roles of now. */
async function readSession(executor: Executor, id: string): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select u.id, u.name, u.email, s.first_password as "firstPassword",
      s.proved_twice as "provedTwice",
      s.locked_at is not null as locked,
      extract(epoch from now() - s.used_at)::float8 as idle,
      exists (select from identity.protected f where f.user_id = u.id) as "hasSecondFactor",
      exists (select from identity.passkeys p where p.user_id = u.id) as "hasPasskey",
      coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'agency', g.agency,
        'areas', g.areas, 'actingFor', g.acting_for)
        order by g.role, g.agency, g.acting_for) from identity.held g where g.user_id = u.id), '[]') as grants
    from identity.sessions s join identity.users u on u.id = s.user_id and u.disabled_at is null
    where s.id = ${id}`.execute(tables(executor))
  return rows[0] ?? null
}

/** Ends the sessions of an account, all of them or all but one. */
export async function endSessions(tx: Executor, userId: string, except?: string): Promise<void> {
  let ended = tables(tx).deleteFrom('identity.sessions').where('user_id', '=', userId)
  if (except) ended = ended.where('id', '!=', except)
  await ended.execute()
}

async function forgetExpired(executor: Executor): Promise<void> {
  await tables(executor)
    .deleteFrom('identity.sessions')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute()
}

/** Deletes the sessions that nobody has used for so many days; answers how many. */
export async function forgetUnused(executor: Executor, days: number): Promise<number> {
  const { numDeletedRows } = await tables(executor)
    .deleteFrom('identity.sessions')
    .where('used_at', '<', sql<Date>`now() - make_interval(days => ${days}::int)`)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

function cookieHeader(value: string): Headers {
  return new Headers({ cookie: `${sessionCookie}=${encodeURIComponent(value)}` })
}

/** better-auth wraps what the database threw; the caller has to tell "away" from "refused". */
async function unwrapped<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (error) {
    if (isAPIError(error) && error.statusCode >= 500 && error.cause) throw error.cause
    throw error
  }
}
