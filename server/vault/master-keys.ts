import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { findSecret, readSecret, replaceSecret } from '../platform/secrets.ts'
import { VaultError } from './cipher.ts'

/** 32 random bytes, named by a fingerprint of them: a wrong key can never pass for the right one. */
export type MasterKey = { id: string; key: KeyObject }

/** Where the master keys come from: the environment or a file, the newest first. */
export type KeySource = {
  /** How an administrator knows it. */
  name: string
  /** The keys as they are now; null when there are none at all. */
  read(): MasterKey[] | null
  /** The first key; only for a database that nothing was sealed in yet. */
  create(): void
  /** Puts a new key first, durably. @throws VaultError where only the administrator can */
  add(): void
}

const fileName = 'master-key'
const envName = 'NHIP_MASTER_KEY'

function masterKeyOf(bytes: Buffer): MasterKey {
  const hash = createHash('sha256').update('nhip master key').update(bytes).digest('hex')
  return { id: hash.slice(0, 16), key: createSecretKey(bytes) }
}

/**
 * Keys as text: base64 or base64url of 32 bytes each, by comma or line; in a file the key's id
 * follows it after `#`, for whoever looks for one.
 * @throws VaultError naming the place of the key that is none, never its text
 */
export function parseMasterKeys(text: string): MasterKey[] {
  const typed = text
    .replace(/#.*$/gm, '')
    .split(/[\s,]+/)
    .filter(Boolean)
  return typed.map((word, index) => {
    const key = Buffer.from(word, 'base64url')
    if (key.length !== 32 || !/^[\w+/-]{43}=?$/.test(word)) {
      throw new VaultError(`key ${index + 1} is not 32 bytes as base64url`)
    }
    return masterKeyOf(key)
  })
}

/** The master keys of an installation: `NHIP_MASTER_KEY` where it is set, else a file of its own. */
export function masterKeySource(config: {
  dataDir: string
  masterKeys?: string | undefined
}): KeySource {
  const { dataDir, masterKeys: given } = config
  if (given !== undefined) {
    return {
      name: envName,
      read: () => parseMasterKeys(given),
      create: () => {},
      add() {
        throw new VaultError(
          `${envName} is the administrator's: make a key (openssl rand -base64 32), set ` +
            `${envName}=<new>,<old> wherever Nhịp runs, restart it, and run this again`,
        )
      },
    }
  }
  const name = join(dataDir, 'secrets', fileName)
  const read = () => {
    const text = findSecret(dataDir, fileName)
    if (text === null) return null
    try {
      return parseMasterKeys(text)
    } catch (error) {
      throw new VaultError(`${name}: ${(error as Error).message}`)
    }
  }
  return {
    name,
    read,
    create: () => void readSecret(dataDir, fileName),
    add() {
      const keys = [masterKeyOf(randomBytes(32)), ...(read() ?? [])]
      const lines = keys.map(({ id, key }) => `${key.export().toString('base64url')} # ${id}`)
      replaceSecret(dataDir, fileName, lines.join('\n'))
    },
  }
}
