import { useEffect } from 'react'
import type { Me } from '../../../contract/identity.ts'
import { api } from '../api.ts'
import { dropSeen, lastUseKey } from '../seen.ts'
import { keep, kept } from '../storage.ts'

/**
 * The lock of a screen that nobody touches. The server locks the session by its own clock; this
 * covers the page in time, tells the server of use, and keeps the windows of a browser together.
 */

const lockKey = 'nhip.lock'
const uses = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

let locked = false
const listeners = new Set<() => void>()

/** For `useSyncExternalStore`. */
export function onLockChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const isLocked = () => locked

/** Covers or uncovers this window's page. */
export function setLocked(next: boolean): void {
  if (locked === next) return
  locked = next
  // What is covered is not to lie open on the device.
  if (locked) void dropSeen()
  listeners.forEach((listener) => listener())
}

/** Locks the session and every window of this browser. */
export function lockNow(): void {
  setLocked(true)
  keep(lockKey, `locked ${Date.now()}`)
  // Without an answer the server's own clock does it.
  api.lockSession({}).catch(() => undefined)
}

/** The session goes on: the other windows of this browser may look again. */
export function tellUnlocked(): void {
  keep(lastUseKey, String(Date.now()))
  keep(lockKey, `open ${Date.now()}`)
  setLocked(false)
}

/** Another window has locked (`true`) or unlocked the session they share. */
export function useOtherWindows(changed: (isLockedThere: boolean) => void): void {
  useEffect(() => {
    const listen = ({ key, newValue }: StorageEvent) => {
      if (key === lockKey && newValue) changed(newValue.startsWith('locked'))
    }
    addEventListener('storage', listen)
    return () => removeEventListener('storage', listen)
  }, [changed])
}

/** Locks after so long without use, in any window; says to the server that somebody is at work. */
export function useIdleLock(me: Me | undefined, isCovered: boolean): void {
  const seconds = me && me.state !== 'locked' && !isCovered ? me.lockAfter : null
  useEffect(() => {
    if (seconds === null) return
    const tellEvery = Math.min(60, seconds / 4) * 1000
    let last = Date.now()
    let told = Date.now()
    const lastAnywhere = () => Math.max(last, Number(kept(lastUseKey) ?? 0))
    const check = () => {
      const isOver = Date.now() - lastAnywhere() >= seconds * 1000
      if (isOver) lockNow()
      return isOver
    }
    const used = () => {
      // A computer that wakes up is touched before its timers run.
      if (check()) return
      last = Date.now()
      if (last - told < tellEvery) return
      told = last
      keep(lastUseKey, String(last))
      api.touchSession({}).catch(() => undefined)
    }
    keep(lastUseKey, String(last))
    for (const use of uses) addEventListener(use, used, { capture: true, passive: true })
    const timer = setInterval(check, Math.min(5_000, tellEvery))
    return () => {
      for (const use of uses) removeEventListener(use, used, { capture: true })
      clearInterval(timer)
    }
  }, [seconds])
}
