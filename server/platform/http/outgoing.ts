import { lookup } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { hostOf, isAllowed, isPublicAddress } from './outside-address.ts'
import type { AllowedHost } from './outside-address.ts'

/** Why a call to the outside came to nothing. */
export type OutgoingCode =
  | 'scheme_refused'
  | 'address_refused'
  | 'redirect_refused'
  | 'too_many_redirects'
  | 'too_large'
  | 'too_slow'
  | 'unreachable'

/** As `fetch` does, a failure is a TypeError; it names no address, which callers could probe with. */
export class OutgoingError extends TypeError {
  code: OutgoingCode
  constructor(code: OutgoingCode, cause?: unknown) {
    super(`outgoing request failed: ${code}`, { cause })
    this.name = 'OutgoingError'
    this.code = code
  }
}

type Address = { address: string; family: number }

export type OutgoingOptions = {
  /** Hosts of the inside that the administrator lets us call. */
  allow: AllowedHost[]
  /** The whole call, from the name's look-up to the last byte, milliseconds. */
  timeoutMs?: number
  /** The largest answer, bytes, before and after decompression. */
  maxBytes?: number
  /** All addresses of a name; the system's resolver. */
  resolve?: (host: string) => Promise<Address[]>
  /** Whether an address is outside. */
  isOutside?: (address: string) => boolean
}

const mostRedirects = 5
/** What may go along to another host. A list of what may not would miss somebody's `X-Api-Key`. */
const harmlessHeaders = new Set(['accept', 'accept-language', 'user-agent'])
/** What belongs to the connection, which is ours. */
const connectionHeaders =
  'accept-encoding connection content-length expect host keep-alive proxy-authorization te trailer transfer-encoding upgrade'.split(
    ' ',
  )

/**
 * Makes the one `fetch` with which the server calls others' hosts, wherever the address came from.
 * It speaks http and https only; resolves a name once, refuses it when any of its addresses is not
 * of the open internet, and connects to exactly the addresses it looked at, so that no second
 * answer of a resolver counts. Every redirect goes the same way; to another origin no header that
 * could carry a secret and no body goes along, and none leads from https to http. The answer is
 * read whole, within a time and a size, before it is given back. Rejects with {@link OutgoingError},
 * or with the reason of the caller's own signal.
 */
export function createFetchOutside(options: OutgoingOptions): typeof fetch {
  const { timeoutMs = 10_000, maxBytes = 1024 * 1024 } = options
  const { resolve = resolveAll, isOutside = isPublicAddress } = options

  async function vet(url: URL): Promise<Address[]> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new OutgoingError('scheme_refused')
    }
    const host = hostOf(url)
    const family = isIP(host)
    const addresses = family ? [{ address: host, family }] : await resolve(host)
    if (addresses.length === 0) throw new OutgoingError('unreachable')
    if (isAllowed(url, options.allow)) return addresses
    // One inside address among many would be enough for whoever waits for his turn.
    if (!addresses.every(({ address }) => isOutside(address))) {
      throw new OutgoingError('address_refused')
    }
    return addresses
  }

  async function follow(first: Request, signal: AbortSignal): Promise<Response> {
    let url = new URL(first.url)
    let method = first.method
    let headers = headersOf(first)
    let body = first.body ? Buffer.from(await first.arrayBuffer()) : undefined
    for (let hops = 0; ; hops++) {
      const addresses = await abortable(vet(url), signal)
      const incoming = await exchange({ url, method, headers, body, addresses, signal })
      const target = redirectOf(incoming, url)
      if (!target || first.redirect === 'manual') return answer(incoming, { url, method, maxBytes })
      incoming.destroy()
      if (first.redirect === 'error') throw new OutgoingError('redirect_refused')
      if (hops === mostRedirects) throw new OutgoingError('too_many_redirects')
      const status = incoming.statusCode!
      if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST') {
        method = 'GET'
        body = undefined
        delete headers['content-type']
      }
      if (target.origin !== url.origin) {
        if (body || (url.protocol === 'https:' && target.protocol === 'http:')) {
          throw new OutgoingError('redirect_refused')
        }
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => harmlessHeaders.has(name)),
        )
      }
      url = target
    }
  }

  return async (input, init) => {
    const request = new Request(input, init)
    const late = AbortSignal.timeout(timeoutMs)
    try {
      return await follow(request, AbortSignal.any([late, request.signal]))
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason
      if (late.aborted) throw new OutgoingError('too_slow')
      throw error instanceof OutgoingError ? error : new OutgoingError('unreachable', error)
    }
  }
}

async function resolveAll(host: string): Promise<Address[]> {
  return lookup(host, { all: true })
}

function headersOf(request: Request): Record<string, string> {
  const headers = Object.fromEntries(request.headers)
  for (const name of connectionHeaders) delete headers[name]
  // A few bytes that unpack to gigabytes are not asked for.
  return { accept: '*/*', 'user-agent': 'nhip', ...headers, 'accept-encoding': 'identity' }
}

/** A resolver cannot be interrupted; nobody waits for it after all. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const stop = () => fail(signal.reason as Error)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(done, fail).finally(() => signal.removeEventListener('abort', stop))
  })
}

type Exchange = {
  url: URL
  method: string
  headers: Record<string, string>
  body: Buffer | undefined
  addresses: Address[]
  signal: AbortSignal
}

/** One request over a connection of its own, to one of the addresses that were looked at. */
function exchange({ url, method, headers, body, addresses, signal }: Exchange) {
  return new Promise<IncomingMessage>((done, fail) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method,
      headers: body ? { ...headers, 'content-length': body.length } : headers,
      // A kept connection would be a look-up from before; a proxy of the environment, another's.
      agent: false,
      signal,
      lookup: (_host, wanted, call) => {
        if (wanted.all) call(null, addresses)
        else call(null, addresses[0]!.address, addresses[0]!.family)
      },
    })
    request.once('response', done).once('error', fail)
    // An answer "101 Switching Protocols" that nobody asked for.
    request.once('upgrade', (_response, socket) => socket.destroy(new Error('upgrade')))
    request.end(body)
  })
}

function redirectOf({ statusCode, headers }: IncomingMessage, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode!) || !headers.location) return null
  const target = URL.parse(headers.location, from)
  if (!target || target.username || target.password) throw new OutgoingError('redirect_refused')
  return target
}

const decoders: Record<
  string,
  (bytes: Buffer, limit: { maxOutputLength: number }) => Promise<Buffer>
> = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) }

async function answer(
  incoming: IncomingMessage,
  { url, method, maxBytes }: { url: URL; method: string; maxBytes: number },
): Promise<Response> {
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const status = incoming.statusCode!
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    total += chunk.length
    // Leaving the loop destroys the connection.
    if (total > maxBytes) throw new OutgoingError('too_large')
    chunks.push(chunk)
  }
  let bytes = Buffer.concat(chunks)
  const decode = decoders[headers.get('content-encoding') ?? '']
  if (decode && bytes.length > 0) {
    bytes = Buffer.from(
      await decode(bytes, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ERR_BUFFER_TOO_LARGE' ? new OutgoingError('too_large') : error
      }),
    )
    headers.delete('content-encoding')
    headers.delete('content-length')
  }
  const hasNoBody = method === 'HEAD' || [204, 205, 304].includes(status)
  const response = new Response(hasNoBody ? null : bytes, { status, headers })
  // As `fetch` tells it; the constructor cannot.
  Object.defineProperty(response, 'url', { value: url.href })
  return response
}
