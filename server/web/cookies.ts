import type { FastifyReply, FastifyRequest } from 'fastify'
import { reportReceipt } from '../../contract/cases.ts'
import type { ReportReceipt } from '../../contract/cases.ts'
import type { OidcFlow } from '../platform/oidc.ts'
import type { Language } from '../../web/citizen/page.ts'

/**
 * The site's cookies. Receipt and code are secrets of the reporter: out of reach of scripts,
 * never sent for another site, and gone after a short time.
 */
const receipt = { name: 'nhip_receipt', maxAge: 30 * 60 }
const code = { name: 'nhip_code', maxAge: 2 * 60 * 60 }
/** Lax: it has to come along when another party sends the browser back. */
const flow = { name: 'nhip_flow', maxAge: 10 * 60 }
/** The code that was sent: of no use without it. */
const challenge = { name: 'nhip_challenge', maxAge: 10 * 60 }
/** The report that somebody asked to follow before they had signed in; lax, as that may lead outside. */
const follow = { name: 'nhip_follow', maxAge: 30 * 60 }
const language = { name: 'nhip_lang', maxAge: 365 * 24 * 60 * 60 }

export type Cookies = {
  receipt: (request: FastifyRequest) => ReportReceipt | null
  keepReceipt: (reply: FastifyReply, value: ReportReceipt) => void
  code: (request: FastifyRequest) => string | null
  keepCode: (reply: FastifyReply, value: string) => void
  dropCode: (reply: FastifyReply) => void
  challenge: (request: FastifyRequest) => string | null
  keepChallenge: (reply: FastifyReply, value: string) => void
  dropChallenge: (reply: FastifyReply) => void
  flow: (request: FastifyRequest) => OidcFlow | null
  keepFlow: (reply: FastifyReply, value: OidcFlow) => void
  dropFlow: (reply: FastifyReply) => void
  follow: (request: FastifyRequest) => string | null
  keepFollow: (reply: FastifyReply, value: string) => void
  dropFollow: (reply: FastifyReply) => void
  language: (request: FastifyRequest) => Language | null
  keepLanguage: (reply: FastifyReply, value: Language) => void
}

/** `secure` where people come over HTTPS. */
export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:')
  const secret = { httpOnly: true, sameSite: 'strict', secure } as const
  const options = ({ maxAge }: { maxAge: number }) => ({ path: '/', maxAge })
  return {
    receipt(request) {
      const value = request.cookies[receipt.name]
      if (!value) return null
      try {
        return reportReceipt.parse(JSON.parse(Buffer.from(value, 'base64url').toString()))
      } catch {
        // Not one of ours any more: the page says that it has closed.
        return null
      }
    },
    keepReceipt(reply, value) {
      const text = Buffer.from(JSON.stringify(value)).toString('base64url')
      reply.setCookie(receipt.name, text, { ...options(receipt), ...secret })
    },
    code: (request) => request.cookies[code.name] ?? null,
    keepCode(reply, value) {
      reply.setCookie(code.name, value, { ...options(code), ...secret })
    },
    dropCode(reply) {
      reply.clearCookie(code.name, { path: '/', ...secret })
    },
    challenge(request) {
      const value = request.cookies[challenge.name] ?? ''
      return /^[0-9a-f-]{36}$/.test(value) ? value : null
    },
    keepChallenge(reply, value) {
      reply.setCookie(challenge.name, value, { ...options(challenge), ...secret })
    },
    dropChallenge(reply) {
      reply.clearCookie(challenge.name, { path: '/', ...secret })
    },
    flow(request) {
      try {
        const text = Buffer.from(request.cookies[flow.name] ?? '', 'base64url').toString()
        const { state, nonce, verifier } = JSON.parse(text) as Partial<OidcFlow>
        return state && nonce && verifier ? { state, nonce, verifier } : null
      } catch {
        // None, or not one of ours.
        return null
      }
    },
    keepFlow(reply, value) {
      const text = Buffer.from(JSON.stringify(value)).toString('base64url')
      reply.setCookie(flow.name, text, { ...options(flow), ...secret, sameSite: 'lax' })
    },
    dropFlow(reply) {
      reply.clearCookie(flow.name, { path: '/', ...secret, sameSite: 'lax' })
    },
    follow(request) {
      const value = request.cookies[follow.name] ?? ''
      return /^\d{10}$/.test(value) ? value : null
    },
    keepFollow(reply, value) {
      reply.setCookie(follow.name, value, { ...options(follow), ...secret, sameSite: 'lax' })
    },
    dropFollow(reply) {
      reply.clearCookie(follow.name, { path: '/', ...secret, sameSite: 'lax' })
    },
    language(request) {
      const value = request.cookies[language.name]
      return value === 'vi' || value === 'en' ? value : null
    },
    keepLanguage(reply, value) {
      reply.setCookie(language.name, value, {
        ...options(language),
        httpOnly: true,
        sameSite: 'lax',
        secure,
      })
    },
  }
}
