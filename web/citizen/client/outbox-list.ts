import { inGroups } from '../../../contract/codes.ts'
import type { Entry, Opened } from '../../ui/outbox.ts'
import { sayWhen } from '../format.ts'
import { hasDraft, writeDraft } from './draft.ts'
import { keptPictures } from './kept-pictures.ts'
import type { AboutReport } from './outbox.ts'
import { handedOver, inHand, outbox } from './outbox.ts'
import { element } from './texts.ts'

/** A code that nobody has put away is kept for so long. */
const answerMs = 7 * 24 * 3600 * 1000
type Receipt = { code: string; dueAt: string }

/** Shows what waits on this device, and the codes of what was sent from it while nobody looked. */
export function outboxList(section: HTMLElement): void {
  const list = section.querySelector<HTMLUListElement>('[data-outbox-list]')!
  const texts = JSON.parse(section.querySelector('script')!.textContent) as Record<string, string>
  const text = (key: string, name = '', value = '') =>
    (texts[key] ?? '').replace(`{{${name}}}`, () => value)
  let drawn = ''
  let turn = 0

  async function draw(): Promise<void> {
    const mine = ++turn
    const entries = (await outbox.list()).filter(
      ({ kind, key }) => kind === 'report' && !inHand.has(key),
    )
    const found = await Promise.all(entries.map(({ key }) => outbox.open(key)))
    // Asked again since: the later answer counts.
    if (mine !== turn) return
    const shown = found.filter((one) => one !== null)
    const state = JSON.stringify(shown.map(({ entry }) => entry)) + navigator.onLine
    if (state === drawn) return
    drawn = state
    const used = document.activeElement
    const held = list.contains(used) ? (used as HTMLElement).dataset.use : undefined
    list.replaceChildren(...shown.map(itemOf))
    section.hidden = shown.length === 0
    const isSent = shown.length > 0 && shown.every(({ entry }) => entry.state === 'done')
    section.querySelector('h2')!.textContent = text(isSent ? 'sentTitle' : 'title')
    section.classList.toggle('outbox-sent', isSent)
    // Whoever stood on a button of the list stands there again, or on its heading.
    if (held === undefined) return
    const again = list.querySelector<HTMLElement>(`[data-use="${CSS.escape(held)}"]`)
    ;(again ?? section.querySelector('h2'))?.focus()
  }

  function itemOf(opened: Opened): HTMLLIElement {
    const { entry } = opened
    const { title } = opened.about as AboutReport
    const item = element('li')
    const words = element('p', '', stateText(entry))
    // Said aloud as it changes; the list itself would read out every button.
    words.role = 'status'
    item.append(element('strong', '', title || text('untitled')), words)
    const receipt = entry.state === 'done' ? receiptIn(opened.answer) : null
    if (receipt) item.append(...receiptParts(receipt))
    item.append(waysOf(entry, receipt))
    return item
  }
  function stateText({ state, code }: Entry): string {
    if (state === 'done' || state === 'sending') return text(state)
    if (state === 'refused') return text(code === 'too_late' ? 'tooLate' : 'refused')
    return text(navigator.onLine ? 'waitingNow' : 'waiting')
  }
  function receiptParts({ code, dueAt }: Receipt): HTMLElement[] {
    const language = document.documentElement.lang === 'en' ? 'en' : 'vi'
    const when = sayWhen(dueAt, new Date().toISOString(), language)
    return [
      element('p', 'outbox-code', inGroups(code)),
      element('p', '', text('due', 'when', when)),
    ]
  }
  function waysOf({ key, state }: Entry, receipt: Receipt | null): HTMLElement {
    const ways = element('div', 'outbox-ways')
    const way = (name: string, className: string, act: () => Promise<unknown>) => {
      const button = element('button', `button ${className}`, text(name))
      button.type = 'button'
      button.dataset.use = `${name} ${key}`
      button.addEventListener('click', () => void act().then(draw))
      ways.append(button)
    }
    if (state === 'done') {
      if (receipt) ways.append(followForm(receipt))
      way('seen', 'button-quiet', () => outbox.take(key))
      return ways
    }
    // On its way it can neither be changed nor held back.
    if (state === 'sending') return ways
    if (state === 'waiting' && navigator.onLine)
      way('send', '', () => outbox.again(key).then(() => outbox.send()))
    way('edit', 'button-quiet', () => edit(key))
    way('drop', 'button-quiet', async () => confirm(text('dropAsk')) && outbox.take(key))
    return ways
  }
  /** By a form, as on the confirmation: a code is nothing for an address. */
  function followForm({ code }: Receipt): HTMLFormElement {
    const form = element('form')
    form.method = 'post'
    form.action = '/tra-cuu'
    const box = element('input')
    box.type = 'hidden'
    box.name = 'code'
    box.value = code
    const button = element('button', 'button', text('follow'))
    form.append(box, button)
    return form
  }
  /** Back into the form, as the draft. */
  async function edit(key: string): Promise<void> {
    if (hasDraft() && !confirm(text('editAsk'))) return
    const taken = await outbox.take(key)
    if (!taken) return
    await reopen(taken)
    if (location.pathname === '/gui-phan-anh') location.reload()
    else location.assign('/gui-phan-anh')
  }

  outbox.watch(() => void draw())
  for (const change of ['online', 'offline', handedOver])
    addEventListener(change, () => void draw())
  void draw().then(dropOld)
}

/** A report that was taken out becomes the draft of this device again, with its pictures. */
export async function reopen({ about, files = [] }: Opened): Promise<void> {
  await keptPictures.clear()
  for (const [index, { name, body, id, whole }] of files.entries()) {
    await keptPictures.keep({ key: name, body, id, whole, gps: null, at: Date.now() + index })
  }
  await writeDraft((about as AboutReport).values)
}

function receiptIn(answer: string | null): Receipt | null {
  try {
    const receipt = JSON.parse(answer ?? '') as Partial<Receipt>
    return receipt.code && receipt.dueAt ? (receipt as Receipt) : null
  } catch {
    return null
  }
}

async function dropOld(): Promise<void> {
  for (const { key, state, at } of await outbox.list()) {
    if (state === 'done' && Date.now() - at > answerMs) await outbox.take(key)
  }
}
