import { ApiError } from '../../contract/client.ts'
import { agencyRoles } from '../../contract/identity.ts'
import type { Me } from '../../contract/identity.ts'
import { inStore } from '../ui/indexed.ts'
import { dropKey, sealBytes, unsealBytes } from '../ui/sealed.ts'
import { kept } from './storage.ts'

/**
 * What an agency's people saw last – their list, the cases they opened – kept sealed on this device,
 * to be read where there is no network. Twelve hours at most, and gone when the screen locks or they
 * sign out. Nobody else's is kept: the centre sees who reported. See docs/adr/0030.
 */
const purpose = 'seen'
const place = ['nhip.seen', 'seen'] as const
const maxAge = 12 * 3_600_000
const mostKept = 40
export const lastUseKey = 'nhip.lastUse'

type Bytes = Uint8Array<ArrayBuffer>
type Row = { key: string; at: number; content: Bytes }

/** Whose it is; null: nothing is kept. */
let person: string | null = null
/** Since when what is shown is as it was, ms; null: it is as the server has it. */
let since: number | null = null
const listeners = new Set<() => void>()

/** For `useSyncExternalStore`. */
export function onSeenChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const shownSince = () => since
function setSince(at: number | null): void {
  if (at === since) return
  since = at
  listeners.forEach((listener) => listener())
}

/** Whether all of somebody's work is an agency's. */
export const isAgencySide = ({ roles }: Me): boolean =>
  roles.length > 0 && roles.every(({ role }) => (agencyRoles as readonly string[]).includes(role))

const isMe = (key: readonly unknown[]) => key.length === 1 && key[0] === 'me'

/** Asks the server; without a network answers what it said last, if that was kept. */
export async function seenOr<Answer>(
  key: readonly unknown[],
  load: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await load()
    void remember(JSON.stringify(key), answer).catch(() => undefined)
    setSince(null)
    return answer
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'offline') throw error
    const found = await recall(JSON.stringify(key)).catch(() => null)
    if (!found) throw error
    if (isMe(key)) {
      const me = found.answer as Me
      if (isIdle(me)) {
        await dropSeen()
        throw error
      }
      person = me.id
    }
    setSince(Math.min(found.at, since ?? found.at))
    return found.answer as Answer
  }
}

/** From here on this person's work is kept, if it is an agency's and the session is open. */
export function keepSeen(me: Me): void {
  const next = me.state === 'open' && isAgencySide(me) ? me.id : null
  // What another agency's person left is not read: each piece says whose it is.
  if (next === null) void dropSeen()
  person = next
  void remember(JSON.stringify(['me']), me).catch(() => undefined)
}

/** Nobody has touched this browser for as long as locks a session. */
function isIdle({ lockAfter }: Me): boolean {
  return Date.now() - Number(kept(lastUseKey) ?? 0) >= lockAfter * 1000
}

async function remember(key: string, answer: unknown): Promise<void> {
  const whose = person
  if (whose === null) return
  const words = new TextEncoder().encode(JSON.stringify({ whose, answer }))
  const content = await sealBytes(purpose, words)
  if (!content || person !== whose) return
  await inStore(place, 'readwrite', (store) => store.put({ key, at: Date.now(), content }))
  const all = await inStore(place, 'readonly', (store) => store.getAll() as IDBRequest<Row[]>)
  const old = all.sort((a, b) => b.at - a.at).slice(mostKept)
  for (const row of old) await inStore(place, 'readwrite', (store) => store.delete(row.key))
}

async function recall(key: string): Promise<{ at: number; answer: unknown } | null> {
  const row = await inStore(
    place,
    'readonly',
    (store) => store.get(key) as IDBRequest<Row | undefined>,
  )
  if (!row || Date.now() - row.at > maxAge) return null
  const bytes = await unsealBytes(purpose, row.content)
  if (!bytes) return null
  const { whose, answer } = JSON.parse(new TextDecoder().decode(bytes)) as {
    whose: string
    answer: unknown
  }
  return person === null || person === whose ? { at: row.at, answer } : null
}

/** Forgets all of it: what cannot be deleted cannot be read either. */
export async function dropSeen(): Promise<void> {
  person = null
  setSince(null)
  await dropKey(purpose)
  await inStore(place, 'readwrite', (store) => store.clear()).catch(() => undefined)
}
