import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import { method, sendError } from './open311/call.ts'
import type { Parts } from './open311/call.ts'
import { discovery } from './open311/discovery.ts'
import { parseMultipart } from './open311/params.ts'
import { request, requests, token } from './open311/requests.ts'
import { serviceDefinition, services } from './open311/services.ts'
import { submitRequest } from './open311/submit.ts'
import { postUpdate, updates } from './open311/updates.ts'

export { createApiKey, eraseSubmission } from './keys.ts'

/** Above the server's own: a picture that comes along must not cost the report it came with. */
const bodyBytes = 10 * 1024 * 1024

/** Exchange with other systems: Open311 GeoReport v2 with the update extension, XML and JSON. */
export function createExchange(parts: Parts) {
  return {
    /** Adds everything below `/open311`. */
    routes(app: FastifyInstance): void {
      app.register(
        async (scope) => {
          scope.removeContentTypeParser('application/json')
          scope.addContentTypeParser(
            'multipart/form-data',
            { parseAs: 'buffer', bodyLimit: bodyBytes },
            (request: FastifyRequest, body: Buffer) =>
              parseMultipart(request.headers['content-type'] ?? '', body),
          )
          scope.setErrorHandler(sendError)
          scope.setNotFoundHandler((request, reply) =>
            sendError(new Failure('not_found'), request, reply),
          )
          method(scope, parts, 'GET', '/discovery', discovery)
          method(scope, parts, 'GET', '/v2/services', services)
          method(scope, parts, 'GET', '/v2/services/', serviceDefinition)
          method(scope, parts, 'GET', '/v2/requests', requests)
          method(scope, parts, 'POST', '/v2/requests', submitRequest)
          method(scope, parts, 'GET', '/v2/requests/', request)
          method(scope, parts, 'GET', '/v2/tokens/', token)
          method(scope, parts, 'GET', '/v2/servicerequestupdates', updates)
          method(scope, parts, 'POST', '/v2/servicerequestupdates', postUpdate)
        },
        { prefix: '/open311' },
      )
    },
  }
}
