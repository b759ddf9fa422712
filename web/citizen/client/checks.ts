import { phonePattern, plainPhone } from '../../../contract/phone.ts'
import { factsOf } from './subjects.ts'
import { element, text } from './texts.ts'

/** The longest answer to a question; see `contract/report-answers.ts`. */
const maxAnswer = 500

/** What is wrong with a box, by the name it is sent under, in words. */
export type Fault = { box: string; words: string }

/**
 * What is wrong in one step, so that nobody learns of it only at the end. The server has the last
 * word: it checks the same and more.
 */
export function faultsOf(form: HTMLFormElement, step: Element): Fault[] {
  const value = (name: string) =>
    step.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim()
  const faults: Fault[] = []
  const fault = (box: string, key: string) => faults.push({ box, words: text(`fault_${key}`) })

  for (const name of ['subject', 'commune', 'description']) {
    if (value(name) === '') fault(name, name)
  }
  if ((value('description')?.length ?? 0) > 4000) fault('description', 'too_long')
  for (const box of step.querySelectorAll<HTMLInputElement>('[data-question] input[type="text"]')) {
    if (box.value.trim().length > maxAnswer) fault(box.id, 'too_long')
  }
  const [phone, email] = [value('phone'), value('email')]
  if (phone && !phonePattern.test(plainPhone(phone))) fault('phone', 'invalid_phone')
  if (email && boxOf(form, 'email')?.validity.typeMismatch) fault('email', 'invalid_email')
  if (phone === '' && email === '' && factsOf(form).contact) fault('phone', 'contact_needed')
  return faults
}

/** The box people see for a name: a select that can be searched is hidden behind one. */
export const boxOf = (form: HTMLFormElement, name: string) =>
  form.querySelector<HTMLInputElement>(`[id="${CSS.escape(name)}"]`)

/** Says what is wrong at the boxes and in a list at the top, which takes the focus. */
export function tellFaults(form: HTMLFormElement, faults: Fault[]): void {
  clearFaults(form)
  const summary = element('div', 'summary')
  summary.setAttribute('role', 'alert')
  summary.setAttribute('aria-labelledby', 'summary-title')
  summary.tabIndex = -1
  summary.dataset.summary = 'step'
  const title = element('h2', '', text('summary'))
  title.id = 'summary-title'
  const list = element('ul')
  for (const { box, words } of faults) {
    const link = element('a', '', words)
    link.href = `#${box}`
    const item = element('li')
    item.append(link)
    list.append(item)
    tellAt(form, box, words)
  }
  summary.append(title, list)
  form.parentElement!.prepend(summary)
  summary.focus()
}

function tellAt(form: HTMLFormElement, name: string, words: string): void {
  const box = boxOf(form, name)
  const field = box?.closest('.field')
  if (!box || !field) return
  field.classList.add('field-wrong')
  const said = element('p', 'wrong')
  said.id = `${name}-error`
  said.append(element('span', 'sr', `${text('prefix')} `), words)
  field.querySelector('label')!.after(said)
  box.setAttribute('aria-invalid', 'true')
  const described = box.getAttribute('aria-describedby')
  box.setAttribute('aria-describedby', [described, said.id].filter(Boolean).join(' '))
}

/** Takes away what was said, by this or by the server. */
export function clearFaults(form: HTMLFormElement): void {
  form.parentElement!.querySelector('[data-summary]')?.remove()
  for (const field of form.querySelectorAll('.field-wrong')) {
    field.classList.remove('field-wrong')
    for (const said of field.querySelectorAll('.wrong[id$="-error"]')) said.remove()
    for (const box of field.querySelectorAll('[aria-invalid]')) {
      box.removeAttribute('aria-invalid')
      const described = (box.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .filter((id) => id && !id.endsWith('-error'))
      if (described.length > 0) box.setAttribute('aria-describedby', described.join(' '))
      else box.removeAttribute('aria-describedby')
    }
  }
}
