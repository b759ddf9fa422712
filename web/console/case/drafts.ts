import type { ActionType } from '../../../contract/case-types.ts'
import { keep, kept, keptKeys } from '../storage.ts'

export type Values = Record<string, string | boolean | string[] | undefined>

/**
 * What was sent without an answer: perhaps it was done. Only the very same request, version and key
 * included, can be sent again without doing it twice.
 */
export type Unanswered = { content: string; version: number; key: string }

/** What somebody has typed and not yet sent, or sent and not yet heard of. */
export type Draft = { values: Values; at: number; unanswered?: Unanswered }

const prefix = 'nhip.draft.'
const maxAge = 14 * 24 * 60 * 60_000

/** One draft for each person, case and action: a shared computer shows nobody another's words. */
export function draftKey(person: string, caseId: string, action: ActionType): string {
  return `${prefix}${person}.${caseId}.${action}`
}

export function readDraft(key: string): Draft | null {
  const text = kept(key)
  if (!text) return null
  try {
    return JSON.parse(text) as Draft
  } catch {
    return null
  }
}

export function writeDraft(key: string, draft: Draft): void {
  keep(key, JSON.stringify(draft))
}

export function dropDraft(key: string): void {
  keep(key, null)
}

/** Forgets drafts nobody came back to. */
export function dropOldDrafts(now = Date.now()): void {
  for (const key of keptKeys(prefix)) {
    const draft = readDraft(key)
    if (!draft || now - draft.at > maxAge) dropDraft(key)
  }
}
