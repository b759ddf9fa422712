import type { FastifyRequest } from 'fastify'

/** Vietnamese unless the caller's first wish is English. */
export function languageOf(request: FastifyRequest): 'vi' | 'en' {
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'vi'
}
