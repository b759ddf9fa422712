import '../styles/index.css'
import '../../ui/mark.svg?url'
import '../../ui/share.png?url'
import '../../ui/icon-192.png?url'
import '../../ui/icon-512.png?url'
import '../../ui/icon-maskable.png?url'
import { searchable } from './combobox.ts'
import { counted } from './count.ts'
import { mapped } from './map-field.ts'
import { outbox } from './outbox.ts'
import { outboxList } from './outbox-list.ts'
import { pictureField } from './picture-field.ts'
import { placeSearch } from './place-search.ts'
import { questions } from './questions.ts'
import { reportForm } from './report-form.ts'
import { signs } from './signs.ts'
import { similar } from './similar.ts'
import { steps } from './steps.ts'
import { subjectTiles } from './subject-tiles.ts'
import { filterForm, reportMap } from './report-map.ts'

/** Adds to a part of the page what it can do only with a script; everything works without. */
function enhance(root: ParentNode): void {
  for (const select of root.querySelectorAll<HTMLSelectElement>('select[data-search]')) {
    searchable(select)
  }
  for (const area of root.querySelectorAll<HTMLTextAreaElement>('textarea[data-count]')) {
    counted(area)
  }
  for (const field of root.querySelectorAll<HTMLElement>('[data-map]')) mapped(field)
  for (const field of root.querySelectorAll<HTMLElement>('[data-place-search]')) placeSearch(field)
  for (const field of root.querySelectorAll<HTMLElement>('[data-pictures]')) pictureField(field)
  for (const field of root.querySelectorAll<HTMLElement>('[data-tiles]')) subjectTiles(field)
  for (const field of root.querySelectorAll<HTMLElement>('[data-questions]')) questions(field)
  for (const field of root.querySelectorAll<HTMLElement>('[data-signs]')) signs(field)
  for (const slot of root.querySelectorAll<HTMLElement>('[data-similar]')) similar(slot)
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-report]')) {
    // Before the form itself: until the last step, sending only leads on.
    steps(form)
    reportForm(form, enhance)
  }
  for (const part of root.querySelectorAll<HTMLElement>('[data-report-map]')) reportMap(part)
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-report-filter]')) {
    filterForm(form)
  }
  if (outbox.can()) {
    for (const part of root.querySelectorAll<HTMLElement>('[data-outbox]')) outboxList(part)
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-reload]')) {
    button.hidden = false
    button.addEventListener('click', () => location.reload())
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-copy]')) copying(button)
  root.querySelector<HTMLElement>('[data-summary]')?.focus()
}

function copying(button: HTMLButtonElement): void {
  // Only where the page may write to the clipboard: over HTTPS or on this machine.
  if (!navigator.clipboard) return
  const words = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy!)
    button.textContent = button.dataset.copied!
    setTimeout(() => (button.textContent = words), 3000)
  })
}

/** After all that people wait for: what has waited goes out, and the next visit needs no network. */
function atRest(): void {
  if (outbox.can()) outbox.start()
  const { lang } = document.documentElement
  navigator.serviceWorker?.register(`/sw.js?lang=${lang}`).catch(() => {
    // Refused by the browser: the site works without.
  })
}

enhance(document)
if (document.readyState === 'complete') atRest()
else addEventListener('load', atRest)
