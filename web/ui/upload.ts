/**
 * Sends a file so that a cut connection costs only what had not arrived: the sender's side of
 * `/api/uploads` (tus 1.0.0). Used by the citizen's form and the console.
 */

/** A picture as the server names it, or why not; `final`: sending it again would change nothing. */
export type Uploaded = { id: string } | { fault: string; final: boolean }

export type UploadOptions = {
  /** The same for the pictures of one report. */
  draft: string
  /** An upload that was begun before, to go on with. */
  id?: string | undefined
  /** Tells the id as soon as there is one, to be kept for going on. */
  begun?: (id: string) => void
  progress: (percent: number) => void
  signal: AbortSignal
}

const protocol = { 'tus-resumable': '1.0.0' }
/** Small enough that a proxy which takes in whole requests does not take in the whole file. */
const chunkBytes = 256 * 1024
/** A piece, or an answer, that does not arrive in this time is as good as lost. */
const pieceMs = 60_000
const inTime = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(pieceMs)])
/** Pauses before trying again by itself, ms; a piece that arrives begins them anew. */
const pauses = [500, 1_500, 4_000]

/** Sends a file, going on by itself after short faults; `lost` when the network stays away. */
export async function upload(body: Blob, options: UploadOptions): Promise<Uploaded> {
  const { signal, progress } = options
  let { id } = options
  let tried = 0
  let best = 0
  while (!signal.aborted) {
    try {
      const state: State = id ? await offsetOf(id, signal) : { gone: true }
      if ('gone' in state) {
        const made = await begin(body.size, options)
        if ('fault' in made) return made
        id = made.id
        options.begun?.(id)
      }
      let offset = 'offset' in state ? state.offset : 0
      do {
        const sent = await sendPiece(
          id!,
          offset,
          body,
          (at) => {
            progress(Math.floor((at / Math.max(1, body.size)) * 100))
          },
          signal,
        )
        if ('fault' in sent) return sent
        offset = sent.offset
        if (offset > best) tried = 0
        best = Math.max(best, offset)
      } while (offset < body.size)
      return { id: id! }
    } catch {
      const pause = pauses[tried]
      // With the network known to be away waiting is of no use: whoever asked hears of its return.
      if (pause === undefined || !navigator.onLine) break
      tried += 1
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return { fault: 'lost', final: false }
}

type State = { offset: number } | { gone: true }

async function offsetOf(id: string, signal: AbortSignal): Promise<State> {
  const response = await fetch(`/api/uploads/${id}`, {
    method: 'HEAD',
    headers: protocol,
    signal: inTime(signal),
  })
  if (response.status === 404) return { gone: true }
  if (!response.ok) throw new Error('no answer')
  return { offset: Number(response.headers.get('upload-offset')) }
}

async function begin(size: number, { draft, signal }: UploadOptions): Promise<Uploaded> {
  const response = await fetch(`/api/uploads?draft=${encodeURIComponent(draft)}`, {
    method: 'POST',
    headers: { ...protocol, 'upload-length': String(size) },
    signal: inTime(signal),
  })
  const id = response.headers.get('location')?.split('/').at(-1)
  if (response.status === 201 && id) return { id }
  return refusalOf(response.status, await response.text())
}

/** What the server answered to a piece: how far the upload is, or why it takes it no further. */
function answerTo(status: number, offset: string | null, text: string) {
  if (status === 204) return { offset: Number(offset) }
  // Where it stands is asked again: another window, or a piece that arrived after all.
  if (status === 409 || status === 404) throw new Error('lost')
  return refusalOf(status, text)
}

type SentPiece = Promise<{ offset: number } | Extract<Uploaded, { fault: string }>>

const pieceHeaders = (offset: number) => ({
  ...protocol,
  'content-type': 'application/offset+octet-stream',
  'upload-offset': String(offset),
})

/** By XMLHttpRequest: fetch cannot tell how much of a piece has gone. A service worker has no other. */
function sendPiece(
  id: string,
  offset: number,
  body: Blob,
  reached: (at: number) => void,
  signal: AbortSignal,
): SentPiece {
  if (typeof XMLHttpRequest === 'undefined') return sendUnseen(id, offset, body, signal)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PATCH', `/api/uploads/${id}`)
    for (const [name, value] of Object.entries(pieceHeaders(offset))) {
      request.setRequestHeader(name, value)
    }
    request.timeout = pieceMs
    request.upload.addEventListener('progress', ({ loaded }) => reached(offset + loaded))
    const lost = () => reject(new Error('lost'))
    for (const end of ['error', 'timeout', 'abort']) request.addEventListener(end, lost)
    request.addEventListener('load', () => {
      const at = request.getResponseHeader('upload-offset')
      try {
        resolve(answerTo(request.status, at, request.responseText))
      } catch {
        lost()
      }
    })
    signal.addEventListener('abort', () => request.abort())
    request.send(body.slice(offset, offset + chunkBytes))
  })
}

async function sendUnseen(id: string, offset: number, body: Blob, signal: AbortSignal): SentPiece {
  const response = await fetch(`/api/uploads/${id}`, {
    method: 'PATCH',
    headers: pieceHeaders(offset),
    body: body.slice(offset, offset + chunkBytes),
    signal: inTime(signal),
  })
  const at = response.headers.get('upload-offset')
  return answerTo(response.status, at, await response.text())
}

/** @throws Error for an answer that is none of ours, or says that it may go better later */
function refusalOf(status: number, text: string): Extract<Uploaded, { fault: string }> {
  if (status === 413) return { fault: 'picture_too_large', final: true }
  if (status === 429) return { fault: 'too_many_requests', final: false }
  const { error } = JSON.parse(text) as { error?: { fields?: { code: string }[] } }
  const fault = error?.fields?.[0]?.code
  if (fault) return { fault, final: true }
  throw new Error('no picture')
}
