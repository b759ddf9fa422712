import { canSeal, dropKey, seal, unseal } from '../../ui/sealed.ts'
import { putBack } from './put-back.ts'

const name = 'nhip.report-draft'
const purpose = 'report'
const keptFor = 7 * 24 * 3600 * 1000
/** Not kept while somebody is only typing: the next person at this device would read them. */
const personal = new Set(['name', 'phone', 'email'])

type Draft = { at: number; values: Record<string, string> }

/** What is kept is what was typed last, however long each sealing takes. */
let queue: Promise<unknown> = Promise.resolve()

/**
 * Keeps what was typed on this device, sealed; who reported only `withPerson`, that is, once sent,
 * and never where nothing can be sealed.
 */
export function saveDraft(form: HTMLFormElement, withPerson: boolean): void {
  const isKept = (box: string) => !personal.has(box) || (withPerson && canSeal())
  void writeDraft(Object.fromEntries(Object.entries(valuesOf(form)).filter(([box]) => isKept(box))))
}

/** What stands in the boxes of a report form. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [box, value] of new FormData(form)) {
    // Pictures are kept beside the words (kept-pictures.ts); whose it is the page itself knows.
    if (box !== 'picture' && box !== 'account' && typeof value === 'string') values[box] = value
  }
  return values
}

/** Keeps these as the draft, in place of any other. */
export function writeDraft(values: Record<string, string>): Promise<unknown> {
  const written = Object.entries(values).some(([box, value]) => box !== 'key' && value.trim())
  queue = queue.then(async () => {
    if (!written) return forget()
    const text = JSON.stringify({ at: Date.now(), values } satisfies Draft)
    const sealed = canSeal() ? await seal(purpose, text) : text
    // Could be sealed and was not: rather no draft than one that anybody reads.
    if (sealed === null) return forget()
    try {
      localStorage.setItem(name, sealed)
    } catch {
      // A full or forbidden store: the form works without a draft.
    }
  })
  return queue
}

/** Whether somebody is writing something on this device. */
export function hasDraft(): boolean {
  try {
    return localStorage.getItem(name) !== null
  } catch {
    return false
  }
}

/**
 * Puts a kept draft back into the form, with the key it was sent with. Whether there was one.
 * `isOver`: whether what has this key is no draft any more.
 */
export async function readDraft(
  form: HTMLFormElement,
  isOver: (key: string) => Promise<boolean>,
): Promise<boolean> {
  let draft: Draft | null = null
  try {
    const text = localStorage.getItem(name)
    draft = JSON.parse((text && (await unseal(purpose, text))) ?? 'null') as Draft | null
  } catch {
    // Not one of ours any more.
  }
  if (!draft || Date.now() - draft.at > keptFor || (await isOver(draft.values.key ?? ''))) {
    forget()
    return false
  }
  for (const [box, value] of Object.entries(draft.values)) {
    putBack(form, box, value)
  }
  return true
}

/** Forgets the draft, and the key that it was sealed under. */
export function clearDraft(): Promise<void> {
  const cleared = queue.then(() => {
    forget()
    return dropKey(purpose)
  })
  queue = cleared
  return cleared
}

function forget(): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing was kept either.
  }
}
