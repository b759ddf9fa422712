import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Citizen, Vault } from '../vault/index.ts'

const tables = tablesOf('citizens')

export const citizenCookie = 'nhip_citizen'
/** A session of a citizen lasts so long, however often it is used. Seconds. */
const sessionSeconds = 30 * 24 * 60 * 60

const hashOf = (token: string) => createHash('sha256').update(token).digest()

export type CitizenSessions = ReturnType<typeof createCitizenSessions>

/** Sessions of citizens. Every request asks the database, so an ended one is over at once. */
export function createCitizenSessions(options: {
  executor: Executor
  vault: Pick<Vault, 'citizenOf'>
  publicUrl: string
}) {
  const { executor, vault, publicUrl } = options
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  } as const

  const end = async (tx: Executor, token: string): Promise<string | null> => {
    const row = await tables(tx)
      .deleteFrom('citizens.sessions')
      .where('token_hash', '=', hashOf(token))
      .returning('citizen_id')
      .executeTakeFirst()
    return row?.citizen_id ?? null
  }

  return {
    /** Who is signed in, or null. */
    async identify(request: FastifyRequest): Promise<Citizen | null> {
      const token = request.cookies[citizenCookie]
      if (!token) return null
      const row = await tables(executor)
        .selectFrom('citizens.sessions')
        .select('citizen_id')
        .where('token_hash', '=', hashOf(token))
        .where('expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst()
      return row ? vault.citizenOf(executor, row.citizen_id) : null
    },

    /** Opens a session in place of the one the request came with; `token` is for {@link give}. */
    async open(tx: Executor, request: FastifyRequest, citizenId: string): Promise<string> {
      const previous = request.cookies[citizenCookie]
      if (previous) await end(tx, previous)
      const token = randomBytes(32).toString('base64url')
      await tables(tx)
        .insertInto('citizens.sessions')
        .values({
          token_hash: hashOf(token),
          citizen_id: citizenId,
          expires_at: sql`now() + make_interval(secs => ${sessionSeconds})`,
        })
        .execute()
      return token
    },

    give(reply: FastifyReply, token: string): void {
      reply.setCookie(citizenCookie, token, { ...cookie, maxAge: sessionSeconds })
    },

    /** Ends the request's session; returns whose it was. */
    async signOut(request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
      const token = request.cookies[citizenCookie]
      reply.clearCookie(citizenCookie, cookie)
      return token ? end(executor, token) : null
    },

    async endAll(citizenId: string, reply: FastifyReply): Promise<void> {
      await tables(executor)
        .deleteFrom('citizens.sessions')
        .where('citizen_id', '=', citizenId)
        .execute()
      reply.clearCookie(citizenCookie, cookie)
    },

    async prune(): Promise<void> {
      await tables(executor)
        .deleteFrom('citizens.sessions')
        .where('expires_at', '<', sql<Date>`now()`)
        .execute()
    },
  }
}
