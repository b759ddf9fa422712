import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { SOCKET_PORT } from './settings.ts'

/** 104 bytes on macOS, 108 on Linux, both with the closing zero. */
const MAX_SOCKET_PATH = 103

/**
 * A private folder for the server's socket: below the data folder, or below the system's temporary
 * folder when the path is too long or the file system holds no sockets. PostgreSQL writes the
 * folder it uses into postmaster.pid, where other processes find it.
 */
export async function prepareSocketDir(dataDir: string, account: Account): Promise<string> {
  const local = join(dataDir, 'run')
  if (fits(local)) {
    mkdirSync(local, { recursive: true, mode: 0o700 })
    if (await holdsSockets(local)) return local
  }
  const user = account.owner?.uid ?? process.getuid?.() ?? 0
  const name = `nhip-${user}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`
  const base = fits(join(tmpdir(), name)) ? tmpdir() : '/tmp'
  const shared = join(base, name)
  mkdirSync(shared, { recursive: true, mode: 0o700 })
  const stat = lstatSync(shared)
  // The name can be foretold, so somebody else may have made it: then one that cannot.
  const trusted = stat.isDirectory() && (stat.uid === user || stat.uid === process.getuid?.())
  if (!trusted) return mkdtempSync(`${shared}-`)
  chmodSync(shared, 0o700)
  return shared
}

/** Takes away the folder of a stopped server when it was not below the data folder. */
export function removeSharedSocketDir(socketDir: string, dataDir: string): void {
  if (socketDir.startsWith(dataDir)) return
  try {
    rmdirSync(socketDir)
  } catch {
    // Something else is in it, or it is gone; the next start makes or finds it again.
  }
}

function fits(dir: string): boolean {
  return Buffer.byteLength(join(dir, `.s.PGSQL.${SOCKET_PORT}`)) <= MAX_SOCKET_PATH
}

function holdsSockets(dir: string): Promise<boolean> {
  const path = join(dir, '.probe')
  rmSync(path, { force: true })
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(path, () => server.close(() => resolve(true)))
  })
}
