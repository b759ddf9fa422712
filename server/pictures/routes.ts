import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { api } from '../../contract/api.ts'
import { Failure } from '../../contract/errors.ts'
import { routesFor } from '../platform/http/route.ts'
import type { Authenticate } from '../platform/http/route.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { PictureLink, Pictures } from './index.ts'
import { resumableRoutes } from './resumable-routes.ts'
import { sendPicture } from './serve.ts'
import type { Visibility } from './serve.ts'

/**
 * Pictures over HTTP. Whether a caller may see one is decided by what it hangs on, so `mayShow` is
 * given by whoever composes the two.
 */
export function pictureRoutes<Viewer extends { id: string }>(
  app: FastifyInstance,
  deps: {
    pictures: Pictures
    limits: Limits
    authenticate: Authenticate<Viewer>
    mayShow: (link: PictureLink, viewer: Viewer | null) => Promise<Visibility>
    /** Throws when the viewer may not cover, approve or close this picture. */
    admitEditor: (link: PictureLink, viewer: Viewer) => Promise<void>
  },
): void {
  const { pictures, limits, authenticate, mayShow, admitEditor } = deps
  app.register(async (scope) => {
    // Read as it comes by the handler, which also ends it where it grows too long.
    scope.addContentTypeParser(/^(image\/|application\/octet-stream)/, (_request, body, done) =>
      done(null, body),
    )
    // Who goes on sending after the answer is cut off; the answer gets the time to arrive.
    scope.addHook('onResponse', async ({ raw }) => {
      if (raw.complete) return
      setTimeout(() => raw.complete || raw.destroy(), 1_000).unref()
    })
    routesFor(scope, authenticate)(api.uploadPicture, async ({ query, once, request }) => {
      await limits.take('pictureAddress', request.ip)
      if (query.draft) await limits.take('pictureDraft', query.draft)
      // A request without a body is an empty file.
      const body = (request.body as Readable | undefined) ?? Readable.from([])
      const { scope: of, key } = once
      return pictures.take({ body, sender: request.ip, scope: of, key, path: 'picture' })
    })
    scope.get('/api/pictures/:id/:size', async (request, reply) => {
      const caller = await authenticate(request)
      // Who may not act now sees what everybody sees.
      const viewer = caller instanceof Failure ? null : caller
      const show = async (link: PictureLink) => {
        const visibility = await mayShow(link, viewer)
        const isRead = visibility === 'private' && !link.isCopy && link.kind === 'report'
        if (viewer && isRead) await pictures.noteRead(link, viewer.id)
        return visibility
      }
      return sendPicture(pictures, show, request, reply)
    })
  })

  resumableRoutes(app, { pictures, limits })

  /** The picture as it was sent, for somebody who may work on it. */
  async function editable(id: string, viewer: Viewer): Promise<PictureLink> {
    const link = await pictures.linkOf(id)
    if (!link || link.isCopy) throw new Failure('not_found')
    await admitEditor(link, viewer)
    return link
  }
  const route = routesFor(app, authenticate)
  route(api.getPictureMarks, async ({ params, viewer }) => {
    const { picture } = await editable(params.id, viewer)
    return pictures.marksOf(picture)
  })
  route(api.approvePicture, async ({ params, body, viewer }) => ({
    copy: await pictures.approve(await editable(params.id, viewer), body, viewer.id),
  }))
  route(api.setPictureAudience, async ({ params, body, viewer }) => {
    const link = await editable(params.id, viewer)
    // The agency's own proofs cannot be closed to it.
    if (link.kind !== 'report') throw new Failure('not_found')
    await pictures.setAudience(link, body.centreOnly, viewer.id)
    return undefined
  })
}
