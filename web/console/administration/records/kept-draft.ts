import { keep, kept } from '../../storage.ts'
import type { Draft } from '../form/draft.ts'

/** What somebody has typed into a record's form and not yet saved; forgotten with the other drafts. */
type Kept = { draft: Draft; reason: string; at: number }

export function keptKey(person: string, kind: string, key: string, mode: string): string {
  return `nhip.draft.record.${person}.${kind}.${key}.${mode}`
}

export function readKept(key: string): Kept | null {
  try {
    return JSON.parse(kept(key) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

export function writeKept(key: string, draft: Draft, reason: string): void {
  keep(key, JSON.stringify({ draft, reason, at: Date.now() } satisfies Kept))
}

export function dropKept(key: string): void {
  keep(key, null)
}
