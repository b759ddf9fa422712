import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import type { SimulatorAnswer, SimulatorRequest } from './vneid.ts'

type Simulator = (request: SimulatorRequest) => SimulatorAnswer

/** A simulator as a server of its own; `prefix` is the path of its issuer. */
export function serveSimulator(simulator: Simulator, prefix = ''): Server {
  return createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => {
      body += part
      if (body.length > 10_000) request.destroy()
    })
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
      const answer = simulator({
        method: request.method ?? 'GET',
        path: pathname.slice(prefix.length),
        query: searchParams,
        form: new URLSearchParams(body),
        authorization: request.headers.authorization,
      })
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
}

/** The same below a path of the product, while `isOn` says so. */
export function simulatorRoutes(
  app: FastifyInstance,
  options: { prefix: string; simulator: Simulator; isOn: () => Promise<boolean> },
): void {
  const { prefix, simulator, isOn } = options
  const handler = async (request: FastifyRequest) => {
    if (!(await isOn())) throw new Failure('not_found')
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    return simulator({
      method: request.method,
      path: pathname.slice(prefix.length),
      query: searchParams,
      form: new URLSearchParams((request.body ?? {}) as Record<string, string>),
      authorization: request.headers.authorization,
    })
  }
  app.get(`${prefix}/*`, async (request, reply) => {
    const { status, headers, body } = await handler(request)
    return reply.status(status).headers(headers).send(body)
  })
  // Called by the product itself, not by a page: it knows who calls by the client's secret.
  app.post(`${prefix}/token`, { config: { crossSite: true } }, async (request, reply) => {
    const { status, headers, body } = await handler(request)
    return reply.status(status).headers(headers).send(body)
  })
}
