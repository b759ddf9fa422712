import { seal, unseal } from '../ui/sealed.ts'
import { keep, kept, keptKeys } from './storage.ts'

/**
 * What somebody has typed and not yet sent, kept on this device: sealed in localStorage, opened once
 * before the first page so that forms find it without waiting. Keys name the person: a shared
 * computer shows nobody another's words. Where nothing can be sealed (plain http to another machine)
 * it is kept for as long as the window is open.
 */
type Kept = { at: number; value: unknown }

const prefix = 'nhip.draft.'
const purpose = 'drafts'
const maxAge = 14 * 24 * 60 * 60_000
const opened = new Map<string, Kept>()

/** What is kept is what was typed last, however long each sealing takes. */
let queue: Promise<unknown> = Promise.resolve()

/** Opens what is kept, forgetting what nobody came back to; from here on other windows are heard. */
export async function openDrafts(): Promise<void> {
  await Promise.all(keptKeys(prefix).map((key) => open(key)))
  window.addEventListener('storage', ({ key }) => {
    if (key?.startsWith(prefix)) void open(key)
  })
}

async function open(key: string): Promise<void> {
  const text = kept(key)
  const found = text && (await unseal(purpose, text).then(parse))
  if (found && Date.now() - found.at <= maxAge) {
    opened.set(key, found)
  } else {
    opened.delete(key)
    keep(key, null)
  }
}

function parse(text: string | null): Kept | null {
  try {
    const found = JSON.parse(text ?? 'null') as Partial<Kept> | null
    return found && typeof found.at === 'number' && 'value' in found ? (found as Kept) : null
  } catch {
    return null
  }
}

/** The key of somebody's draft of something. */
export const draftKey = (person: string, ...what: string[]) => [prefix + person, ...what].join('.')

/** What is kept under a key, as it was written; null: nothing. */
export function readDraft(key: string): unknown {
  return opened.get(key)?.value ?? null
}

export function writeDraft(key: string, value: unknown): void {
  const draft = { at: Date.now(), value }
  opened.set(key, draft)
  queue = queue.then(async () => {
    // Typed on or sent since: a later writing follows, or none is wanted.
    if (opened.get(key) !== draft) return
    keep(key, await seal(purpose, JSON.stringify(draft)))
    if (!opened.has(key)) keep(key, null)
  })
}

export function dropDraft(key: string): void {
  opened.delete(key)
  keep(key, null)
}
