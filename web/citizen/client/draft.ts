const name = 'nhip.report-draft'
const keptFor = 7 * 24 * 3600 * 1000
/** Not kept while somebody is only typing: the next person at this device would read them. */
const personal = new Set(['name', 'phone', 'email'])

type Draft = { at: number; values: Record<string, string> }

/** Keeps what was typed on this device; who reported only `withPerson`, that is, once sent. */
export function saveDraft(form: HTMLFormElement, withPerson: boolean): void {
  const values: Record<string, string> = {}
  for (const [box, value] of new FormData(form)) {
    // Pictures are kept beside the words; see kept-pictures.ts.
    if (box === 'picture') continue
    if (typeof value === 'string' && (withPerson || !personal.has(box))) values[box] = value
  }
  const written = Object.entries(values).some(([box, value]) => box !== 'key' && value.trim())
  try {
    if (written) localStorage.setItem(name, JSON.stringify({ at: Date.now(), values }))
    else localStorage.removeItem(name)
  } catch {
    // A full or forbidden store: the form works without a draft.
  }
}

/** Puts a kept draft back into the form, with the key it was sent with. Whether there was one. */
export function readDraft(form: HTMLFormElement): boolean {
  let draft: Draft | null = null
  try {
    draft = JSON.parse(localStorage.getItem(name) ?? 'null') as Draft | null
  } catch {
    return false
  }
  if (!draft || Date.now() - draft.at > keptFor) return false
  for (const [box, value] of Object.entries(draft.values)) {
    // By name alone: a searchable box has the id of the select it stands for.
    const field = form.querySelector<HTMLInputElement | HTMLSelectElement>(
      `[name="${CSS.escape(box)}"]`,
    )
    if (!field) continue
    field.value = value
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'))
  }
  return true
}

export function clearDraft(): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing was kept either.
  }
}
