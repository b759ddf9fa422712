import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, thisProcess } from './process-identity.ts'
import type { ProcessRecord } from './process-identity.ts'

type Holder = ProcessRecord & { token: string }

/**
 * Runs `work` while holding a lock file, waiting as long as its holder lives. The lock of a dead
 * process is removed; work of this same process queues like that of any other.
 * @param onWait called once when somebody else holds the lock
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  const token = randomBytes(8).toString('hex')
  let told = false
  while (!tryAcquire(path, token)) {
    if (!told) onWait?.()
    told = true
    await sleep(25)
  }
  try {
    return await work()
  } finally {
    release(path)
  }
}

function tryAcquire(path: string, token: string): boolean {
  const own = `${path}.${token}.new`
  // Written in full first, then linked: link fails when the lock exists (like O_EXCL), and nobody
  // ever reads a lock that is half written.
  writeFileSync(own, JSON.stringify({ ...thisProcess(), token } satisfies Holder), { mode: 0o600 })
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    release(own)
  }
  const holder = readHolder(path)
  if (holder !== undefined && !isAlive(holder)) removeStale(path, holder.token, token)
  return false
}

/**
 * Removes a dead process's lock. Two processes may see the same stale lock; without care the
 * slower one would delete the lock the quicker one has just taken. So removing is itself locked,
 * under a name that holds the dead lock's token, and the lock is read again once that is held.
 */
function removeStale(path: string, staleToken: string, token: string): void {
  const breaker = `${path}.${staleToken}.break`
  if (!tryAcquire(breaker, token)) return
  try {
    if (readHolder(path)?.token === staleToken) release(path)
  } finally {
    release(breaker)
  }
}

function readHolder(path: string): Holder | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    return JSON.parse(text) as Holder
  } catch {
    // Only a crash of the whole machine leaves a lock without its content: nobody holds it.
    return { pid: 0, identity: '', token: 'unreadable' }
  }
}

function release(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
