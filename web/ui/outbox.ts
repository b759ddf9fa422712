import { inStore } from './indexed.ts'
import { canSeal, sealBytes, unsealBytes } from './sealed.ts'
import { upload } from './upload.ts'

/**
 * What a person has sent while there was no network, kept on this device and sent once when there is
 * one: the outbox of the citizen's site and of the console. It needs no page: a service worker sends
 * as well. Contents and answers lie sealed in IndexedDB; beside them stand only the kind, the state
 * and times.
 *
 * Each request has an idempotency key, chosen when it was made and sent with it every time, so that
 * the server takes it once, however often a connection breaks before the answer. One sender at a time
 * goes through the list, over all windows and the service worker (Web Locks).
 */

/** A request to be sent: same-origin, words only; its files go before it. */
export type Outgoing = {
  /** The idempotency key: header `idempotency-key`, and what the request is called here. */
  key: string
  /** What it is to the page that made it, e.g. `report`; stands there in clear. */
  kind: string
  /** Path on this server, e.g. `/gui-phan-anh`. */
  address: string
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers: Record<string, string>
  body: string
  /**
   * Pictures that are uploaded first (`/api/uploads`). Wherever `name` stands in the body the id of
   * the upload is put, so it should be something that nobody types: {@link newName}.
   */
  files?: OutgoingFile[]
  /** What the page needs to show it, or to open it again for a correction. */
  about?: unknown
  /** The answer stays, sealed, until somebody has taken it; else what was sent is gone at once. */
  keepAnswer?: boolean
}
export type OutgoingFile = {
  name: string
  body: Blob
  /** The upload, where it has begun; `whole`: when it ended (ms), 0 while it has not. */
  id: string | null
  whole: number
}

/**
 * `waiting`: for a network, a pause, or (code `unauthenticated`) for somebody to sign in. `refused`:
 * the server's last word; the content stays for its sender. `done`: only where the answer is kept.
 */
export type State = 'waiting' | 'sending' | 'refused' | 'done'
export type Entry = {
  key: string
  kind: string
  state: State
  /** Why it waits or was refused: the contract's error code, a picture's fault, or `http_<status>`. */
  code: string | null
  /** When it was put in, ms. */
  at: number
}
/** What an entry holds, opened. `answer`: the server's words, of a refusal as well. */
export type Opened = Outgoing & { entry: Entry; answer: string | null }

export type Outbox = ReturnType<typeof createOutbox>

type Bytes = Uint8Array<ArrayBuffer>
/** As it lies there. */
type Row = Entry & {
  /** First time that it may have reached the server, 0 before; ms. */
  tried: number
  /** Faults of the server in a row. */
  faults: number
  /** Not before this time, ms: what the server asked for, or a pause after its faults. */
  notBefore: number
  content: Bytes
  files: Bytes[]
  answer: Bytes | null
}
type Content = Omit<Outgoing, 'files'> & {
  files: (Omit<OutgoingFile, 'body'> & { type: string })[]
}

/** A request that brings no answer in this time is as good as lost. */
const answerMs = 30_000
/** The server remembers keys for seven days: after that a repeat could be a second one. */
const repeatMs = 6 * 24 * 3600 * 1000
/** The server keeps a picture that no report names for a day. */
const pictureMs = 12 * 3600 * 1000
/** Between tries by an open page, ms: doubled each time. */
const firstPauseMs = 5_000
const lastPauseMs = 5 * 60_000
const mostFaults = 8

let lastAt = 0

/** A key that nobody else has chosen; `randomUUID` needs a secure context. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

/** A name for a file that stands for its upload in the body. */
export const newName = (): string => `file-${newKey()}`

/**
 * @param name one outbox for each who may not see the other's: `citizen`, `console.<user id>`. What
 * is in it goes out only while somebody calls {@link Outbox.send} or has it started
 */
