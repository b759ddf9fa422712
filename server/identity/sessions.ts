import type { FastifyRequest } from 'fastify'
import { isAPIError } from 'better-auth/api'
import { sql } from 'kysely'
import { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import type { StaffRole } from '../../contract/identity.ts'
import type { Database } from '../platform/database/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { sessionCookie } from './auth.ts'
import type { Auth } from './auth.ts'
import { tables } from './tables.ts'
import { tellRefusal, tellSession } from './trail.ts'
import type { Viewer } from './viewer.ts'

/** How long a viewer is believed without asking the database, milliseconds. */
const cacheMs = 3_000
const cacheSize = 10_000

export type Sessions = {
  /** Who calls, or null; a removed account or a withdrawn role counts within three seconds. */
  authenticate(request: FastifyRequest): Promise<Viewer | null>
  /**
   * Checks a password and opens a session. Returns the viewer and the `Set-Cookie` values.
   * @throws Failure wrong_credentials, too_many_requests
   */
  signIn(
    request: FastifyRequest,
    typed: { email: string; password: string },
  ): Promise<{ viewer: Viewer; cookies: string[] }>
  /** Ends the request's session; it is over when this resolves. */
  signOut(request: FastifyRequest): Promise<void>
  /** Asks the database again about everybody: somebody's account or roles have changed. */
  forget(): void
}

export function createSessions(auth: Auth, database: Database, limits: Limits): Sessions {
  const cache = new Map<string, { until: number; viewer: Promise<Viewer | null> }>()

  const find = async (cookie: string): Promise<Viewer | null> => {
    const found = await unwrapped(auth.api.getSession({ headers: cookieHeader(cookie) }))
    return found ? viewerOf(database, found.user) : null
  }

  /** Returns whose session it was, or null when there is none. */
  const endSession = async (cookie: string): Promise<string | null> => {
    cache.delete(cookie)
    // Not better-auth's signOut: it answers with success when the database could not delete.
    const found = await unwrapped(auth.api.getSession({ headers: cookieHeader(cookie) }))
    if (!found) return null
    await tables(database.executor)
      .deleteFrom('identity.sessions')
      .where('id', '=', found.session.id)
      .execute()
    return found.user.id
  }

  return {
    async authenticate(request) {
      const cookie = request.cookies[sessionCookie]
      if (!cookie) return null
      const known = cache.get(cookie)
      if (known && known.until > performance.now()) return known.viewer
      const viewer = find(cookie)
      cache.delete(cookie)
      cache.set(cookie, { until: performance.now() + cacheMs, viewer })
      if (cache.size > cacheSize) cache.delete(cache.keys().next().value!)
      try {
        const result = await viewer
        if (!result) cache.delete(cookie)
        return result
      } catch (error) {
        cache.delete(cookie)
        throw error
      }
    },

    async signIn(request, typed) {
      const email = typed.email.normalize('NFC').toLowerCase()
      await limits.take('signInAddress', request.ip)
      // Counted before the password is looked at, so that guesses sent at once are counted too;
      // for unknown accounts as well, so that a lock does not tell which exist.
      await limits.take('signInAccount', email).catch(async (refused: unknown) => {
        await tellRefusal(database.executor, 'locked', email)
        throw refused
      })

      const opened = await checkPassword(auth, email, typed.password)
      const viewer = opened && (await viewerOf(database, opened.user))
      if (!viewer) {
        await tellRefusal(database.executor, 'sign_in_failed', email)
        throw new Failure('wrong_credentials')
      }
      await limits.clear('signInAccount', email)
      await limits.refund('signInAddress', request.ip)
      const previous = request.cookies[sessionCookie]
      if (previous) await endSession(previous)
      await forgetExpired(database, viewer.id)
      await tables(database.executor)
        .updateTable('identity.users')
        .set({ last_seen_at: sql`now()` })
        .where('id', '=', viewer.id)
        .execute()
      await tellSession(database.executor, 'sign_in', viewer.id)
      return { viewer, cookies: opened.cookies }
    },

    async signOut(request) {
      const cookie = request.cookies[sessionCookie]
      const userId = cookie ? await endSession(cookie) : null
      if (userId) await tellSession(database.executor, 'sign_out', userId)
    },

    forget: () => cache.clear(),
  }
}

/** The session opened by a right password, else null after the same amount of work. */
async function checkPassword(auth: Auth, email: string, password: string) {
  // better-auth refuses these before it hashes anything, which would show in the time it takes.
  if (!z.email().safeParse(email).success) {
    await (await auth.$context).password.hash(password)
    return null
  }
  try {
    const { headers, response } = await unwrapped(
      auth.api.signInEmail({
        body: { email, password },
        headers: new Headers(),
        returnHeaders: true,
      }),
    )
    return { user: response.user, cookies: headers.getSetCookie() }
  } catch (error) {
    if (isAPIError(error) && error.statusCode === 401) return null
    throw error
  }
}

/** The viewer of an account; null when it is disabled or holds no role. */
async function viewerOf(
  database: Database,
  user: { id: string; name: string; email: string },
): Promise<Viewer | null> {
  const grants = await tables(database.executor)
    .selectFrom('identity.grants')
    .innerJoin('identity.users', 'identity.users.id', 'identity.grants.user_id')
    .select(['role', 'agency'])
    .where('user_id', '=', user.id)
    .where('disabled_at', 'is', null)
    .orderBy('role')
    .orderBy('agency')
    .execute()
  if (grants.length === 0) return null
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    grants: grants.map(({ role, agency }) => ({ role: role as StaffRole, agency })),
  }
}

async function forgetExpired(database: Database, userId: string): Promise<void> {
  await tables(database.executor)
    .deleteFrom('identity.sessions')
    .where('user_id', '=', userId)
    .where('expires_at', '<', sql<Date>`now()`)
    .execute()
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
