import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../../contract/errors.ts'
import type { Config } from '../../config.ts'
import type { Limits } from '../../platform/http/rate-limit.ts'
import { createOidcClient } from '../../platform/oidc.ts'
import type { OidcClaims, OidcFlow } from '../../platform/oidc.ts'
import type { Log } from '../../platform/log.ts'
import type { Session, Sessions } from '../sessions.ts'
import type { AccountKeys } from './keys.ts'
import type { Proof } from './proof.ts'

type Call = { request: FastifyRequest; reply: FastifyReply }

/** Leaves for the provider, and comes back to the path below. */
const leave = '/console/sso'
const back = `${leave}/ve`
const page = '/console/dang-nhap'
const flowCookie = { name: 'nhip_staff_flow', path: '/', sameSite: 'lax' } as const
/** Who was named and still owes a code: sealed, for this browser, five minutes. */
const namedCookie = { name: 'nhip_named', path: '/', sameSite: 'strict' } as const
const namedSeconds = 5 * 60
/** Whom the sealed text is for: no account has this id. */
const namedContext = 'signed on'

export type SignOn = ReturnType<typeof createSignOn>

/**
 * Single sign-on of staff: another party names the account by an e-mail address it has verified. It
 * makes no accounts and gives no roles.
 */
export function createSignOn(options: {
  config: Pick<Config, 'publicUrl' | 'staffOidc' | 'staffAcr'>
  sessions: Sessions
  proof: Proof
  keys: AccountKeys
  limits: Limits
  fetchOutside: typeof fetch
  log: Log
}) {
  const { config, sessions, proof, keys, limits, fetchOutside, log } = options
  const { staffOidc: provider, staffAcr, publicUrl } = config
  const scope = 'openid email'
  const redirect = publicUrl + back
  const client = provider && createOidcClient(provider, { redirect, scope, fetchOutside, log })
  const secret = { httpOnly: true, secure: publicUrl.startsWith('https:') } as const

  const cookie = (
    reply: FastifyReply,
    { name, ...where }: typeof flowCookie | typeof namedCookie,
  ) => ({
    keep: (value: string, maxAge: number) =>
      reply.setCookie(name, value, { ...where, ...secret, maxAge }),
    drop: () => reply.clearCookie(name, { ...where, ...secret }),
  })

  /** Signs in, or sends the browser on to where the code is asked for. */
  async function arrive({ request, reply }: Call): Promise<string> {
    const flow = readFlow(request.cookies[flowCookie.name])
    cookie(reply, flowCookie).drop()
    if (!flow) throw new Failure('wrong_credentials')
    const claims = await client!.finish(new URL(request.url, 'http://x').search, flow)
    const email = claims.email_verified === true && typeof claims.email === 'string' && claims.email
    if (!email) throw new Failure('wrong_credentials')
    const provedTwice = isProvedTwice(claims, staffAcr)
    try {
      const { id } = await proof.named(email, { provedTwice })
      await sessions.open({ request, reply }, { id, provedTwice })
      return '/console'
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'second_factor_needed')) throw error
      const named = JSON.stringify({ email, until: Date.now() + namedSeconds * 1000 })
      const sealed = keys.seal(namedContext, Buffer.from(named)).toString('base64url')
      cookie(reply, namedCookie).keep(sealed, namedSeconds)
      return `${page}?sso=ma`
    }
  }

  return {
    /** What the button says; null where there is no other party. */
    label: provider?.label ?? null,

    routes(app: FastifyInstance): void {
      const failed = (error: unknown, reply: FastifyReply) => {
        if (!(error instanceof Failure)) throw error
        return reply.redirect(
          `${page}?sso=${error.code === 'unavailable' ? 'away' : 'refused'}`,
          303,
        )
      }
      app.get(leave, async (_request, reply) => {
        if (!client) throw new Failure('not_found')
        try {
          const { url, flow } = await client.begin()
          const text = Buffer.from(JSON.stringify(flow)).toString('base64url')
          cookie(reply, flowCookie).keep(text, 10 * 60)
          return await reply.header('cache-control', 'no-store').redirect(url, 303)
        } catch (error) {
          return failed(error, reply)
        }
      })
      app.get(back, async (request, reply) => {
        if (!client) throw new Failure('not_found')
        try {
          await limits.take('signInAddress', request.ip)
          const to = await arrive({ request, reply })
          await limits.refund('signInAddress', request.ip)
          return await reply.redirect(to, 303)
        } catch (error) {
          return failed(error, reply)
        }
      })
    },

    /**
     * Signs in whoever was named, with the account's own second factor.
     * @throws Failure wrong_credentials when nobody was named lately, wrong_code, account_locked
     */
    async proceed({ request, reply }: Call, code: string): Promise<Session> {
      const email = readNamed(request.cookies[namedCookie.name])
      const { id } = await proof.named(email, { provedTwice: false, code })
      cookie(reply, namedCookie).drop()
      return sessions.open({ request, reply }, { id })
    },
  }

  function readNamed(sealed: string | undefined): string {
    try {
      const text = keys.open(namedContext, Buffer.from(sealed ?? '', 'base64url')).toString()
      const { email, until } = JSON.parse(text) as { email: string; until: number }
      if (until > Date.now()) return email
    } catch {
      // None, or not one of ours.
    }
    throw new Failure('wrong_credentials')
  }
}

function readFlow(text: string | undefined): OidcFlow | null {
  try {
    const flow = JSON.parse(Buffer.from(text ?? '', 'base64url').toString()) as Partial<OidcFlow>
    const { state, nonce, verifier } = flow
    return state && nonce && verifier ? { state, nonce, verifier } : null
  } catch {
    // None, or not one of ours.
    return null
  }
}

/** Whether the party says that it asked for more than one proof (RFC 8176), or its own word for it. */
function isProvedTwice({ amr, acr }: OidcClaims, wanted: string | null): boolean {
  return (Array.isArray(amr) && amr.includes('mfa')) || (wanted !== null && acr === wanted)
}