export function createOutbox(name: string) {
  const id = `nhip.outbox.${name}`
  const place = [id, 'requests'] as const
  const rows = () => inStore(place, 'readonly', (store) => store.getAll() as IDBRequest<Row[]>)
  const put = (row: Row) => inStore(place, 'readwrite', (store) => store.put(row)).then(changed)
  const remove = (key: string) =>
    inStore(place, 'readwrite', (store) => store.delete(key)).then(changed)

  function changed(): void {
    const channel = new BroadcastChannel(id)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
    channel.postMessage('changed')
    channel.close()
  }
  async function sealed(content: BufferSource): Promise<Bytes> {
    const bytes = await sealBytes(id, content)
    if (!bytes) throw new Error('cannot seal')
    return bytes
  }
  const sealedText = (text: string) => sealed(new TextEncoder().encode(text))
  async function textOf(bytes: Bytes): Promise<string | null> {
    const opened = await unsealBytes(id, bytes)
    return opened && new TextDecoder().decode(opened)
  }
  async function contentOf(row: Row): Promise<Content | null> {
    const text = await textOf(row.content)
    return text === null ? null : (JSON.parse(text) as Content)
  }
  async function fileOf(row: Row, content: Content, index: number): Promise<OutgoingFile | null> {
    const { type, ...about } = content.files[index]!
    const bytes = await unsealBytes(id, row.files[index]!)
    return bytes && { ...about, body: new Blob([bytes], { type }) }
  }
  /** Oldest first, as they are sent. */
  const inOrder = async () => (await rows()).sort((a, b) => a.at - b.at)

  async function open(key: string): Promise<Opened | null> {
    const row = (await rows()).find((one) => one.key === key)
    const content = row && (await contentOf(row).catch(() => null))
    if (!row || !content) return null
    const files = await Promise.all(content.files.map((_, index) => fileOf(row, content, index)))
    return {
      ...content,
      files: files.filter((file) => file !== null),
      entry: entryOf(row),
      answer: row.answer && (await textOf(row.answer)),
    }
  }

  /** Changes or (`null`) removes a row that is there and `may` be; in one, so nobody comes between. */
  async function claim(
    key: string,
    may: (row: Row) => boolean,
    change: ((row: Row) => Row) | null,
  ): Promise<boolean> {
    let done = false
    await inStore(place, 'readwrite', (store) => {
      const request = store.get(key) as IDBRequest<Row | undefined>
      request.addEventListener('success', () => {
        const row = request.result
        if (!row || !may(row)) return
        done = true
        if (change) store.put(change(row))
        else store.delete(key)
      })
      return request
    })
    if (done) changed()
    return done
  }

  /** Sends one. Whether the next may be tried. */
  async function deliver(first: Row): Promise<boolean> {
    let row = first
    const save = (change: Partial<Row>) => put((row = { ...row, ...change }))
    const wait = async (code: string | null, more: Partial<Row> = {}) => {
      await save({ state: 'waiting', code, ...more })
      return false
    }
    const refuse = async (code: string, answer: string | null = null) => {
      const kept = answer === null ? null : await sealedText(answer)
      await save({ state: 'refused', code, answer: kept })
      return true
    }
    const content = await contentOf(row)
    // Its key is gone, and with it every way to read it.
    if (!content) return remove(row.key).then(() => true)
    if (row.tried && Date.now() - row.tried > repeatMs) return refuse('too_late')
    const isMine = await claim(
      row.key,
      isOpen,
      () => (row = { ...row, state: 'sending', code: null }),
    )
    if (!isMine) return true

    // What may already have arrived is repeated word for word.
    for (const index of row.tried ? [] : content.files.keys()) {
      const about = content.files[index]!
      if (Date.now() - about.whole < pictureMs) continue
      const file = await fileOf(row, content, index)
      if (!file) return refuse('unreadable')
      const keepAbout = async (more: Partial<OutgoingFile>) => {
        Object.assign(about, more)
        await save({ content: await sealedText(JSON.stringify(content)) })
      }
      const sent = await upload(file.body, {
        draft: row.key,
        id: file.id ?? undefined,
        begun: (upload) => void (about.id = upload),
        progress: () => {},
        signal: new AbortController().signal,
      })
      // How far it came is known to the server; by its id the next try goes on there.
      if ('fault' in sent) {
        await keepAbout({})
        return sent.final ? refuse(sent.fault) : wait(null)
      }
      content.body = content.body.replaceAll(about.name, sent.id)
      await keepAbout({ name: sent.id, id: sent.id, whole: Date.now() })
    }

    if (!row.tried) await save({ tried: Date.now() })
    const answer = await fetched(content)
    if (!answer) return wait(null)
    const { status, text, retryAfter } = answer
    if (status >= 200 && status < 300) {
      if (!content.keepAnswer) await remove(row.key)
      else await save({ state: 'done', answer: await sealedText(text) })
      return true
    }
    const code = codeIn(text) ?? `http_${status}`
    // The next one would fare the same.
    if (status === 401) return wait('unauthenticated')
    const isFault = [500, 502, 504].includes(status)
    if (isFault && row.faults + 1 >= mostFaults) return refuse(code, text)
    if (isFault || [408, 425, 429, 503].includes(status)) {
      const faults = isFault ? row.faults + 1 : row.faults
      const pause = Math.max(retryAfter, isFault ? pauseOf(faults) : 1_000)
      return wait(code, { faults, notBefore: Date.now() + pause })
    }
    return refuse(code, text)
  }

  /** Goes through what waits, in order, and stops at what cannot go yet. */
  async function pass(): Promise<void> {
    const met = new Set<string>()
    for (;;) {
      const next = (await inOrder()).find((row) => !met.has(row.key) && isOpen(row))
      if (!next || !navigator.onLine) return
      met.add(next.key)
      if (next.notBefore > Date.now() || !(await deliver(next))) return
    }
  }

  /** A pass that has not begun yet serves whoever asks meanwhile. */
  let asked: Promise<void> | null = null
  /**
   * Sends what waits, after whoever is sending now. Resolves when this pass is over, whatever became
   * of it: {@link list} says. How many are left to be sent.
   */
  async function send(): Promise<number> {
    asked ??= navigator.locks.request(id, async () => {
      asked = null
      await pass()
    })
    await asked
    const left = (await rows()).filter(isOpen).length
    if (left > 0) void inBackground(id)
    return left
  }
  function watch(tell: () => void): () => void {
    const channel = new BroadcastChannel(id)
    channel.addEventListener('message', tell)
    return () => channel.close()
  }

  return {
    /** The tag of Background Sync, and of all else that is called after this outbox. */
    tag: id,

    /** Whether this browser can keep, seal and send once; without that the page sends by itself. */
    can: (): boolean => canSeal() && 'locks' in navigator && typeof BroadcastChannel === 'function',

    /**
     * Keeps a request; it stands on the disk when this resolves. Sends nothing yet.
     * @throws Error where it could not be kept, or something with its key is in it already: the caller
     * still has it and must not let go of it
     */
    async keep({ files = [], ...outgoing }: Outgoing): Promise<void> {
      if (!outgoing.address.startsWith('/')) throw new Error('not on this server')
      const about = files.map(({ body, ...file }) => ({ ...file, type: body.type }))
      const content: Content = { ...outgoing, files: about }
      lastAt = Math.max(Date.now(), lastAt + 1)
      const row: Row = {
        key: outgoing.key,
        kind: outgoing.kind,
        state: 'waiting',
        code: null,
        at: lastAt,
        tried: 0,
        faults: 0,
        notBefore: 0,
        content: await sealedText(JSON.stringify(content)),
        files: await Promise.all(files.map(async ({ body }) => sealed(await body.arrayBuffer()))),
        answer: null,
      }
      // Not over another: what has this key may be on its way just now.
      await inStore(place, 'readwrite', (store) => store.add(row), true)
      changed()
    },

    /** What is in it, oldest first. */
    list: async (): Promise<Entry[]> => (await inOrder()).map(entryOf),
    open,
    send,

    /**
     * Takes an entry out, for a correction or for good, and gives what it held; null when there is
     * none, or when it is just being sent. The correction keeps its key: if the first one has arrived
     * after all, the server says so and takes no second.
     */
    async take(key: string): Promise<Opened | null> {
      let taken: Opened | null = null
      await navigator.locks.request(id, { ifAvailable: true }, async (lock) => {
        const opened = await open(key)
        const may = ({ state }: Row) => lock !== null || state !== 'sending'
        if (opened && (await claim(key, may, null))) taken = opened
      })
      return taken
    },

    /** Lets a refused request be tried again as it is, e.g. after the time the server asked for. */
    again: (key: string): Promise<boolean> =>
      claim(
        key,
        ({ state }) => state !== 'sending',
        (row) => ({ ...row, state: 'waiting', code: null, faults: 0, notBefore: 0 }),
      ),

    /** Calls when something has changed, in whatever window or worker. Ends with what it gives back. */
    watch,

    /**
     * For a page: sends now, whenever there is a network again, and after growing pauses while
     * something waits; and asks the service worker to when the page is closed (Background Sync, where
     * there is one). Ends with what it gives back.
     */
    start(): () => void {
      let timer: ReturnType<typeof setTimeout> | undefined
      let tries = 0
      let waiting = 0
      let isBusy = false
      let isOver = false
      const later = (pause: number) => {
        clearTimeout(timer)
        timer = setTimeout(() => void go(), pause)
      }
      const go = async () => {
        clearTimeout(timer)
        isBusy = true
        const before = waiting
        waiting = await send().catch(() => 0)
        isBusy = false
        timer = undefined
        // Where something went, the next one does not wait as if nothing could.
        tries = waiting < before ? 1 : tries + 1
        if (waiting > 0 && !isOver) later(pauseOf(tries))
      }
      const online = () => {
        tries = 0
        void go()
      }
      // Something was put in since.
      const stop = watch(() => {
        if (!isBusy && timer === undefined && !isOver) later(firstPauseMs)
      })
      addEventListener('online', online)
      void go()
      return () => {
        isOver = true
        clearTimeout(timer)
        stop()
        removeEventListener('online', online)
      }
    },
  }
}

