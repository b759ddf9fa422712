import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto'
import { hkdfSync, randomFillSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

// Keys are KeyObjects all through: Node spends more on a key given as bytes than on the cipher.

/** Persons that cannot be sealed or opened: the wrong master key, or rows that were tampered with. */
export class VaultError extends Error {
  override name = 'VaultError'
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

const pool = Buffer.alloc(4_096)
let taken = pool.length

/** Random bytes, at most 4,096, drawn for many at once: most of what drawing costs is the call. */
export function random(bytes: number): Buffer {
  if (taken + bytes > pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const drawn = pool.subarray(taken, taken + bytes)
  const copy = Buffer.from(drawn)
  // A key is not left lying about.
  drawn.fill(0)
  taken += bytes
  return copy
}

/**
 * AES-256-GCM under a key of 32 bytes: nonce, ciphertext and tag in one. `context` says what this is
 * and whose: it is not kept, but nothing opens in another's place.
 */
export function encrypt(key: KeyObject, clear: Buffer | string, context: string): Buffer {
  const nonce = random(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context))
  const body = typeof clear === 'string' ? cipher.update(clear, 'utf8') : cipher.update(clear)
  return Buffer.concat([nonce, body, cipher.final(), cipher.getAuthTag()])
}

/** @throws VaultError when a bit was changed, the key is another one or the context is */
export function decrypt(key: KeyObject, sealed: Buffer, context: string): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-tagBytes))
    const body = sealed.subarray(nonceBytes, -tagBytes)
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw new VaultError(`${context} cannot be opened: it was changed, or its key is another`, {
      cause,
    })
  }
}

/** A key for one purpose, of 32 bytes, from which the others cannot be told (HKDF-SHA-256). */
export function deriveKey(key: KeyObject, purpose: string): KeyObject {
  const derived = hkdfSync('sha256', key, Buffer.alloc(0), `nhip vault ${purpose}`, 32)
  return createSecretKey(Buffer.from(derived))
}

/** The searchable fingerprint of a text. */
export function fingerprint(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
