import { createHash, createSecretKey, scrypt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { BackupError } from './error.ts'

/** What a backup is sealed under: a key of 32 bytes, or words that one is made from. */
export type BackupSecret = { kind: 'key' | 'passphrase'; text: string }

const deriveFrom = promisify(scrypt) as (
  text: string,
  salt: Buffer,
  bytes: number,
  options: object,
) => Promise<Buffer>
/** 128 MiB and about half a second: what a guess costs. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 ** 2 }
/** Words are guessed away from here, where nobody counts the tries. */
const passphraseLength = 16

/** Whether a text is 32 bytes as base64 or base64url. */
const isKey = (text: string) =>
  /^[\w+/-]{43}=?$/.test(text) && Buffer.from(text, 'base64url').length === 32

/**
 * The secret from whichever place it was given in: a file named on the command line, else a setting.
 * @throws BackupError when there is none, more than one, or it is none
 */
export function findSecretOf(given: {
  keyFile?: string | undefined
  passphraseFile?: string | undefined
  key?: string | undefined
  passphrase?: string | undefined
}): BackupSecret {
  const { keyFile, passphraseFile } = given
  if (keyFile !== undefined && passphraseFile !== undefined) {
    throw new BackupError('--key-file or --passphrase-file, not both')
  }
  if (keyFile !== undefined) return checked('key', firstLine(keyFile), keyFile)
  if (passphraseFile !== undefined) {
    return checked('passphrase', firstLine(passphraseFile), passphraseFile)
  }
  if (given.key && given.passphrase) {
    throw new BackupError('NHIP_BACKUP_KEY or NHIP_BACKUP_PASSPHRASE, not both')
  }
  if (given.key) return checked('key', given.key, 'NHIP_BACKUP_KEY')
  if (given.passphrase) return checked('passphrase', given.passphrase, 'NHIP_BACKUP_PASSPHRASE')
  throw new BackupError(
    'a backup is sealed under a key: make one (openssl rand -base64 32 > backup.key), keep it apart ' +
      'from the backups, and name it with --key-file or NHIP_BACKUP_KEY',
  )
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]!
  } catch (error) {
    throw new BackupError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function checked(kind: BackupSecret['kind'], given: string, from: string): BackupSecret {
  const text = given.trim()
  if (kind === 'key' && !isKey(text)) {
    throw new BackupError(`${from} holds no key: 32 bytes as base64 (openssl rand -base64 32)`)
  }
  if (kind === 'passphrase' && text.length < passphraseLength) {
    throw new BackupError(`${from}: a passphrase has at least ${passphraseLength} characters`)
  }
  return { kind, text }
}

/** The key itself, and the name by which a wrong one is told. `salt` is the backup's own. */
export async function rootKey(
  secret: BackupSecret,
  salt: Buffer,
): Promise<{ id: string; key: KeyObject }> {
  const bytes =
    secret.kind === 'key'
      ? Buffer.from(secret.text, 'base64url')
      : await deriveFrom(secret.text.normalize('NFC'), salt, 32, cost)
  const hash = createHash('sha256').update('nhip backup key').update(bytes).digest('hex')
  return { id: hash.slice(0, 16), key: createSecretKey(bytes) }
}
