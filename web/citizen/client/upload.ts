/** A picture as the server names it, or why not; `final`: sending it again would change nothing. */
export type Uploaded = { id: string } | { fault: string; final: boolean }

const timeout = 180_000

/** Sends one picture and tells how far it is, in percent. By XMLHttpRequest: fetch cannot tell. */
export function upload(
  body: Blob,
  options: {
    key: string
    draft: string
    progress: (percent: number) => void
    signal: AbortSignal
  },
): Promise<Uploaded> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/pictures?draft=${encodeURIComponent(options.draft)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('idempotency-key', options.key)
    request.timeout = timeout
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) options.progress(Math.round((loaded / total) * 100))
    })
    const lost = () => resolve({ fault: 'lost', final: false })
    for (const end of ['error', 'timeout', 'abort']) request.addEventListener(end, lost)
    request.addEventListener('load', () => resolve(read(request)))
    options.signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

function read({ status, responseText }: XMLHttpRequest): Uploaded {
  try {
    const answer = JSON.parse(responseText) as {
      id?: string
      error?: { code: string; fields?: { code: string }[] }
    }
    if (status === 201 && answer.id) return { id: answer.id }
    const fault = answer.error?.fields?.[0]?.code
    if (fault) return { fault, final: true }
    if (status === 413) return { fault: 'picture_too_large', final: true }
    if (status === 429) return { fault: 'too_many_requests', final: false }
  } catch {
    // A proxy's page instead of our answer: as good as none.
  }
  return { fault: 'lost', final: false }
}
