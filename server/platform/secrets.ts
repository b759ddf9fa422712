import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const pathOf = (dataDir: string, name: string) => join(dataDir, 'secrets', name)

/**
 * A secret of this installation, kept in `<dataDir>/secrets/<name>` (0600) and made at first use:
 * 32 random bytes, base64url. Several machines serve one province by being given the same file
 * beforehand.
 * @throws Error when the file exists but holds less than 32 characters, or cannot be written
 */
export function readSecret(dataDir: string, name: string): string {
  const found = findSecret(dataDir, name)
  if (found !== null) return found

  const file = pathOf(dataDir, name)
  writeApart(dataDir, file, randomBytes(32).toString('base64url'), (draft) => {
    // Linked into place: of two processes that start at once the second finds the first one's.
    try {
      linkSync(draft, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  })
  return checked(readFileSync(file, 'utf8'), file)
}

/**
 * The secret of this name, or null where none was made.
 * @throws Error when the file exists but holds less than 32 characters
 */
export function findSecret(dataDir: string, name: string): string | null {
  const file = pathOf(dataDir, name)
  try {
    return checked(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Puts another content in a secret's place, at once and durably. */
export function replaceSecret(dataDir: string, name: string, content: string): void {
  const file = pathOf(dataDir, name)
  writeApart(dataDir, file, content, (draft) => renameSync(draft, file))
}

/** Written apart and then put into place: no reader ever sees half a secret. */
function writeApart(
  dataDir: string,
  file: string,
  content: string,
  place: (draft: string) => void,
): void {
  const folder = join(dataDir, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${content}\n`)
    fsyncSync(handle)
    place(draft)
  } finally {
    closeSync(handle)
    rmSync(draft, { force: true })
  }
  // What is sealed under a key must not outlive it: the name is durable before the key is used.
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

function checked(content: string, file: string): string {
  const secret = content.trim()
  if (secret.length < 32) throw new Error(`${file} must hold a secret of at least 32 characters`)
  return secret
}
