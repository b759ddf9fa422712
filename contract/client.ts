import type { z } from 'zod'
import { api } from './api.ts'
import type { Api } from './api.ts'
import type { Endpoint } from './endpoint.ts'
import type { ErrorBody, ErrorCode } from './errors.ts'

type Part<Name extends string, Schema> = Schema extends z.ZodType
  ? z.input<Schema> extends undefined
    ? unknown
    : Partial<z.input<Schema>> extends z.input<Schema>
      ? { [K in Name]?: z.input<Schema> }
      : { [K in Name]: z.input<Schema> }
  : unknown

/** What a call takes: the parts its endpoint declares, and the key where a write needs one. */
export type Call<E> =
  E extends Endpoint<infer Params, infer Query, infer Body>
    ? Part<'params', Params> &
        Part<'query', Query> &
        Part<'body', Body> & { idempotencyKey?: string }
    : never

export type Answer<E> = E extends { response: infer Response extends z.ZodType }
  ? z.output<Response>
  : never

/** An answer that is not a success, as a value with the contract's code. */
export class ApiError extends Error {
  code: ErrorCode | 'offline'
  status: number
  body: ErrorBody | null

  constructor(code: ErrorCode | 'offline', status: number, body: ErrorBody | null) {
    super(code)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.body = body
  }
}

/** A key for one write. `randomUUID` needs a secure context, which an office's http may not be. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export type Client = {
  [Name in keyof Api]: (call: Call<Api[Name]>) => Promise<Answer<Api[Name]>>
}

/** A file under the name that the server gave it; `offline` when it broke off. */
async function fileOf(response: Response): Promise<{ name: string; type: string; body: Blob }> {
  const { headers } = response
  const name = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'file'
  try {
    return { name, type: headers.get('content-type') ?? '', body: await response.blob() }
  } catch {
    throw new ApiError('offline', 0, null)
  }
}

/**
 * The typed client. Throws {@link ApiError}; `offline` when no answer came at all. Writes that need
 * an idempotency key get a fresh one unless the caller, who alone knows what a retry is, gives it.
 */
export function createClient(options: { origin?: string; fetch?: typeof fetch } = {}): Client {
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  const call = (declared: Endpoint) => async (parts: Record<string, any>) => {
    const path = declared.path.replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(parts.params[name]),
    )
    const query = new URLSearchParams(
      Object.entries(parts.query ?? {}).flatMap(([key, value]) =>
        value === undefined || value === null ? [] : [[key, String(value)]],
      ),
    ).toString()
    const headers: Record<string, string> = { accept: 'application/json' }
    const type = declared.upload ? 'application/octet-stream' : 'application/json'
    if (parts.body !== undefined) headers['content-type'] = type
    if (declared.idempotent) {
      headers['idempotency-key'] = parts.idempotencyKey ?? newKey()
    }
    let response: Response
    try {
      response = await send((options.origin ?? '') + path + (query ? `?${query}` : ''), {
        method: declared.method,
        headers,
        body: declared.upload ? parts.body : JSON.stringify(parts.body),
      })
    } catch {
      throw new ApiError('offline', 0, null)
    }
    if (response.status === 204) return undefined
    if (declared.download && response.ok) return fileOf(response)
    const body = await response.json().catch(() => null)
    if (response.ok) return body
    throw new ApiError(body?.error?.code ?? 'internal', response.status, body)
  }
  return Object.fromEntries(
    Object.entries(api).map(([name, declared]) => [name, call(declared as unknown as Endpoint)]),
  ) as unknown as Client
}
