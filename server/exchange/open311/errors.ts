import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../../../contract/errors.ts'
import { prepareError } from '../../platform/http/errors.ts'
import type { Value } from './xml.ts'

/**
 * What Open311 says when it refuses: the HTTP status and one sentence for each thing that is wrong.
 * The sentences are for the integrator who reads a log, in English.
 */
export class Refusal extends Error {
  status: number
  descriptions: string[]

  constructor(status: 400 | 403 | 404, ...descriptions: string[]) {
    super(descriptions.join('; '))
    this.name = 'Refusal'
    this.status = status
    this.descriptions = descriptions
  }
}

export const badRequest = (...descriptions: string[]) => new Refusal(400, ...descriptions)
export const notFound = (description: string) => new Refusal(404, description)
export const forbidden = (description: string) => new Refusal(403, description)

const sentences: Partial<Record<ErrorBody['error']['code'], string>> = {
  invalid_input: 'The request could not be read or holds a value that cannot be used.',
  not_found: 'There is no such resource; addresses end in .xml or .json.',
  cross_site: 'Writes are not accepted at this address.',
  action_not_allowed: 'This is not possible in the present status of the service request.',
  conflict: 'The service request was changed at the same moment; read it again.',
  payload_too_large: 'The request is too large.',
  unsupported_media_type: 'Send application/x-www-form-urlencoded or multipart/form-data.',
  idempotency_mismatch: 'This Idempotency-Key was used before with another request.',
  too_many_requests: 'Too many requests; try again after the seconds in Retry-After.',
  unavailable: 'The service is not available at the moment; try again.',
  internal: 'The service failed. Nothing is known to be wrong with the request.',
}

/** The errors of a failed request, in the order they were found; sets the status of the reply. */
export function errorsOf(error: unknown, request: FastifyRequest, reply: FastifyReply): Value {
  if (error instanceof Refusal) {
    reply.status(error.status).header('cache-control', 'no-store')
    return error.descriptions.map((description) => ({ code: error.status, description }))
  }
  const { code } = prepareError(error, request, reply).error
  return [{ code: reply.statusCode, description: sentences[code] ?? code }]
}
