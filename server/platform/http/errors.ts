import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { errorStatus, Failure } from '../../../contract/errors.ts'
import type { ErrorBody, ErrorCode } from '../../../contract/errors.ts'
import { isUnavailable } from '../database/index.ts'

/** Seconds after which a database that was away is worth another try. */
export const retryUnavailable = 2

/**
 * What fastify and its plugins refuse themselves, by HTTP status: 403 is a file beside its folder,
 * 412 and 416 are conditions and ranges that no file meets. Everything else is our own mistake.
 */
const ofFramework: Record<number, ErrorCode> = {
  400: 'invalid_input',
  403: 'not_found',
  404: 'not_found',
  406: 'unsupported_media_type',
  412: 'invalid_input',
  413: 'payload_too_large',
  414: 'invalid_input',
  415: 'unsupported_media_type',
  416: 'invalid_input',
  503: 'unavailable',
}

/**
 * What the database says of a text that it cannot hold: the letter NUL, or broken letters. No person
 * writes them, so nobody is told which field it was.
 */
const unwritableText = new Set(['22021', '22P05'])

/**
 * The contract's word for anything that was thrown. A bare ZodError is not a caller's mistake:
 * routes turn wrong input into a {@link Failure}, so what is left is an answer of ours that does
 * not fit its own schema, and that is `internal`.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (isUnavailable(error)) return new Failure('unavailable')
  const { code = '', statusCode } = error as Partial<FastifyError>
  if (unwritableText.has(code)) return new Failure('invalid_input')
  const isHttpError = error instanceof Error && 'expose' in error
  if (code.startsWith('FST_') || isHttpError || error instanceof SyntaxError) {
    const known = ofFramework[statusCode ?? 500]
    if (known) return new Failure(known)
  }
  return new Failure('internal')
}

/** Seconds after which the same request may be sent again, where the failure says so. */
function retryAfter(failure: Failure): number | undefined {
  if (failure.code === 'unavailable') return retryUnavailable
  const seconds = failure.details?.retryAfter
  return typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : undefined
}

/** The contract's error body of a failure; it carries no message, stack or query. */
export function errorBodyOf(failure: Failure, requestId: string): ErrorBody {
  const { code, fields, details } = failure
  return {
    error: { code, ...(fields && { fields }), ...(details && { details }), requestId },
  }
}

/**
 * Prepares the answer for a failure: status, Retry-After, no caching. An unknown error is logged
 * with its stack under the request's id, which is all that its sender gets to see of it.
 */
export function prepareError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = toFailure(error)
  request.refusedWith = failure.code
  if (failure.code === 'internal') request.log.error({ err: error }, 'request failed')
  else if (failure.code === 'unavailable' && !(error instanceof Failure)) {
    request.log.warn({ reason: (error as Error).message }, 'database unavailable')
  }
  const seconds = retryAfter(failure)
  if (seconds !== undefined) reply.header('retry-after', String(seconds))
  reply.status(errorStatus[failure.code]).header('cache-control', 'no-store')
  return errorBodyOf(failure, request.id)
}

/**
 * An error as the log may hold it. The database quotes values in its messages and details
 * ("Key (email)=(…) already exists"), so of its errors only code, table and constraint are kept.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { severity, code, table, constraint } = error as Error & Record<string, unknown>
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message: severity ? `PostgreSQL ${String(code)}` : error.message,
    ...(code !== undefined && { code }),
    ...(severity !== undefined && { table, constraint }),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && { cause: errorForLog(error.cause) }),
  }
}
