import type { ActionType } from '../../../contract/case-types.ts'
import type { CaseView } from '../../../contract/cases.ts'
import { createOutbox } from '../../ui/outbox.ts'
import type { Entry, Outbox } from '../../ui/outbox.ts'
import { draftKey, writeDraft } from '../drafts.ts'
import type { ActionDraft, Values } from '../case/drafts.ts'
import { letGo, putInHand, recall } from '../case/files-in-hand.ts'
import { language } from '../i18n.ts'

/**
 * What an agency's people did where there was no network: kept in the outbox of the one who did it
 * and sent once, pictures before words, in the order in which it was done.
 */

/** What the lists say of it. */
export type About = { caseId: string; number: string; type: ActionType }
export type Waiting = Entry & { about: About }

const kind = 'action'
const boxes = new Map<string, Outbox>()
/** Of the person at work; nobody else's is ever opened in this window. */
let items: Waiting[] = []
const listeners = new Set<() => void>()

export function outboxOf(person: string): Outbox {
  const made = boxes.get(person) ?? createOutbox(`console.${person}`)
  boxes.set(person, made)
  return made
}

/** For `useSyncExternalStore`. */
export function onWaitingChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const waiting = (): Waiting[] => items

/** Reads the outbox anew; answers what has gone out of it since. */
export async function readWaiting(person: string | null): Promise<Waiting[]> {
  const before = items
  const entries = person === null ? [] : await outboxOf(person).list()
  const read = await Promise.all(
    entries.map(async (entry) => {
      const known = before.find(({ key }) => key === entry.key)?.about
      const about = known ?? ((await outboxOf(person!).open(entry.key))?.about as About | undefined)
      return about ? [{ ...entry, about }] : []
    }),
  )
  items = read.flat()
  listeners.forEach((listener) => listener())
  return before.filter(({ key }) => !items.some((item) => item.key === key))
}

/** How many actions on a case go before the next one: each makes the case one version newer. */
export const goBefore = (caseId: string): number =>
  items.filter(({ about, state }) => about.caseId === caseId && state !== 'refused').length

export type Later = {
  person: string
  view: Pick<CaseView, 'id' | 'number'>
  version: number
  action: { type: ActionType; input: Record<string, unknown> }
  /** The idempotency key; the same that a try without an answer has used. */
  key: string
  /** Names of pictures in the input that have not arrived. */
  pictures: string[]
}

/**
 * Keeps an action to be sent, and tries at once.
 * @throws Error where nothing can be kept on this device
 */
export async function sendLater({ person, view, version, action, key, pictures }: Later) {
  const outbox = outboxOf(person)
  const hands = await Promise.all(pictures.map(recall))
  const files = pictures.map((name, index) => {
    const hand = hands[index]
    if (!hand) throw new Error('a picture is gone')
    hand.stop.abort()
    return { name, body: hand.body, id: hand.id, whole: 0 }
  })
  await outbox.keep({
    key,
    kind,
    address: `/api/cases/${view.id}/actions`,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'accept-language': language(),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ version, action }),
    files,
    about: { caseId: view.id, number: view.number, type: action.type } satisfies About,
  })
  pictures.forEach(letGo)
  await readWaiting(person)
  void outbox.send()
}

/**
 * Takes something out again, into the form it came from, which then begins with it.
 * @returns null while it is being sent
 */
export async function takeBack(person: string, key: string): Promise<About | null> {
  const opened = await outboxOf(person).take(key)
  if (!opened) return null
  const about = opened.about as About
  const { version, action } = JSON.parse(opened.body) as {
    version: number
    action: { type: ActionType; input: Values }
  }
  // Those that have arrived are shown, too.
  for (const { name, body, id } of opened.files ?? []) await putInHand(name, body, id)
  const draft: ActionDraft = {
    values: action.input,
    // Perhaps it arrived after all: the very same is then sent under the same key.
    ...(opened.entry.state !== 'refused' && {
      unanswered: { content: JSON.stringify(action), version, key },
    }),
  }
  writeDraft(draftKey(person, about.caseId, about.type), draft)
  await readWaiting(person)
  return about
}
