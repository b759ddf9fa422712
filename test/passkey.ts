import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { PasskeyAssertion } from '../contract/passkey-shapes.ts'
import type { PasskeyAttestation, PasskeyCreation, PasskeyRequest } from '../contract/passkeys.ts'

/** What goes wrong in an answer, on purpose. */
type Wrong = {
  origin?: string
  /** The authenticator has not made sure of the person. */
  unverified?: boolean
  /** Its count of uses, where that is not one more than before. */
  count?: number
  userHandle?: string
}

export type SoftwarePasskey = {
  made: PasskeyAttestation
  show(options: PasskeyRequest, wrong?: Wrong): PasskeyAssertion
}

/** An authenticator (ES256, no attestation) that makes a passkey as a browser at `origin` would. */
export function makePasskey(
  options: PasskeyCreation,
  origin: string,
  wrong: Wrong = {},
): SoftwarePasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let count = 0

  const clientData = (type: string, challenge: string, where = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: where, crossOrigin: false }))
  const dataOf = (rpId: string, more: Buffer, { unverified, count: said }: Wrong) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE((count = said ?? count + 1))
    const flags = 0x01 | (unverified ? 0 : 0x04) | (more.length > 0 ? 0x40 : 0)
    const rpIdHash = createHash('sha256').update(rpId).digest()
    return Buffer.concat([rpIdHash, Buffer.from([flags]), counter, more])
  }

  const key = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x!, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y!, 'base64url'))],
  ])
  const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(key)])
  const attestation = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', new Uint8Array(dataOf(options.rp.id, attested, { ...wrong, count: 0 }))],
  ])
  return {
    made: {
      id: id.toString('base64url'),
      clientDataJSON: clientData('webauthn.create', options.challenge, wrong.origin).toString(
        'base64url',
      ),
      attestationObject: cbor(attestation).toString('base64url'),
      transports: ['internal'],
    },
    show({ challenge, rpId }, not = {}) {
      const data = clientData('webauthn.get', challenge, not.origin)
      const authenticatorData = dataOf(rpId, Buffer.alloc(0), not)
      const hash = createHash('sha256').update(data).digest()
      const signature = sign('sha256', Buffer.concat([authenticatorData, hash]), privateKey)
      return {
        id: id.toString('base64url'),
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: not.userHandle ?? options.user.id,
      }
    },
  }
}

const cbor = (value: unknown) => Buffer.from(isoCBOR.encode(value as never))
