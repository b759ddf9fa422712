import * as accounts from '../../../contract/account.ts'
import * as contract from '../../../contract/identity.ts'
import { Failure } from '../../../contract/errors.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Limits } from '../../platform/http/rate-limit.ts'
import type { Config } from '../../config.ts'
import type { FullProof } from '../../../contract/passkey-shapes.ts'
import type { Database } from '../../platform/database/index.ts'
import type { routesFor } from '../../platform/http/route.ts'
import { sessionCookie } from '../auth.ts'
import { describeSession } from '../queries.ts'
import type { Session, Sessions } from '../sessions.ts'
import type { Account } from './account.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import type { Passkeys } from './passkeys.ts'
import type { Proof } from './proof.ts'
import type { SignOn } from './sign-on.ts'
import type { CheckPassword } from '../forbidden/index.ts'

type Call = { request: FastifyRequest; reply: FastifyReply }

/**
 * Signing in and out, and what people do about their own account. `route` is one whose caller is a
 * session in any state, for these are the ways out of a state; the pages of work have another.
 */
export function accessRoutes(
  route: ReturnType<typeof routesFor<Session>>,
  options: {
    sessions: Sessions
    proof: Proof
    account: Account
    checkPassword: CheckPassword
    passkeys: Passkeys
    database: Database
    limits: Limits
    signOn: SignOn
    config: Pick<Config, 'publicUrl'>
  },
): void {
  const { sessions, proof, account, checkPassword, database, limits, signOn, config } = options

  const mustBe = (session: Session, ...states: Session['state'][]) => {
    if (states.includes(session.state)) return
    throw new Failure(session.state === 'locked' ? 'session_locked' : 'set_up_needed')
  }
  const forgetCookie = (reply: FastifyReply) =>
    reply.clearCookie(sessionCookie, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: config.publicUrl.startsWith('https:'),
    })
  /** All that the account asks for; nothing of somebody who has just signed in to set up the first. */
  const mustProve = async (session: Session, typed: FullProof): Promise<void> => {
    mustBe(session, 'open', 'set_up')
    if (session.state === 'set_up' && !session.hasSecondFactor) return
    const { email } = session.viewer
    if (typed.passkey) await proof.passkey(typed.passkey, session)
    else await proof.everything({ email, password: typed.password ?? '', code: typed.code })
  }
  /** The request's session after it has changed. */
  const describeAnew = async (session: Session) =>
    describeSession(database.executor, await sessions.byId(session.id))

  route(contract.signIn, async ({ body, request, reply }) => {
    await limits.take('signInAddress', request.ip)
    let user: Awaited<ReturnType<Proof['everything']>>
    try {
      user = await proof.everything(body)
    } catch (error) {
      // A right password that waits for its code is no failure of this address.
      if (error instanceof Failure && error.code === 'second_factor_needed') {
        await limits.refund('signInAddress', request.ip)
      }
      throw error
    }
    await limits.refund('signInAddress', request.ip)
    const session = await sessions.open(
      { request, reply },
      { id: user.id, firstPassword: user.firstUntil !== null },
    )
    return describeSession(database.executor, session)
  })

  route(contract.getSignInOptions, async () => ({ signOn: signOn.label }))

  route(contract.continueSignOn, async ({ body, request, reply }) => {
    await limits.take('signInAddress', request.ip)
    const session = await signOn.proceed({ request, reply }, body.code)
    await limits.refund('signInAddress', request.ip)
    return describeSession(database.executor, session)
  })

  route(contract.signOut, async ({ request, reply }) => {
    await sessions.signOut(request)
    forgetCookie(reply)
    return undefined
  })

  route(contract.getMe, ({ viewer: session }) => describeSession(database.executor, session))

  route(contract.touchSession, async ({ viewer: session }) => {
    mustBe(session, 'open', 'set_up')
    await sessions.use(session)
    return undefined
  })

  route(contract.lockSession, async ({ viewer: session }) => {
    await sessions.lock(session)
    return undefined
  })

  route(contract.unlockSession, async ({ viewer: session, body, ...call }) => {
    if (body.passkey) await proof.passkey(body.passkey, session)
    else if (body.password) {
      await proof.password({ email: session.viewer.email, password: body.password })
    } else {
      throw new Failure('invalid_input', { fields: [{ path: 'password', code: 'required' }] })
    }
    await sessions.renew(call, session)
    return describeAnew(session)
  })

  route(accounts.getAccountSecurity, async ({ viewer: session }) => {
    mustBe(session, 'open', 'set_up')
    return account.describe(session)
  })

  route(accounts.beginSecondFactor, async ({ viewer: session, body }) => {
    await mustProve(session, body)
    return account.beginSecondFactor(session)
  })

  route(accounts.confirmSecondFactor, async ({ viewer: session, body, ...call }) => {
    mustBe(session, 'open', 'set_up')
    const recoveryCodes = await account.confirmSecondFactor(session, body.code)
    await renewAlone(call, session)
    return { recoveryCodes, me: await describeAnew(session) }
  })

  route(accounts.changePassword, async ({ viewer: session, body, ...call }) => {
    mustBe(session, 'open', 'set_up')
    const { email } = session.viewer
    await proof.password({ email, password: body.current })
    await checkPassword(body.next, { path: 'next', owner: session.viewer, present: body.current })
    await account.changePassword(session, body.next)
    await renewAlone(call, session)
    return describeAnew(session)
  })

  route(accounts.signOutEverywhere, async ({ viewer: session, reply }) => {
    await account.signOutEverywhere(session)
    sessions.forget()
    forgetCookie(reply)
    return undefined
  })

  route(accounts.endSession, async ({ viewer: session, params, body }) => {
    await mustProve(session, body)
    await account.endSession(session, params.id)
    sessions.forget()
    return undefined
  })

  passkeyRoutes(route, {
    ...options,
    mustProve,
    mustBe,
    renewAlone,
    describe: (session) => describeSession(database.executor, session),
    describeAnew,
  })

  /** The others have ended; this one goes on under another cookie. */
  async function renewAlone({ request, reply }: Call, session: Session): Promise<void> {
    sessions.forget()
    await sessions.renew({ request, reply }, session)
  }
}
