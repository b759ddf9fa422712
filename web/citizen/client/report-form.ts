import { newKey } from '../../ui/outbox.ts'
import { clearDraft, readDraft, saveDraft, valuesOf } from './draft.ts'
import { keptPictures } from './kept-pictures.ts'
import type { AboutReport } from './outbox.ts'
import { inHand, letGo, outbox } from './outbox.ts'
import { reopen } from './outbox-list.ts'
import { picturesIn, picturesRestored, picturesSent } from './picture-field.ts'
import { chosenSubject } from './subjects.ts'
import { element, text } from './texts.ts'

/**
 * The report form with a script: a draft on this device, and sending through the outbox. The key in
 * the form stays the same until the centre has accepted, so however often it is sent on a bad network
 * there is one report. Nothing is sent that the person has not sent.
 */
export function reportForm(form: HTMLFormElement, enhance: (root: ParentNode) => void): void {
  const notice = form.querySelector<HTMLElement>('[data-notice]')!
  const button = form.querySelector<HTMLButtonElement>('button[data-sending]')!
  const words = button.textContent
  let sending = false
  let attempted = !('fresh' in form.dataset)

  if ('fresh' in form.dataset) {
    // A page that was kept for when there is no network comes with the same key each time.
    box('key').value = newKey()
    void readDraft(form, waits)
      .then(async (found) => found || (await picturesRestored(form)) > 0)
      .then((found) => found && offerToDrop())
  }

  let timer = 0
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => saveDraft(form, attempted), 300)
  })
  form.addEventListener('change', () => saveDraft(form, attempted))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!sending) void send()
  })

  function box(name: string): HTMLInputElement {
    return form.elements.namedItem(name) as HTMLInputElement
  }
  function offerToDrop(): void {
    const drop = element('button', 'button button-quiet', text('dropDraft'))
    drop.type = 'button'
    drop.addEventListener('click', () => {
      void Promise.all([clearDraft(), keptPictures.clear()]).finally(() => location.reload())
    })
    notice.replaceChildren(element('p', '', text('draft')), drop)
  }
  function busy(on: boolean): void {
    sending = on
    button.setAttribute('aria-disabled', String(on))
    button.textContent = on ? button.dataset.sending! : words
  }
  function tell(): void {
    notice.replaceChildren(element('p', '', text('unreachable')))
    notice.scrollIntoView({ block: 'center' })
  }

  async function send(): Promise<void> {
    clearTimeout(timer)
    attempted = true
    saveDraft(form, true)
    busy(true)
    const complete = await picturesSent(form, () => {
      button.textContent = text('pictureWaiting')
    })
    button.textContent = button.dataset.sending!
    const key = box('key').value
    inHand.add(key)
    try {
      if (!(await kept(key))) {
        // Nothing can be kept on this device: the browser sends the form as it is.
        if (complete) form.submit()
        else tell()
        return
      }
      await clearDraft()
      await keptPictures.clear()
      // A picture that does not get through would hold up the page once more.
      const sent = outbox.send()
      if (complete) await sent
      await goOn(key)
    } finally {
      busy(false)
      letGo(key)
    }
  }

  /** Puts the report into the outbox; whether it is there now. */
  async function kept(key: string): Promise<boolean> {
    if (!outbox.can()) return false
    const { body, files } = await picturesIn(form, new FormData(form))
    // Another window has sent the same draft.
    if (await waits(key)) return true
    const title = chosenSubject(form).selectedOptions[0]?.label ?? ''
    const about: AboutReport = { title, values: valuesOf(form) }
    return outbox
      .keep({
        key,
        kind: 'report',
        address: '/gui-phan-anh',
        method: 'POST',
        // Accepted comes as JSON, what is to be corrected as a page.
        headers: {
          accept: 'application/json, text/html',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: body.toString(),
        files,
        about,
        keepAnswer: true,
      })
      .then(
        () => true,
        () => false,
      )
  }

  /** Where the person goes from here: the confirmation, a correction, or the list of what waits. */
  async function goOn(key: string): Promise<void> {
    const opened = await outbox.open(key)
    const state = opened?.entry.state ?? 'done'
    if (state === 'done') {
      await outbox.take(key)
      // The receipt is in a cookie, too.
      location.assign('/da-gui')
      return
    }
    if (state === 'refused') {
      await outbox.take(key)
      await reopen(opened!)
      showAnswer(opened!.answer ?? '')
      return
    }
    showWaiting(key)
  }

  /** The form has done its part: what waits takes its place until it is sent or taken back. */
  function showWaiting(key: string): void {
    form.hidden = true
    const list = document.querySelector<HTMLElement>('[data-outbox]')!
    const title = list.querySelector('h2')!
    list.hidden = false
    document.title = title.textContent
    scrollTo(0, 0)
    title.focus({ preventScroll: true })
    const stop = outbox.watch(() => {
      void outbox.open(key).then((opened) => {
        const state = opened?.entry.state
        if (!state || state === 'done' || state === 'refused') stop()
        if (state === 'done' || state === 'refused') void goOn(key)
      })
    })
  }

  /** The server's page with what is to be corrected takes this one's place; the words are in it. */
  function showAnswer(html: string): void {
    form.hidden = false
    const page = new DOMParser().parseFromString(html, 'text/html')
    const main = page.querySelector('main')
    if (!main?.querySelector('form[data-report]')) return tell()
    // Of a newer release, which brings a script of its own: the draft goes on there.
    if (scriptOf(page) !== scriptOf(document)) return location.reload()
    document.title = page.title
    document.querySelector('main')!.replaceWith(main)
    enhance(main)
  }
}

const scriptOf = (page: Document) =>
  page.querySelector('script[type="module"][src]')?.getAttribute('src')

const waits = async (key: string): Promise<boolean> =>
  outbox.can() && (await outbox.list()).some((entry) => entry.key === key)
