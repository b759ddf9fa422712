import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readSecret } from '../secrets.ts'

/** Signs the chain's ends; kept in `<dataDir>/secrets/audit-key`, apart from the database. */
export type AuditKey = { sign(text: string): Buffer; publicKey: string }

/** An Ed25519 private key of 32 bytes, in the envelope that OpenSSL reads. */
const envelope = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The key of this installation, made at first use. Several machines need the same file.
 * @throws Error when the file does not hold 32 bytes in base64url
 */
export function readAuditKey(dataDir: string): AuditKey {
  const seed = Buffer.from(readSecret(dataDir, 'audit-key'), 'base64url')
  if (seed.length !== 32) throw new Error('secrets/audit-key must hold 32 bytes in base64url')
  const key = createPrivateKey({
    key: Buffer.concat([envelope, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return {
    sign: (text) => sign(null, Buffer.from(text), key),
    publicKey: createPublicKey(key).export({ format: 'jwk' }).x!,
  }
}

/** Whether a signature was made by the key whose public half (32 bytes, base64url) this is. */
export function isSigned(text: string, signature: Buffer, publicKey: string): boolean {
  return verify(null, Buffer.from(text), publicKeyOf(publicKey), signature)
}

/** @throws Error when it is none */
export function publicKeyOf(text: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
}

/** What is signed of the chain's end; tips and heads are not taken for each other. */
export const tipText = (seq: number, hash: Buffer) =>
  `nhip audit tip ${seq} ${hash.toString('hex')}`
export const headText = (day: string, seq: number, hash: Buffer) =>
  `nhip audit head ${day} ${seq} ${hash.toString('hex')}`
