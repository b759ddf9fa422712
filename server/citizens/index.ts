import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import type { Messages } from '../messages/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { insertCitizen, replaceCitizen } from '../vault/index.ts'
import type { Citizen, Contact, SealCitizen, Vault } from '../vault/index.ts'
import { createCodes } from './codes.ts'
import { createCodeLimits } from './limits.ts'
import { createCitizenSessions } from './sessions.ts'

export type { Citizen } from '../vault/index.ts'

/** What was proved, and what else is known of whoever did. */
type Proved = { contact: Contact; name: string | null }

type Call = { request: FastifyRequest; reply: FastifyReply }

export type Citizens = ReturnType<typeof createCitizens>

/** Citizens who sign in. Their accounts are persons of the vault; nobody needs one to report. */
export function createCitizens(options: {
  database: Database
  vault: Vault
  messages: Messages
  limits: Limits
  config: { publicUrl: string; rateLimits: boolean }
}) {
  const { database, vault, messages, limits, config } = options
  const { executor } = database
  const codeLimits = createCodeLimits(executor, vault, config)
  const codes = createCodes({ database, vault, messages, limits: codeLimits })
  const sessions = createCitizenSessions({ executor, vault, publicUrl: config.publicUrl })

  /** The account with this contact; the first sign-in makes it, and a name that was given stays. */
  async function accountOf(
    tx: Executor,
    seal: SealCitizen,
    { contact, name }: Proved,
  ): Promise<string> {
    const known = await vault.citizenWith(tx, contact)
    if (known) {
      const before = name === null ? null : await vault.citizenOf(tx, known)
      if (before && before.name !== name) await replaceCitizen(tx, seal({ ...before, name }))
      return known
    }
    const citizen = { id: randomUUID(), name, phone: null, email: null, ...contact }
    if (await insertCitizen(tx, seal(citizen))) return citizen.id
    // Somebody signed in with it at the same moment.
    return (await vault.citizenWith(tx, contact))!
  }

  const tellRefusal = () =>
    appendAudit(executor, {
      kind: 'sign_in_failed',
      actorKind: 'unknown',
      actor: null,
      data: { who: 'citizen' },
    })

  /** Opens a session for whoever has proved this; `first` is done in the same transaction. */
  async function open(
    { request, reply }: Call,
    proved: Proved,
    first: (tx: Executor) => Promise<void>,
  ): Promise<Citizen> {
    const { id, token } = await vault.write((_, seal) =>
      database.transaction(async (tx) => {
        await first(tx)
        const id = await accountOf(tx, seal, proved)
        const token = await sessions.open(tx, request, id)
        await tell(tx, 'sign_in', id)
        return { id, token }
      }),
    )
    sessions.give(reply, token)
    return (await vault.citizenOf(executor, id))!
  }

  return {
    /** Sends a code; see {@link createCodes}. */
    requestCode: codes.request,
    sentTo: codes.sentTo,

    /**
     * Signs in with the code that was sent.
     * @throws Failure wrong_code, too_many_requests
     */
    async signIn(call: Call, typed: { challenge: string; code: string }): Promise<Citizen> {
      const { request } = call
      await limits.take('signInAddress', request.ip)
      try {
        const contact = await codes.prove(typed.challenge, typed.code)
        const citizen = await open(call, { contact, name: null }, (tx) =>
          codes.use(tx, typed.challenge),
        )
        await limits.refund('signInAddress', request.ip)
        return citizen
      } catch (error) {
        if (error instanceof Failure && error.code === 'wrong_code') {
          await tellRefusal()
        }
        throw error
      }
    },

    /** Signs in whoever another party has proved to have this contact. */
    signInWith: (call: Call, proved: Proved): Promise<Citizen> =>
      open(call, proved, async () => {}),

    /** Tells the audit log that another party did not say who somebody is. */
    tellRefusal,

    /** Who is signed in, or null. */
    identify: sessions.identify,
    /** The same for `routesFor`. */
    authenticate: async (request: FastifyRequest): Promise<Citizen | Failure> =>
      (await sessions.identify(request)) ?? new Failure('unauthenticated'),

    async signOut({ request, reply }: Call): Promise<void> {
      const id = await sessions.signOut(request, reply)
      if (id) await tell(executor, 'sign_out', id)
    },

    async signOutEverywhere({ id }: Citizen, reply: FastifyReply): Promise<void> {
      await sessions.endAll(id, reply)
      await tell(executor, 'sign_out', id, { everywhere: true })
    },

    /** Removes the account, its key and its sessions. */
    async remove({ id }: Citizen, reply: FastifyReply): Promise<void> {
      await sessions.endAll(id, reply)
      await database.transaction(async (tx) => {
        if (await vault.removeCitizen(tx, id)) await tell(tx, 'erasure', id)
      })
    },

    /** Forgets codes, counts and sessions that are past. */
    async prune(): Promise<void> {
      await codes.prune()
      await codeLimits.prune()
      await sessions.prune()
    },
  }
}

/** Tells the audit log: accounts by their id, nothing of the person. */
async function tell(
  tx: Executor,
  kind: 'sign_in' | 'sign_out' | 'erasure',
  id: string,
  data: Record<string, boolean> = {},
): Promise<void> {
  await appendAudit(tx, {
    kind,
    actorKind: 'reporter',
    actor: id,
    subject: `citizens:${id}`,
    data,
  })
}
