import { chosenSubject, factsOf } from './subjects.ts'
import { element, text } from './texts.ts'

/**
 * Large tiles for those who would rather tap than search: first the groups, then the subjects of
 * one. The list behind the search box holds what is chosen; the tiles follow it.
 */
export function subjectTiles(field: HTMLElement): void {
  const form = field.closest('form')!
  const select = chosenSubject(form)
  const groups = field.querySelector<HTMLElement>('[data-tile-groups]')!
  const urgent = form.querySelector<HTMLElement>('[data-urgent]')!
  const tiles = [...groups.querySelectorAll<HTMLButtonElement>('[data-group]')]
  let opened: HTMLElement | null = null

  function open(tile: HTMLButtonElement): void {
    const name = tile.dataset.group!
    const group = [...select.querySelectorAll('optgroup')].find(({ label }) => label === name)
    const panel = element('div', 'tile-panel')
    const title = element('h3', '', name)
    title.tabIndex = -1
    const list = element('div', 'subjects')
    list.setAttribute('role', 'radiogroup')
    list.setAttribute('aria-label', name)
    for (const option of group?.querySelectorAll('option') ?? []) {
      const label = element('label', 'choice')
      const radio = element('input')
      radio.type = 'radio'
      radio.name = 'tile'
      radio.value = option.value
      // Of no form: the list sends the subject, and the draft keeps it.
      radio.setAttribute('form', 'none')
      radio.addEventListener('change', () => {
        select.value = radio.value
        select.dispatchEvent(new Event('change', { bubbles: true }))
      })
      label.append(radio, element('span', '', option.text))
      list.append(label)
    }
    const back = element('button', 'button button-quiet', text('otherGroups'))
    back.type = 'button'
    back.addEventListener('click', () => {
      close()
      tile.focus()
    })
    panel.append(title, list, back)
    groups.hidden = true
    groups.after(panel)
    opened = panel
    follow()
    title.focus()
  }
  function close(): void {
    opened?.remove()
    opened = null
    groups.hidden = false
  }
  function follow(): void {
    const group = select.selectedOptions[0]?.closest('optgroup')?.label
    for (const tile of tiles) tile.classList.toggle('tile-chosen', tile.dataset.group === group)
    for (const radio of opened?.querySelectorAll('input') ?? []) {
      radio.checked = radio.value === select.value
    }
    const { urgent: isUrgent = false } = factsOf(form)
    urgent.hidden = !isUrgent
  }

  for (const tile of tiles) tile.addEventListener('click', () => open(tile))
  select.addEventListener('change', follow)
  field.hidden = false
  follow()
}