/** `sending` with nobody sending is what a browser that was killed has left. */
const isOpen = ({ state }: Row): boolean => state === 'waiting' || state === 'sending'
const entryOf = ({ key, kind, state, code, at }: Row): Entry => ({ key, kind, state, code, at })

/** Ever longer, and not for all devices at the same moment. */
const pauseOf = (tries: number): number =>
  Math.min(firstPauseMs * 2 ** (tries - 1), lastPauseMs) * (0.75 + Math.random() / 2)

type Answered = { status: number; text: string; retryAfter: number }

/** The server's answer; null when there is none, or only a part of it. */
async function fetched({ address, method, headers, body, key }: Content): Promise<Answered | null> {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), answerMs)
  try {
    const response = await fetch(address, {
      method,
      headers: { ...headers, 'idempotency-key': key },
      body,
      redirect: 'manual',
      signal: stop.signal,
    })
    const asked = Number(response.headers.get('retry-after') ?? 0)
    const retryAfter = (Number.isFinite(asked) ? asked : 60) * 1000
    return { status: response.status, text: await response.text(), retryAfter }
  } catch {
    return null
  } finally {
    clearTimeout(late)
  }
}

function codeIn(text: string): string | null {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code ?? null
  } catch {
    return null
  }
}

/** Not yet among TypeScript's types, and only in Chromium. */
type WithSync = { sync?: { register(tag: string): Promise<void> } }

async function inBackground(tag: string): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration()
    await (registration as WithSync | undefined)?.sync?.register(tag)
  } catch {
    // Not allowed, or none: the next page that is opened sends.
  }
}
