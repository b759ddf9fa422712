import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Me } from '../../../contract/identity.ts'
import type { FullProof } from '../../../contract/passkey-shapes.ts'
import * as contract from '../../../contract/passkeys.ts'
import type { Limits } from '../../platform/http/rate-limit.ts'
import type { routesFor } from '../../platform/http/route.ts'
import type { Session, Sessions } from '../sessions.ts'
import type { Passkeys } from './passkeys.ts'
import type { Proof } from './proof.ts'

type Call = { request: FastifyRequest; reply: FastifyReply }

/** Signing in with a passkey, and what people do about their own. */
export function passkeyRoutes(
  route: ReturnType<typeof routesFor<Session>>,
  options: {
    passkeys: Passkeys
    proof: Proof
    sessions: Sessions
    limits: Limits
    /** What is asked of a session before it may change how the account is protected. */
    mustProve(session: Session, typed: FullProof): Promise<void>
    mustBe(session: Session, ...states: Session['state'][]): void
    /** The others have ended; this one goes on under another cookie. */
    renewAlone(call: Call, session: Session): Promise<void>
    describe(session: Session): Promise<Me>
    describeAnew(session: Session): Promise<Me>
  },
): void {
  const { passkeys, proof, sessions, limits } = options
  const { mustProve, mustBe, renewAlone, describe, describeAnew } = options

  route(contract.beginPasskeySignIn, async () => passkeys.toSignIn())

  route(contract.signInWithPasskey, async ({ body, request, reply }) => {
    await limits.take('signInAddress', request.ip)
    const { id } = await proof.passkey(body.passkey, null)
    await limits.refund('signInAddress', request.ip)
    return describe(await sessions.open({ request, reply }, { id }))
  })

  route(contract.beginPasskeyProof, async ({ viewer: session }) => passkeys.toProve(session))

  route(contract.beginPasskey, async ({ viewer: session, body }) => {
    await mustProve(session, body)
    return passkeys.toAdd(session)
  })

  route(contract.addPasskey, async ({ viewer: session, body, ...call }) => {
    mustBe(session, 'open', 'set_up')
    await passkeys.add(session, body.name, body.passkey)
    await renewAlone(call, session)
    return describeAnew(session)
  })

  route(contract.removePasskey, async ({ viewer: session, params, body, ...call }) => {
    await mustProve(session, body)
    await passkeys.remove(session, params.id)
    await renewAlone(call, session)
    return describeAnew(session)
  })
}
