import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { contact as contactSchema } from '../../contract/citizens.ts'
import { errorStatus, Failure } from '../../contract/errors.ts'
import type { Refusal } from '../../web/citizen/page.ts'
import type { Citizen, Citizens } from '../citizens/index.ts'
import type { OidcClaims, OidcClient, OidcFlow } from '../platform/oidc.ts'
import { toFailure } from '../platform/http/errors.ts'
import type { Contact } from '../vault/index.ts'
import type { Cookies } from './cookies.ts'

/** The other party that citizens may sign in with, and what its button says; null without one. */
export type CitizenSso = () => Promise<{ label: string; client: OidcClient } | null>

/** Where the provider sends browsers back to. */
export const ssoReturn = '/dang-nhap/sso/ve'

type Problem = NonNullable<Refusal['problem']>

/** Adds the way to the other party and back; `refuse` shows the sign-in page again. */
export function ssoPages(
  app: FastifyInstance,
  deps: {
    sso: CitizenSso
    citizens: Pick<Citizens, 'signInWith' | 'tellRefusal'>
    cookies: Cookies
    refuse: (request: FastifyRequest, reply: FastifyReply, problem: Problem) => unknown
    /** Sends somebody on who is signed in. */
    arrive: (request: FastifyRequest, reply: FastifyReply, citizen: Citizen) => unknown
  },
): void {
  const { sso, citizens, cookies, refuse, arrive } = deps

  const failed = async (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
    const { code } = toFailure(error)
    if (code === 'internal') throw error
    if (code !== 'unavailable') await citizens.tellRefusal()
    reply.status(errorStatus[code])
    const problems: Partial<Record<typeof code, Problem>> = {
      unavailable: 'sso_away',
      wrong_credentials: 'sso_refused',
      forbidden: 'sso_no_contact',
    }
    return refuse(request, reply, problems[code] ?? code)
  }

  app.get('/dang-nhap/sso', async (request, reply) => {
    const party = await sso()
    if (!party) throw new Failure('not_found')
    try {
      const { url, flow } = await party.client.begin()
      cookies.keepFlow(reply, flow)
      return await reply.header('cache-control', 'no-store').redirect(url, 303)
    } catch (error) {
      return failed(request, reply, error)
    }
  })

  app.get(ssoReturn, async (request, reply) => {
    const party = await sso()
    if (!party) throw new Failure('not_found')
    const flow: OidcFlow | null = cookies.flow(request)
    cookies.dropFlow(reply)
    let citizen: Citizen
    try {
      if (!flow) throw new Failure('wrong_credentials')
      const claims = await party.client.finish(new URL(request.url, 'http://x').search, flow)
      const name = typeof claims.name === 'string' ? claims.name.slice(0, 100) : null
      citizen = await citizens.signInWith({ request, reply }, { contact: contactIn(claims), name })
    } catch (error) {
      return failed(request, reply, error)
    }
    return arrive(request, reply, citizen)
  })
}

/**
 * The contact that the other party has proved, by which accounts are found.
 * @throws Failure forbidden when it says of none that it did
 */
function contactIn(claims: OidcClaims): Contact {
  const proved = [
    claims.phone_number_verified === true ? claims.phone_number : null,
    claims.email_verified === true ? claims.email : null,
  ]
  for (const typed of proved) {
    const read = contactSchema.safeParse(typed)
    if (read.success) return read.data
  }
  throw new Failure('forbidden')
}
