import type { AskedQuestion } from '../parts/client-data.tsx'
import { chosenSubject, factsOf } from './subjects.ts'
import { element } from './texts.ts'

/**
 * Asks what the chosen subject asks, in the boxes that `parts/questions.tsx` makes. What was
 * answered for a subject comes back when it is chosen again.
 */
export function questions(field: HTMLElement): void {
  const form = field.closest('form')!
  const subject = chosenSubject(form)
  const made = new Map<string, Node[]>([[field.dataset.for!, [...field.childNodes]]])

  form.querySelector('[data-ask]')?.remove()
  subject.addEventListener('change', () => {
    const code = subject.value
    if (!made.has(code))
      made.set(
        code,
        (factsOf(form).questions ?? []).map((one) => ask(code, one)),
      )
    field.replaceChildren(...made.get(code)!)
  })
}

function ask(subject: string, { code, text, many, options }: AskedQuestion): HTMLElement {
  const name = `answer.${subject}.${code}`
  if (!options) {
    const label = element('label', '', text)
    label.htmlFor = code
    const box = element('input')
    Object.assign(box, { id: code, name, type: 'text', autocomplete: 'off' })
    const field = element('div', 'field')
    field.dataset.question = text
    field.append(label, box)
    return field
  }
  const group = element('fieldset', 'question')
  group.id = code
  group.dataset.question = text
  const list = element('div', 'options')
  for (const [option, words] of options) {
    const box = element('input')
    box.type = many ? 'checkbox' : 'radio'
    box.name = many ? `${name}.${option}` : name
    box.value = many ? 'yes' : option
    const label = element('label', 'choice')
    label.append(box, element('span', '', words))
    list.append(label)
  }
  group.append(element('legend', '', text), list)
  return group
}
