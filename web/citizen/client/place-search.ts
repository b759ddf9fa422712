import { foldText } from '../../../contract/fold.ts'
import type { PlaceFound } from '../../../contract/places.ts'
import { listbox } from './listbox.ts'
import { text } from './texts.ts'

const pause = 200
const timeout = 8_000
const limit = 8

/** What may be chosen: a place found, or one of the communes that took the place of a divided one. */
type Suggestion = { label: string; place: PlaceFound }

/**
 * The box in which a place is looked for by any name people use. What is chosen fills the commune,
 * the address and the point of the form, where each can still be changed; the box itself sends
 * nothing. Without a script it is not there, and the other boxes do.
 */
export function placeSearch(field: HTMLElement): void {
  const form = field.closest('form')!
  const input = field.querySelector<HTMLInputElement>('input')!
  const said = field.querySelector<HTMLElement>('[data-place-said]')!
  const box = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  const commune = form.querySelector<HTMLSelectElement>('select[name="commune"]')!
  const known = new Set([...commune.options].map(({ value }) => value).filter(Boolean))
  let suggestions: Suggestion[] = []
  let timer = 0
  let asking: AbortController | null = null
  /** What this box put into the address and the point: only that is taken away again. */
  let filled = { address: '', lat: '', lon: '' }

  const { list, spoken, show, close } = listbox(input, input.id, {
    choose: (value) => choose(suggestions[Number(value)]!),
    arrow: () => void ask(),
    escape: () => stop(),
  })
  input.after(list, spoken)

  function stop(): void {
    clearTimeout(timer)
    asking?.abort()
    asking = null
  }
  async function ask(): Promise<void> {
    stop()
    const q = input.value.trim()
    if (q === '') return close()
    const mine = new AbortController()
    asking = mine
    const late = setTimeout(() => mine.abort(), timeout)
    try {
      const query = new URLSearchParams({
        q,
        language: document.documentElement.lang,
        limit: String(limit),
      })
      const response = await fetch(`/api/places/search?${query}`, { signal: mine.signal })
      if (!response.ok) throw new Error(response.statusText)
      const { places } = (await response.json()) as { places: PlaceFound[] }
      if (asking !== mine) return
      offer(places.filter(leadsHere).map((place) => ({ label: place.label, place })))
    } catch {
      // Asked again since, or gone on: nothing to tell.
      if (asking !== mine) return
      close()
      said.textContent = text('placeFailed')
    } finally {
      clearTimeout(late)
    }
  }
  function offer(found: Suggestion[], say?: string): void {
    suggestions = found
    show(
      found.map(({ label }, index) => ({ value: String(index), name: label, group: '' })),
      { none: text('placeNone'), first: found.length > 0, ...(say !== undefined && { say }) },
    )
  }
  /** The whole province is no place of an incident. */
  function leadsHere({ commune, successors }: PlaceFound): boolean {
    return commune ? known.has(commune.code) : successors.some(({ code }) => known.has(code))
  }

  function choose({ place }: Suggestion): void {
    if (!place.commune) return divide(place)
    stop()
    close()
    input.value = place.label
    commune.value = place.commune.code
    commune.dispatchEvent(new Event('change', { bubbles: true }))
    fillAddress(place.address ?? '')
    const point = place.kind === 'unit' || place.kind === 'old_unit' ? null : place.position
    fillPoint(point)
    form.dispatchEvent(new Event('change', { bubbles: true }))
    said.textContent = text(point ? 'placeFilledPoint' : 'placeFilled', {
      commune: place.commune.name,
    })
  }
  /** Of a unit that was divided the person says which part. */
  function divide(place: PlaceFound): void {
    const parts = place.successors.filter(({ code }) => known.has(code))
    const which = text('placeDivided', { name: place.label })
    said.textContent = which
    offer(
      parts.map((part) => ({
        label: part.name,
        place: { ...place, label: part.name, commune: part },
      })),
      which,
    )
  }
  /** Nothing that was typed is lost: what is found stands before it. */
  function fillAddress(address: string): void {
    const typed = box('address').value === filled.address ? '' : box('address').value.trim()
    filled.address = ''
    if (typed === '') box('address').value = filled.address = address
    else if (!foldText(typed).includes(foldText(address))) {
      box('address').value = `${address}, ${typed}`
    }
    box('address').dispatchEvent(new Event('input', { bubbles: true }))
  }
  function fillPoint(point: { lat: number; lon: number } | null): void {
    const ours = box('lat').value === filled.lat && box('lon').value === filled.lon
    // A point somebody tapped may lie in the commune that is looked for now; one of ours is not it.
    if (!point && !ours) return
    filled.lat = point ? point.lat.toFixed(6) : ''
    filled.lon = point ? point.lon.toFixed(6) : ''
    for (const name of ['lat', 'lon'] as const) {
      box(name).value = filled[name]
    }
    box('lat').dispatchEvent(new Event('input', { bubbles: true }))
  }

  // No province yet: nothing to find.
  if (known.size === 0) return
  field.hidden = false
  input.addEventListener('input', () => {
    clearTimeout(timer)
    said.textContent = ''
    timer = window.setTimeout(() => void ask(), pause)
  })
  // In this box Enter looks for a place; it never sends the report.
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (list.hidden) void ask()
  })
  input.addEventListener('blur', () => {
    stop()
    close()
  })
}
