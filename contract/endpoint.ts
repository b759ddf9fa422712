import { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * Who may call. `anyone` is the public; `staff` and `citizen` need a signed-in
 * session of that kind. What the caller may then
 * do to which row is the policy's to say, not the route's.
 */
export type Audience = 'anyone' | 'staff' | 'citizen'

type Shape = z.ZodType

/** What an operation that answers with a file gives: on the server a stream, in a browser a blob. */
export const download = z.object({ name: z.string(), type: z.string(), body: z.unknown() })
export type Download = z.infer<typeof download>

/** One HTTP operation, declared once: it makes the route, the typed client and the OpenAPI entry. */
export type Endpoint<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Response extends Shape = Shape,
> = {
  method: Method
  /** Path below the origin, with `:name` parameters. */
  path: string
  tag: string
  summary: string
  description?: string
  audience: Audience
  /** Writes from outside: an `Idempotency-Key` header is required. */
  idempotent?: boolean
  /** Screens send it by themselves: no sign that somebody is at work. */
  byItself?: boolean
  /** The body is a file of any type, sent as it is and read as a stream; else it is JSON. */
  upload?: boolean
  /** The answer is a file, sent as it is read; its `response` is {@link download}. */
  download?: boolean
  /** The largest request body, where it is not the general limit. */
  bodyBytes?: number
  /** Seconds an answer may take, where that is longer than the general limit. */
  answerSeconds?: number
  params?: Params
  query?: Query
  body?: Body
  /** Status of a success; 200 when absent. */
  status?: 200 | 201 | 204
  response: Response
  /** The errors a caller should expect besides the general ones. */
  errors?: ErrorCode[]
}

/** Declares an endpoint, keeping the exact types of its schemas. */
export function endpoint<
  Params extends Shape = z.ZodUndefined,
  Query extends Shape = z.ZodUndefined,
  Body extends Shape = z.ZodUndefined,
  Response extends Shape = z.ZodUndefined,
>(declared: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return declared
}
