import { element, text } from './texts.ts'

/** One line to choose. Lines with the same group stand below its name. */
export type Choice = { value: string; name: string; group: string }

/**
 * The list below a box (the ARIA combobox): drawn from choices, walked with the arrows, chosen with
 * Enter or a tap, closed with Escape. What is found is also said aloud. `arrow` opens a closed
 * list, `escape` is told when it was closed without a choice.
 */
export function listbox(
  input: HTMLInputElement,
  id: string,
  on: { choose(value: string): void; arrow(): void; escape(): void },
) {
  const list = element('div', 'listbox')
  list.id = `${id}-list`
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', text('choices'))
  const spoken = element('p', 'sr')
  spoken.setAttribute('role', 'status')
  input.autocomplete = 'off'
  input.spellcheck = false
  const attributes = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)

  const options = () => [...list.querySelectorAll<HTMLElement>('[data-value]')]
  let active = -1

  function draw(choices: Choice[], chosen: string): void {
    list.replaceChildren()
    let group: HTMLElement = list
    let groupName = ''
    for (const choice of choices) {
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
      option.setAttribute('aria-selected', String(choice.value === chosen))
      option.dataset.value = choice.value
      group.append(option)
    }
  }
  function activate(index: number): void {
    const all = options()
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
  /**
   * Opens the list with choices, or with `none` in words. With `first` the first one stands ready:
   * Enter takes it.
   */
  function show(
    choices: Choice[],
    {
      none,
      chosen = '',
      first,
      say,
    }: { none: string; chosen?: string; first: boolean; say?: string },
  ): void {
    draw(choices, chosen)
    if (choices.length === 0) {
      const line = element('div', 'none', none)
      line.setAttribute('role', 'option')
      line.setAttribute('aria-disabled', 'true')
      list.append(line)
    }
    spoken.textContent =
      choices.length === 0 ? none : (say ?? text('matches', { count: choices.length }))
    activate(first ? 0 : -1)
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
  const opened = () => !list.hidden

  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (opened()) activate(active + (event.key === 'ArrowDown' ? 1 : -1))
      else on.arrow()
    } else if (event.key === 'Enter' && opened()) {
      event.preventDefault()
      const picked = options()[active]
      if (picked) on.choose(picked.dataset.value!)
    } else if (event.key === 'Escape' && opened()) {
      event.preventDefault()
      close()
      on.escape()
    }
  })
  // Before the box loses the focus, or the click would find the list closed.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = (event.target as HTMLElement).closest<HTMLElement>('[data-value]')
    if (option) on.choose(option.dataset.value!)
  })
  return { list, spoken, show, close, opened }
}
