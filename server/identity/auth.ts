import { randomUUID } from 'node:crypto'
import { betterAuth } from 'better-auth'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/index.ts'
import type { Log } from '../platform/log.ts'
import { readSecret } from '../platform/secrets.ts'

export const sessionCookie = 'nhip_session'

/** A session ends after a shift and its handover; it is not prolonged by use. Seconds. */
export const sessionSeconds = 12 * 60 * 60

/**
 * better-auth over our tables in the schema `identity`. It hashes and verifies
 * passwords and checks the cookies of sessions; its HTTP handler is not mounted, so none of its endpoints (sign-up, password
 * reset, linking…) can be reached before one of ours says so.
 */
export function createAuth(options: {
  database: Database
  config: Pick<Config, 'publicUrl' | 'dataDir'>
  log: Log
}) {
  const { database, config, log } = options
  return betterAuth({
    appName: 'Nhịp',
    baseURL: config.publicUrl,
    secret: readSecret(config.dataDir, 'session-secret'),
    database: { db: database.executor as never, type: 'postgres', schemaName: 'identity' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: 200,
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    session: {
      modelName: 'sessions',
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'credentials',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      // The names of cookies stay as they are; `secure` is set below instead of by a prefix.
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookie } },
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure: config.publicUrl.startsWith('https:'),
      },
      // It would believe any X-Forwarded-For.
      ipAddress: { disableIpTracking: true },
      // Our migrations answer for the tables; a check at first use would fail when the database
      // is away at that moment.
      database: { validateSchema: false, generateId: () => randomUUID() },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Its arguments may hold what a person typed; the message says what happened.
      log: (_level, message) => log.warn({ part: 'better-auth' }, message),
    },
  })
}

export type Auth = ReturnType<typeof createAuth>
