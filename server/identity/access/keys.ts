import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { readSecret } from '../../platform/secrets.ts'

export type AccountKeys = {
  /** Encrypts a secret of one account: it can be read back only for the same one. */
  seal(userId: string, secret: Uint8Array): Buffer
  /** @throws Error when it was sealed for another account or under another key */
  open(userId: string, sealed: Uint8Array): Buffer
  /** What is kept of something that is only ever compared; nobody can guess it without the key. */
  fingerprint(use: 'attempts' | 'recovery', text: string): Buffer
}

const ivBytes = 12
const tagBytes = 16

/** The keys that protect accounts, all from `<dataDir>/secrets/account-secret`. */
export function accountKeys(dataDir: string): AccountKeys {
  const secret = readSecret(dataDir, 'account-secret')
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `nhip ${use}`, 32))
  const sealing = derive('second factor')
  const prints = { attempts: derive('attempts'), recovery: derive('recovery') }
  return {
    seal(userId, content) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(userId))
      return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()])
    },
    open(userId, sealed) {
      const bytes = Buffer.from(sealed)
      const cipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, ivBytes))
      cipher.setAAD(Buffer.from(userId)).setAuthTag(bytes.subarray(-tagBytes))
      return Buffer.concat([cipher.update(bytes.subarray(ivBytes, -tagBytes)), cipher.final()])
    },
    fingerprint: (use, text) => createHmac('sha256', prints[use]).update(text).digest(),
  }
}
