import { foldText } from '../../../contract/fold.ts'
import { listbox } from './listbox.ts'
import type { Choice } from './listbox.ts'
import { element, text } from './texts.ts'

function choicesOf(select: HTMLSelectElement): (Choice & { folded: string })[] {
  return [...select.options].flatMap((option) => {
    if (option.value === '') return []
    const parent = option.parentElement
    const group = parent instanceof HTMLOptGroupElement ? parent.label : ''
    const name = option.text.trim()
    return [{ value: option.value, name, group, folded: foldText(`${name} ${group}`) }]
  })
}

/**
 * Puts a searchable box in place of a select (the ARIA combobox with a list). The select stays,
 * hidden, as the one that holds and sends the value; a `change` on it from elsewhere is followed.
 */
export function searchable(select: HTMLSelectElement): void {
  const choices = choicesOf(select)
  const id = select.id
  const input = element('input')
  input.type = 'text'
  input.placeholder = select.options[0]?.text ?? ''
  for (const name of ['aria-describedby', 'aria-invalid']) {
    const value = select.getAttribute(name)
    if (value) input.setAttribute(name, value)
  }
  const { list, spoken, show, close, opened } = listbox(input, id, {
    choose,
    arrow: () => open(''),
    escape: showChosen,
  })
  const hint = document.getElementById(`${id}-hint`)
  if (hint && select.dataset.search) hint.textContent = select.dataset.search

  const box = element('div', 'combobox')
  select.before(box)
  box.append(input, list, spoken)
  // The label and the error summary's link now lead to the box that can be seen.
  select.id = `${id}-select`
  select.hidden = true
  input.id = id

  function showChosen(): void {
    input.value = choices.find(({ value }) => value === select.value)?.name ?? ''
  }
  function open(query: string): void {
    const words = foldText(query).split(' ').filter(Boolean)
    const found = choices.filter(({ folded }) => words.every((word) => folded.includes(word)))
    show(found, { none: text('noMatches'), chosen: select.value, first: words.length > 0 })
  }
  function choose(value: string): void {
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
    close()
  }

  select.addEventListener('change', showChosen)
  input.addEventListener('click', () => {
    if (!opened()) open('')
    input.select()
  })
  input.addEventListener('input', () => open(input.value))
  input.addEventListener('blur', () => {
    close()
    if (input.value.trim() === '') {
      if (select.value !== '') choose('')
      return
    }
    const exact = choices.find(({ name }) => foldText(name) === foldText(input.value))
    if (exact && exact.value !== select.value) choose(exact.value)
    showChosen()
  })
  showChosen()
}
