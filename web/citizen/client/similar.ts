import { element } from './texts.ts'

const timeout = 5_000
/** The steps in which it is shown: the one after the place, or else the last. */
const places = ['chi-tiet', 'kiem-tra']

/**
 * Shows open reports at the place of this one, which may be about the same matter: the server's own
 * list, asked for as soon as subject and point are known, so that it stands there when the next step
 * is opened. It comes once and is in nobody's way; when it cannot be had there is none.
 */
export function similar(slot: HTMLElement): void {
  const form = slot.closest('form')!
  const valueOf = (name: string) =>
    form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? ''
  let asked = ''
  let stop = new AbortController()
  /** What was found and waits for a step to be shown in; the numbers of what was shown. */
  let found: HTMLElement | null = null
  let shown = ''
  let step: HTMLElement | null = null

  // The server need not show it: it would only ask again whoever has decided.
  if (!form.querySelector('input[name="near"]')) {
    const told = element('input')
    told.type = 'hidden'
    told.name = 'near'
    told.value = '1'
    form.append(told)
  }

  async function ask(): Promise<void> {
    const [subject, lat, lon] = ['subject', 'lat', 'lon'].map(valueOf)
    const query = subject && lat && lon ? `${new URLSearchParams({ subject, lat, lon })}` : ''
    if (query === asked) return
    asked = query
    stop.abort()
    found = null
    slot.replaceChildren()
    if (query === '') return
    stop = new AbortController()
    const { signal } = stop
    try {
      const response = await fetch(`/gui-phan-anh/cung-viec?${query}`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      })
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      if (signal.aborted) return
      found = page.querySelector('[data-similar-found]')
      show(true)
    } catch {
      // Asked again with the next step; what cannot be had holds nobody up.
      if (!signal.aborted) asked = ''
    }
  }

  /** `late`: it comes into a step that is open already, where nobody who writes is pushed aside. */
  function show(late: boolean): void {
    if (!found || !step || !places.includes(step.id)) return
    if (late && step.id === places[0] && valueOf('description') !== '') return
    const { similarFound = '' } = found.dataset
    if (similarFound !== shown) {
      step.querySelector('legend')!.after(slot)
      slot.replaceChildren(found)
      shown = similarFound
    }
    found = null
  }

  form.addEventListener('step', (event) => {
    step = event.target as HTMLElement
    void ask()
    show(false)
  })
  form.addEventListener('input', () => void ask())
  form.addEventListener('change', () => void ask())
  slot.addEventListener('click', (event) => {
    const isStill = (event.target as Element).closest('[data-similar-still]') !== null
    // On the last step it sends the report, as it says.
    if (!isStill || step?.id === places[1]) return
    event.preventDefault()
    slot.replaceChildren()
    form.querySelector<HTMLElement>('#description')?.focus()
  })
}
