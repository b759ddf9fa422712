import { newName } from '../../ui/outbox.ts'
import type { OutgoingFile } from '../../ui/outbox.ts'
import { upload } from '../../ui/upload.ts'
import type { KeptPicture } from '../../ui/kept-pictures.ts'
import { keptPictures } from './kept-pictures.ts'
import type { Point } from './place.ts'
import { placeAt } from './place.ts'
import { pointGiven } from './map-field.ts'
import { shrink } from '../../ui/shrink.ts'
import { element, text } from './texts.ts'

const most = 5
/** What this page has shown of the pictures sent, by id: a form that comes back shows them again. */
const previews = new Map<string, string>()
/** Each picture that has arrived, by id. */
const arrived = new Map<string, KeptPicture>()
/** By form: what is under way, and how to send again what was lost on the way. */
const underWay = new WeakMap<
  HTMLFormElement,
  {
    sending: Set<Promise<void>>
    lost: Map<HTMLElement, () => void>
    /** What is kept of those that have not arrived. */
    open: Map<HTMLElement, KeptPicture>
    /** How many pictures of the draft came back with the page. */
    restored: Promise<number>
  }
>()

/** How many pictures of a draft came back with the page. */
export async function picturesRestored(form: HTMLFormElement): Promise<number> {
  return (await underWay.get(form)?.restored) ?? 0
}

/**
 * Sends again what was lost and waits for all; `waiting` says that there is something to wait for.
 * Whether every picture has arrived: a report does not go without one that its sender sees there.
 */
export async function picturesSent(form: HTMLFormElement, waiting: () => void): Promise<boolean> {
  const pictures = underWay.get(form)
  if (!pictures) return true
  for (const again of pictures.lost.values()) again()
  if (pictures.sending.size > 0) waiting()
  while (pictures.sending.size > 0) await Promise.all(pictures.sending)
  return pictures.lost.size === 0
}

/**
 * What a report form sends, with its pictures for the outbox: those that have not arrived stand in
 * the body under the name by which the outbox puts in what they are called then.
 */
export async function picturesIn(
  form: HTMLFormElement,
  data: FormData,
): Promise<{ body: URLSearchParams; files: OutgoingFile[] }> {
  const { open = new Map<HTMLElement, KeptPicture>() } = underWay.get(form) ?? {}
  // The box for files only chooses them.
  data.delete('files')
  const body = new URLSearchParams(data as unknown as Record<string, string>)
  const files: OutgoingFile[] = []
  for (const id of body.getAll('picture')) {
    const picture = arrived.get(id)
    if (picture) files.push({ name: id, body: picture.body, id, whole: picture.whole })
  }
  for (const { body: picture, id } of open.values()) {
    const name = newName()
    body.append('picture', name)
    files.push({ name, body: picture, id, whole: 0 })
  }
  return { body, files }
}

/**
 * The box for pictures with a script: each is made smaller and sent as soon as it is chosen, with
 * its progress; the form then only names them.
 */
