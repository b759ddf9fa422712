import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A secret of this installation, kept in `<dataDir>/secrets/<name>` (0600) and made at first use:
 * 32 random bytes, base64url. Several machines serve one province by being given the same file
 * beforehand.
 * @throws Error when the file exists but holds less than 32 characters, or cannot be written
 */
export function readSecret(dataDir: string, name: string): string {
  const folder = join(dataDir, 'secrets')
  const file = join(folder, name)
  const found = readIfPresent(file)
  if (found !== null) return checked(found, file)

  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Written apart and linked into place: no reader ever sees half a secret, and of two processes
  // that start at once the second finds the first one's.
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${randomBytes(32).toString('base64url')}\n`)
    fsyncSync(handle)
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(handle)
    rmSync(draft, { force: true })
  }
  return checked(readFileSync(file, 'utf8'), file)
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function checked(content: string, file: string): string {
  const secret = content.trim()
  if (secret.length < 32) throw new Error(`${file} must hold a secret of at least 32 characters`)
  return secret
}
