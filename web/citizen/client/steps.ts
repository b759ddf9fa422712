import { checkAnswers } from './check-answers.ts'
import { boxOf, clearFaults, faultsOf, tellFaults } from './checks.ts'
import { factsOf } from './subjects.ts'
import { element, text } from './texts.ts'

const last = 'kiem-tra'

/**
 * Turns the sections of the report form into steps, one on the screen at a time. Each has its
 * address (`#o-dau`), so Back and Forward go through them without asking the server; what is wrong
 * in a step is said before it is left. The step is a box of the form, so the draft keeps it too.
 */
export function steps(form: HTMLFormElement): void {
  const all = [...form.querySelectorAll<HTMLFieldSetElement>('[data-step]')]
  const first = all[0]!
  const pageTitle = document.title
  const kept = element('input')
  kept.type = 'hidden'
  kept.name = 'step'
  form.append(kept)
  let current: HTMLFieldSetElement | null = null
  /** Came from the last step to change one thing: goes back there. */
  let changing = false

  const named = (id: string) => all.find((step) => step.id === id)
  const after = (step: HTMLFieldSetElement) => all[all.indexOf(step) + 1]!

  function show(step: HTMLFieldSetElement): void {
    current = step
    for (const other of all) other.hidden = other !== step
    for (const part of document.querySelectorAll<HTMLElement>('[data-first]')) {
      part.hidden = step !== first
    }
    kept.value = step === first ? '' : step.id
    tellContact()
    if (step.id === last) {
      changing = false
      checkAnswers(form)
    }
    for (const next of form.querySelectorAll('[data-next]')) {
      next.textContent = text(changing ? 'toCheck' : 'next')
    }
    step.dispatchEvent(new CustomEvent('step', { bubbles: true }))
    const title = step.querySelector('[data-step-title]')!.textContent.trim()
    document.title = `${title} – ${pageTitle}`
  }
  function tellContact(): void {
    const { contact = false } = factsOf(form)
    const part = (name: string) => form.querySelector<HTMLElement>(`[data-contact-${name}]`)
    part('plain')?.remove()
    part('optional')?.toggleAttribute('hidden', contact)
    part('needed')?.toggleAttribute('hidden', !contact)
  }
  function turnTo(step: HTMLFieldSetElement): void {
    clearFaults(form)
    // That the draft came back is known by now; what waits to be sent is not over.
    const notice = form.querySelector('[data-notice]')!
    if (notice.querySelector('button')) notice.replaceChildren()
    show(step)
    scrollTo(0, 0)
    step.querySelector<HTMLElement>('[data-step-title]')!.focus({ preventScroll: true })
  }
  /** The address follows, and with it what Back leads to. */
  function go(step: HTMLFieldSetElement): void {
    if (location.hash === `#${step.id}`) turnTo(step)
    else location.hash = step.id
  }
  function next(): void {
    const faults = faultsOf(form, current!)
    if (faults.length > 0) return tellFaults(form, faults)
    go(changing ? named(last)! : after(current!))
  }
  /** The first step before this one that something is missing in. */
  function held(step: HTMLFieldSetElement): HTMLFieldSetElement | undefined {
    return all.slice(0, all.indexOf(step)).find((one) => faultsOf(form, one).length > 0)
  }
  /** Shows the step of the address, or the one that has to be done before it. */
  function arrive(): void {
    const wanted = location.hash === '' ? first : named(location.hash.slice(1))
    if (!wanted || wanted === current) return
    const before = held(wanted)
    if (!before) return turnTo(wanted)
    history.replaceState(null, '', `#${before.id}`)
    turnTo(before)
    tellFaults(form, faultsOf(form, before))
  }
  /** A wrong box, from the list at the top: in whatever step it is. */
  function openBox(name: string): void {
    const box = boxOf(form, name)
    const step = box?.closest<HTMLFieldSetElement>('[data-step]')
    if (!box || !step) return
    if (step !== current) {
      history.pushState(null, '', `#${step.id}`)
      show(step)
    }
    box.focus()
    box.closest('.field')?.scrollIntoView({ block: 'center' })
  }

  addEventListener('hashchange', () => form.isConnected && arrive())
  // Before the form's own sending: Enter in a box leads to the next step.
  form.addEventListener(
    'submit',
    (event) => {
      if (current!.id === last) return
      event.preventDefault()
      event.stopImmediatePropagation()
      next()
    },
    { capture: true },
  )
  for (const button of form.querySelectorAll('[data-next]')) button.addEventListener('click', next)
  form.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-change]')) changing = true
  })
  form.parentElement!.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('[data-summary] a')
    if (!link) return
    event.preventDefault()
    openBox(link.hash.slice(1))
  })
  // What has been put right is not called wrong any longer.
  form.addEventListener('change', () => {
    const isOurs = form.parentElement!.querySelector('[data-summary="step"]') !== null
    if (isOurs && faultsOf(form, current!).length === 0) clearFaults(form)
  })
  // A draft came back, with the step it was left at.
  kept.addEventListener('input', () => {
    const step = named(kept.value)
    if (!step || held(step)) return
    history.replaceState(null, '', `#${step.id}`)
    show(step)
  })

  // The pictures of a draft come back after its words.
  new MutationObserver(() => current?.id === last && checkAnswers(form)).observe(
    form.querySelector('[data-picture-list]')!,
    { childList: true },
  )
  for (const part of form.querySelectorAll<HTMLElement>('[data-step-count], [data-step-ways]')) {
    part.hidden = false
  }
  // Whoever began to type before the script was there stays where they are.
  const used = document.activeElement?.closest<HTMLFieldSetElement>('[data-step]')
  const wrong = form.querySelector('.field-wrong')?.closest<HTMLFieldSetElement>('[data-step]')
  const refused = 'fresh' in form.dataset ? undefined : named(last)
  const start = wrong ?? refused ?? (used && form.contains(used) ? used : undefined)
  const asked = named(location.hash.slice(1))
  const begin = start ?? (asked && !held(asked) ? asked : first)
  if (begin !== first || location.hash !== '') history.replaceState(null, '', `#${begin.id}`)
  show(begin)
}