export function pictureField(field: HTMLElement): void {
  const form = field.closest('form')!
  const input = field.querySelector<HTMLInputElement>('input[type="file"]')!
  const list = field.querySelector<HTMLUListElement>('[data-picture-list]')!
  const said = field.querySelector<HTMLElement>('[data-picture-said]')!
  const sending = new Set<Promise<void>>()
  const lost = new Map<HTMLElement, () => void>()
  const open = new Map<HTMLElement, KeptPicture>()
  const restored = 'fresh' in form.dataset ? restore() : Promise.resolve(0)
  underWay.set(form, { sending, lost, open, restored })
  addEventListener('online', () => {
    for (const again of lost.values()) if (form.isConnected) again()
  })

  for (const kept of list.querySelectorAll<HTMLInputElement>('input[name="picture"]')) {
    const item = element('li')
    kept.closest('li')!.replaceWith(item)
    item.addEventListener(
      'removed',
      () => void keptPictures.drop(arrived.get(kept.value)?.key ?? ''),
    )
    dress(item, previews.get(kept.value) ?? null)
    name(item, kept.value)
  }
  // The browser words its own button in its own language, and its "no file chosen" would be wrong:
  // what is chosen stands below. The box itself stays, unseen above a button in ours.
  const box = element('div', 'picture-box')
  const seen = element('span', 'button button-quiet', text('pictureChoose'))
  seen.ariaHidden = 'true'
  input.classList.add('picture-input')
  input.replaceWith(box)
  box.append(seen, input)
  input.addEventListener('change', () => {
    for (const file of input.files ?? []) {
      if (list.children.length < most) add(file, chosen(file))
      else say(faultText('too_many_pictures'), true)
    }
    input.value = ''
  })

  /** To be heard; seen only where no picture of the list shows it. */
  function say(sentence: string, seen = false): void {
    said.className = seen ? 'hint' : 'sr'
    said.textContent = sentence
  }
  const numberOf = (item: HTMLElement) => [...list.children].indexOf(item) + 1

  /** Numbers follow their places: after one is taken away the others move up. */
  function renumber(): void {
    for (const item of list.querySelectorAll<HTMLElement>('li')) {
      const number = numberOf(item)
      item.querySelector('img')?.setAttribute('alt', text('pictureNumber', { number }))
      const remove = item.querySelector('[data-remove]')
      if (remove) remove.textContent = text('pictureRemove', { number })
      const again = item.querySelector('[data-again]')
      if (again) again.textContent = text('pictureRetry', { number })
    }
  }

  /** The small picture, a line for words, and a way to take it away. */
  function dress(item: HTMLLIElement, preview: string | null): HTMLElement {
    if (preview) {
      const image = element('img')
      image.src = preview
      item.append(image)
    }
    const words = element('span', 'hint')
    const remove = element('button', 'button button-quiet')
    remove.type = 'button'
    remove.dataset.remove = ''
    remove.addEventListener('click', () => {
      item.dispatchEvent(new Event('removed'))
      item.remove()
      say('')
      renumber()
      input.focus()
    })
    item.append(words, remove)
    renumber()
    return words
  }
  function name(item: HTMLElement, id: string): void {
    const box = element('input')
    box.type = 'hidden'
    box.name = 'picture'
    box.value = id
    item.append(box)
  }

  /** What is kept of a picture once it has been made smaller. */
  async function chosen(file: File): Promise<KeptPicture> {
    // Once for each picture, and later than the one before.
    const key = crypto.getRandomValues(new Uint32Array(4)).join('-')
    const at = Date.now()
    const { body, gps } = await shrink(file)
    const picture = { key, body, id: null, whole: 0, gps, at }
    await keptPictures.keep(picture)
    return picture
  }

  /** Brings back the pictures of a draft; those that had arrived are not sent again. */
  async function restore(): Promise<number> {
    const kept = (await keptPictures.all()).slice(0, most)
    for (const picture of kept) add(picture.body, Promise.resolve(picture))
    return kept.length
  }

  function add(shown: Blob, prepared: Promise<KeptPicture>): void {
    const item = element('li')
    list.append(item)
    const preview = URL.createObjectURL(shown)
    const words = dress(item, preview)
    const stop = new AbortController()
    item.addEventListener('removed', () => {
      lost.delete(item)
      open.delete(item)
      stop.abort()
      void prepared.then(({ key }) => keptPictures.drop(key))
    })
    item.querySelector('img')!.addEventListener('error', (event) => {
      ;(event.target as HTMLElement).remove()
    })

    const send = async () => {
      item.querySelector('[data-again]')?.remove()
      const tell = (percent: number) => {
        words.textContent = text('pictureSending', { number: numberOf(item), percent })
      }
      tell(0)
      const picture = await prepared
      const { body, gps, key } = picture
      if (item.isConnected) open.set(item, picture)
      const answer = await upload(body, {
        draft: (form.elements.namedItem('key') as HTMLInputElement).value,
        id: picture.id ?? undefined,
        begun: (id) => {
          picture.id = id
          void keptPictures.keep(picture)
        },
        progress: tell,
        signal: stop.signal,
      })
      if (!item.isConnected) return
      if ('id' in answer) {
        previews.set(answer.id, preview)
        picture.whole = Date.now()
        arrived.set(answer.id, picture)
        open.delete(item)
        void keptPictures.keep(picture)
        name(item, answer.id)
        words.textContent = ''
        say(text('pictureDone', { number: numberOf(item) }))
        if (gps) void offer(item, gps)
        return
      }
      words.textContent = faultText(answer.fault)
      words.className = 'wrong'
      say(faultText(answer.fault))
      if (answer.final) {
        open.delete(item)
        return void keptPictures.drop(key)
      }
      lost.set(item, start)
      const again = element('button', 'button button-quiet')
      again.type = 'button'
      again.dataset.again = ''
      again.addEventListener('click', start)
      words.after(again)
      renumber()
    }
    const start = () => {
      lost.delete(item)
      words.className = 'hint'
      const done = send().finally(() => sending.delete(done))
      sending.add(done)
    }
    start()
  }

  /** The place in the picture, to be used by whoever wants to: only where it is in the province. */
  async function offer(item: HTMLElement, gps: Point): Promise<void> {
    const map = form.querySelector<HTMLElement>('[data-map]')
    const place = map && !map.hidden ? await placeAt(gps) : null
    if (!map || !place?.commune || !item.isConnected) return
    const asking = element('div', 'picture-place')
    const use = element('button', 'button button-quiet', text('pictureUse'))
    use.type = 'button'
    use.addEventListener('click', () => {
      asking.remove()
      map.dispatchEvent(new CustomEvent(pointGiven, { detail: gps }))
      map.scrollIntoView({ block: 'center' })
    })
    const commune = place.commune.name
    asking.append(element('span', '', text('pictureAt', { number: numberOf(item), commune })), use)
    field.querySelector('.picture-place')?.remove()
    list.after(asking)
  }
}

/** The sentence of a fault; the page carries one for each code. */
const faultText = (code: string) => text(`fault_${code}`) || text('fault_other')
