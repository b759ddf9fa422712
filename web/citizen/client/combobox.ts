import { element, text } from './texts.ts'

/** Letters without marks and case, so that `den duong` finds `Đèn đường`. */
function fold(words: string): string {
  return words
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}

type Choice = { value: string; name: string; group: string; folded: string }

function choicesOf(select: HTMLSelectElement): Choice[] {
  return [...select.options].flatMap((option) => {
    if (option.value === '') return []
    const parent = option.parentElement
    const group = parent instanceof HTMLOptGroupElement ? parent.label : ''
    const name = option.text.trim()
    return [{ value: option.value, name, group, folded: fold(`${name} ${group}`) }]
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
  input.autocomplete = 'off'
  input.spellcheck = false
  input.placeholder = select.options[0]?.text ?? ''
  const list = element('div', 'listbox')
  list.id = `${id}-list`
  list.hidden = true
  const attributes = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)
  for (const name of ['aria-describedby', 'aria-invalid']) {
    const value = select.getAttribute(name)
    if (value) input.setAttribute(name, value)
  }
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', text('choices'))
  const hint = document.getElementById(`${id}-hint`)
  if (hint && select.dataset.search) hint.textContent = select.dataset.search
  const spoken = element('p', 'sr')
  spoken.setAttribute('role', 'status')

  const box = element('div', 'combobox')
  select.before(box)
  box.append(input, list, spoken)
  // The label and the error summary's link now lead to the box that can be seen.
  select.id = `${id}-select`
  select.hidden = true
  input.id = id

  const options = () => [...list.querySelectorAll<HTMLElement>('[role="option"]')]
  let active = -1

  function showChosen(): void {
    input.value = choices.find(({ value }) => value === select.value)?.name ?? ''
  }
  function draw(query: string): void {
    const words = fold(query).split(/\s+/).filter(Boolean)
    const found = choices.filter(({ folded }) => words.every((word) => folded.includes(word)))
    list.replaceChildren()
    let group: HTMLElement = list
    let groupName = ''
    for (const choice of found) {
      if (choice.group !== groupName) {
        groupName = choice.group
        group = element('div')
        group.setAttribute('role', 'group')
        group.setAttribute('aria-label', groupName)
        const heading = element('div', 'listbox-group', groupName)
        heading.setAttribute('aria-hidden', 'true')
        group.append(heading)
        list.append(group)
      }
      const option = element('div', '', choice.name)
      option.id = `${id}-${choice.value}`
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', String(choice.value === select.value))
      option.dataset.value = choice.value
      group.append(option)
    }
    if (found.length === 0) {
      const none = element('div', 'none', text('noMatches'))
      none.setAttribute('role', 'option')
      none.setAttribute('aria-disabled', 'true')
      list.append(none)
    }
    spoken.textContent =
      found.length === 0 ? text('noMatches') : text('matches', { count: found.length })
    // What was typed for stands ready: Enter takes it.
    activate(words.length > 0 ? 0 : -1)
  }
  function activate(index: number): void {
    const all = options().filter((option) => option.dataset.value)
    all[active]?.classList.remove('active')
    active = all.length === 0 ? -1 : Math.max(-1, Math.min(index, all.length - 1))
    const option = all[active]
    if (option) {
      option.classList.add('active')
      option.scrollIntoView({ block: 'nearest' })
      input.setAttribute('aria-activedescendant', option.id)
    } else {
      input.removeAttribute('aria-activedescendant')
    }
  }
  function open(query: string): void {
    draw(query)
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }
  function close(): void {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
    spoken.textContent = ''
    active = -1
  }
  function choose(value: string): void {
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
    close()
  }

  select.addEventListener('change', showChosen)
  input.addEventListener('click', () => {
    if (list.hidden) open('')
    input.select()
  })
  input.addEventListener('input', () => open(input.value))
  input.addEventListener('keydown', (event) => {
    const isOpen = !list.hidden
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (isOpen) activate(active + (event.key === 'ArrowDown' ? 1 : -1))
      else open('')
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault()
      const all = options().filter((option) => option.dataset.value)
      const picked = all[active]
      if (picked) choose(picked.dataset.value!)
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      close()
      showChosen()
    }
  })
  // Before the box loses the focus, or the click would find the list closed.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = (event.target as HTMLElement).closest<HTMLElement>('[data-value]')
    if (option) choose(option.dataset.value!)
  })
  input.addEventListener('blur', () => {
    close()
    if (input.value.trim() === '') {
      if (select.value !== '') choose('')
      return
    }
    const exact = choices.find(({ name }) => fold(name) === fold(input.value.trim()))
    if (exact && exact.value !== select.value) choose(exact.value)
    showChosen()
  })
  showChosen()
}
