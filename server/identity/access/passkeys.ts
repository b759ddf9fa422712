import { randomUUID } from 'node:crypto'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import type { PasskeyAssertion } from '../../../contract/passkey-shapes.ts'
import type {
  PasskeyAttestation,
  PasskeyCreation,
  PasskeyRequest,
} from '../../../contract/passkeys.ts'
import { cleanText } from '../../../contract/text.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import { endSessions } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { tables } from '../tables.ts'
import { tellSession } from '../trail.ts'
import { challengeSeconds } from './challenges.ts'
import type { ChallengeUse, Challenges } from './challenges.ts'

const maxPasskeys = 10
/** ES256, EdDSA and RS256: what authenticators speak (COSE's numbers). */
const algorithms = [-7, -8, -257]

export type Passkeys = ReturnType<typeof createPasskeys>

/**
 * Passkeys (WebAuthn): kept by the authenticator together with whose they are, and used only after
 * it has made sure of the person; so one stands for the password and the second factor.
 */
export function createPasskeys(options: {
  database: Database
  config: { publicUrl: string }
  challenges: Challenges
}) {
  const { database, challenges } = options
  const { executor } = database
  const { origin, hostname: rpId } = new URL(options.config.publicUrl)
  const timeout = challengeSeconds * 1000

  const request = (use: ChallengeUse, allowCredentials: Descriptor[]): PasskeyRequest => ({
    challenge: challenges.make(use),
    rpId,
    allowCredentials,
    userVerification: 'required',
    timeout,
  })

  return {
    /** What the browser is asked for somebody who has not said who they are. */
    toSignIn: () => request('sign in', []),

    /** What it is asked for somebody who is known, and shows it again. */
    toProve: async ({ id, viewer }: Session) =>
      request(`prove ${id}`, await descriptorsOf(executor, viewer.id)),

    /**
     * What it is asked for a new one.
     * @throws Failure invalid_input (`passkeys_full`)
     */
    async toAdd({ id, viewer }: Session): Promise<PasskeyCreation> {
      const present = await descriptorsOf(executor, viewer.id)
      if (present.length >= maxPasskeys) throw refused('passkeys_full')
      return {
        challenge: challenges.make(`add ${id}`),
        rp: { id: rpId, name: 'Nhịp' },
        user: {
          id: Buffer.from(viewer.id).toString('base64url'),
          name: viewer.email,
          displayName: viewer.name,
        },
        pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
        excludeCredentials: present,
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
        attestation: 'none',
        timeout,
      }
    },

    /**
     * Adds a new one to the account; its other sessions end.
     * @throws Failure invalid_input (`passkey_refused`, `passkeys_full`)
     */
    async add({ id, viewer }: Session, name: string, made: PasskeyAttestation): Promise<void> {
      const challenge = challengeOf(made.clientDataJSON)
      if (!(await challenges.spend(challenge, `add ${id}`))) throw refused('passkey_refused')
      const credential = await credentialOf(made, { challenge, origin, rpId })
      if (!credential) throw refused('passkey_refused')
      await database.transaction(async (tx) => {
        // One at a time, or ten would be counted by two at once.
        const account = tables(tx).selectFrom('identity.users').where('id', '=', viewer.id)
        await account.select('id').forUpdate().execute()
        if ((await descriptorsOf(tx, viewer.id)).length >= maxPasskeys) {
          throw refused('passkeys_full')
        }
        const added = await tables(tx)
          .insertInto('identity.passkeys')
          .values({
            id: randomUUID(),
            user_id: viewer.id,
            credential_id: credential.id,
            public_key: Buffer.from(credential.publicKey),
            sign_count: credential.counter,
            transports: made.transports,
            name: cleanText(name),
          })
          .onConflict((conflict) => conflict.column('credential_id').doNothing())
          .executeTakeFirst()
        if (added.numInsertedOrUpdatedRows === 0n) throw refused('passkey_refused')
        await endSessions(tx, viewer.id, id)
        await tellSession(tx, 'passkey_added', viewer.id)
      })
    },

    /**
     * Takes one away from the account; its other sessions end.
     * @throws Failure not_found
     */
    async remove({ id, viewer }: Session, passkeyId: string): Promise<void> {
      await database.transaction(async (tx) => {
        const removed = await tables(tx)
          .deleteFrom('identity.passkeys')
          .where('id', '=', passkeyId)
          .where('user_id', '=', viewer.id)
          .executeTakeFirst()
        if (removed.numDeletedRows === 0n) throw new Failure('not_found')
        await endSessions(tx, viewer.id, id)
        await tellSession(tx, 'passkey_removed', viewer.id)
      })
    },

    /** The address of the account that a passkey belongs to, or null. */
    async emailOf(credentialId: string): Promise<string | null> {
      const row = await tables(executor)
        .selectFrom('identity.passkeys as p')
        .innerJoin('identity.users as u', 'u.id', 'p.user_id')
        .select('u.email')
        .where('credential_id', '=', credentialId)
        .executeTakeFirst()
      return row?.email ?? null
    },

    /**
     * Whether a passkey of this account is shown, for this use, by its authenticator after it made
     * sure of the person; it counts once. A count of uses that has not grown is that of a copy.
     */
    async isShown(shown: PasskeyAssertion, userId: string, use: ChallengeUse): Promise<boolean> {
      const challenge = challengeOf(shown.clientDataJSON)
      if (!(await challenges.spend(challenge, use))) return false
      const passkey = await tables(executor)
        .selectFrom('identity.passkeys')
        .select(['id', 'public_key', 'sign_count'])
        .where('credential_id', '=', shown.id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      const { userHandle } = shown
      const isOwn = !userHandle || Buffer.from(userHandle, 'base64url').toString() === userId
      const count = passkey && isOwn && (await countOf(shown, passkey, { challenge, origin, rpId }))
      if (!passkey || typeof count !== 'number') return false
      const used = await tables(executor)
        .updateTable('identity.passkeys')
        .set({ sign_count: count, used_at: sql`now()` })
        .where('id', '=', passkey.id)
        // Of two that come at once with the same count only one finds a lower one.
        .where(sql<boolean>`(sign_count < ${count} or ${count} = 0 and sign_count = 0)`)
        .executeTakeFirst()
      return used.numUpdatedRows === 1n
    },
  }
}

type Descriptor = PasskeyRequest['allowCredentials'][number]
type Expected = { challenge: string; origin: string; rpId: string }

const refused = (code: 'passkey_refused' | 'passkeys_full') =>
  new Failure('invalid_input', { fields: [{ path: 'passkey', code }] })

/** The passkeys of an account as a browser is told of them. */
async function descriptorsOf(executor: Executor, userId: string): Promise<Descriptor[]> {
  const rows = await tables(executor)
    .selectFrom('identity.passkeys')
    .select(['credential_id', 'transports'])
    .where('user_id', '=', userId)
    .execute()
  return rows.map(({ credential_id: id, transports }) => ({ id, type: 'public-key', transports }))
}

/** The challenge that an answer is about; '' when it says none. */
function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as {
      challenge?: unknown
    }
    return typeof challenge === 'string' ? challenge : ''
  } catch {
    // No JSON.
    return ''
  }
}

/** The key of a new passkey; null for anything else than a right answer. */
async function credentialOf(made: PasskeyAttestation, expected: Expected) {
  const { id, clientDataJSON, attestationObject } = made
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    return verified ? registrationInfo.credential : null
  } catch {
    // Whatever is wrong with it is thrown; it reads nothing but what it is given.
    return null
  }
}

/** The count of uses in a right answer; null for anything else. */
async function countOf(
  shown: PasskeyAssertion,
  passkey: { public_key: Buffer; sign_count: string },
  expected: Expected,
): Promise<number | null> {
  const { id, clientDataJSON, authenticatorData, signature } = shown
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      credential: {
        id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: Number(passkey.sign_count),
      },
      requireUserVerification: true,
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    // Whatever is wrong with it is thrown; it reads nothing but what it is given.
    return null
  }
}
