import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import { pictureBytes } from '../../contract/pictures.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { Pictures } from './index.ts'

const version = '1.0.0'
const type = 'application/offset+octet-stream'

/**
 * Uploads that survive a cut connection: tus 1.0.0 (https://tus.io), its core and `creation`. The
 * last byte is answered once the picture is made, whose id is the upload's; a file that is no picture
 * is refused there, as `POST /api/pictures` refuses it.
 */
export function resumableRoutes(
  app: FastifyInstance,
  { pictures, limits }: { pictures: Pictures; limits: Limits },
): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(type, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'tus-resumable': version, 'cache-control': 'no-store' })
      if (request.method === 'OPTIONS' || request.headers['tus-resumable'] === version) return
      return reply.status(412).header('tus-version', version).send()
    })
    scope.options('/api/uploads', async (_request, reply) =>
      reply
        .status(204)
        .headers({ 'tus-version': version, 'tus-extension': 'creation' })
        .header('tus-max-size', pictureBytes)
        .send(),
    )
    scope.post('/api/uploads', async (request, reply) => {
      const { draft } = request.query as { draft?: unknown }
      await limits.take('pictureAddress', request.ip)
      if (typeof draft === 'string') await limits.take('pictureDraft', draft.slice(0, 100))
      const id = await pictures.resumable.begin(wholeNumber(request, 'upload-length'), request.ip)
      return reply.status(201).header('location', `/api/uploads/${id}`).send()
    })
    scope.head('/api/uploads/:id', async (request, reply) => {
      const half = await pictures.halfOf(idOf(request))
      if (!half) throw new Failure('not_found')
      return tell(reply.status(200), half).header('upload-length', half.length).send()
    })
    scope.patch('/api/uploads/:id', { config: { upload: true } }, async (request, reply) => {
      const body = (request.body as Readable | undefined) ?? Readable.from([])
      const offset = wholeNumber(request, 'upload-offset')
      const half = await pictures.takeOn(idOf(request), offset, body, request.ip)
      return tell(reply.status(204), half).send()
    })
  })
}

const tell = (reply: FastifyReply, { offset }: { offset: number }) =>
  reply.header('upload-offset', offset)
const idOf = (request: FastifyRequest) => (request.params as { id: string }).id

/** @throws Failure invalid_input for anything else */
function wholeNumber({ headers }: FastifyRequest, name: string): number {
  const text = String(headers[name] ?? '')
  if (!/^\d{1,12}$/.test(text)) throw new Failure('invalid_input')
  return Number(text)
}
