import { z } from 'zod'

/**
 * Every error an endpoint may answer with, and its HTTP status. The code is the contract: the web
 * translates it (`locales`, `error.<code>`), integrators switch on it, logs count it.
 */
export const errorStatus = {
  invalid_input: 400,
  idempotency_key_missing: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  second_factor_needed: 401,
  wrong_code: 401,
  password_expired: 401,
  session_locked: 401,
  cross_site: 403,
  forbidden: 403,
  set_up_needed: 403,
  not_found: 404,
  action_not_allowed: 409,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_mismatch: 422,
  personal_data_left: 422,
  too_many_requests: 429,
  account_locked: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

/** One wrong field of a request: where it is, and a code the web translates (`field.<code>`). */
export const fieldError = z.object({ path: z.string(), code: z.string() })
export type FieldError = z.infer<typeof fieldError>

/** The body of every answer that is not a success. */
export const errorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    /** The wrong fields, for `invalid_input`. */
    fields: z.array(fieldError).optional(),
    /** What makes the error actionable: who was first, which reason, what was left in the text. */
    details: z.record(z.string(), z.unknown()).optional(),
    /** Names the log lines of this request. */
    requestId: z.string(),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>

/** A failure that has a place in the contract. Thrown by commands and queries, presented by HTTP. */
export class Failure extends Error {
  code: ErrorCode
  fields: FieldError[] | undefined
  details: Record<string, unknown> | undefined

  constructor(
    code: ErrorCode,
    more: { fields?: FieldError[]; details?: Record<string, unknown> } = {},
  ) {
    super(code)
    this.name = 'Failure'
    this.code = code
    this.fields = more.fields
    this.details = more.details
  }
}
