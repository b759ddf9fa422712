import { clearDraft, readDraft, saveDraft } from './draft.ts'
import { dropPictures } from './kept-pictures.ts'
import { picturesRestored, picturesSent } from './picture-field.ts'
import { element, text } from './texts.ts'

const timeout = 30_000

/**
 * The report form with a script: a draft on this device, and sending without losing the page. The
 * key in the form stays the same until the centre has accepted, so however often it is sent on a
 * bad network there is one report. Nothing is sent that the person has not sent.
 */
export function reportForm(form: HTMLFormElement, enhance: (root: ParentNode) => void): void {
  const notice = form.querySelector<HTMLElement>('[data-notice]')!
  const button = form.querySelector<HTMLButtonElement>('button[data-sending]')!
  const words = button.textContent
  let sending = false
  /** Sent by the person, not yet received: goes out by itself once there is a network again. */
  let waiting = false
  let attempted = !('fresh' in form.dataset)

  if ('fresh' in form.dataset) {
    void readDraft(form)
      .then(async (found) => found || (await picturesRestored(form)) > 0)
      .then((found) => found && offerToDrop())
  }

  let timer = 0
  form.addEventListener('input', () => {
    waiting = false
    clearTimeout(timer)
    timer = window.setTimeout(() => saveDraft(form, attempted), 300)
  })
  form.addEventListener('change', () => saveDraft(form, attempted))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  addEventListener('online', () => {
    if (waiting && form.isConnected) void send()
  })

  function offerToDrop(): void {
    const drop = element('button', 'button button-quiet', text('dropDraft'))
    drop.type = 'button'
    drop.addEventListener('click', () => {
      void Promise.all([clearDraft(), dropPictures()]).finally(() => location.reload())
    })
    notice.replaceChildren(element('p', '', text('draft')), drop)
  }
  function busy(on: boolean): void {
    sending = on
    button.setAttribute('aria-disabled', String(on))
    button.textContent = on ? button.dataset.sending! : words
  }
  function tell(key: 'offline' | 'unreachable'): void {
    waiting = key === 'offline'
    notice.replaceChildren(element('p', '', text(key)))
    notice.scrollIntoView({ block: 'center' })
  }

  async function send(): Promise<void> {
    if (sending) return
    attempted = true
    waiting = false
    saveDraft(form, true)
    busy(true)
    const complete = await picturesSent(form, () => {
      button.textContent = text('pictureWaiting')
    })
    if (!complete) {
      busy(false)
      return tell(navigator.onLine ? 'unreachable' : 'offline')
    }
    button.textContent = button.dataset.sending!
    const stop = new AbortController()
    const late = setTimeout(() => stop.abort(), timeout)
    try {
      const data = new FormData(form)
      // The pictures have gone before; the box for files only chooses them.
      data.delete('files')
      const body = new URLSearchParams(data as unknown as Record<string, string>)
      const response = await fetch('/gui-phan-anh', {
        method: 'POST',
        body,
        headers: { accept: 'text/html' },
        redirect: 'manual',
        signal: stop.signal,
      })
      // The server's redirection: accepted, and the receipt is in a cookie.
      if (response.type === 'opaqueredirect') {
        await clearDraft()
        await dropPictures()
        location.assign('/da-gui')
        return
      }
      showAnswer(await response.text())
    } catch {
      tell(navigator.onLine ? 'unreachable' : 'offline')
    } finally {
      clearTimeout(late)
      busy(false)
    }
  }

  /** The server's page with what is to be corrected takes this one's place; the words are in it. */
  function showAnswer(html: string): void {
    const page = new DOMParser().parseFromString(html, 'text/html')
    const main = page.querySelector('main')
    if (!main?.querySelector('form[data-report]')) return tell('unreachable')
    document.title = page.title
    document.querySelector('main')!.replaceWith(main)
    enhance(main)
  }
}
