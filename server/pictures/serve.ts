import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import { pictureSizes } from '../../contract/pictures.ts'
import type { PictureSize } from '../../contract/pictures.ts'
import type { PictureLink, Pictures } from './index.ts'

/** Who may see a picture that hangs there: everybody, only this caller, or not even they. */
export type Visibility = 'public' | 'private' | null

/**
 * Sends a picture to somebody who may see it, with headers that make it a picture and nothing else.
 * @throws Failure not_found for what is not there, is not theirs, or hangs nowhere: all the same
 */
export async function sendPicture(
  pictures: Pick<Pictures, 'linkOf' | 'open'>,
  /** May also note that it is shown: nothing is sent before it resolves. */
  mayShow: (link: PictureLink) => Promise<Visibility>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id, size } = request.params as { id: string; size: string }
  if (!isSize(size)) throw new Failure('not_found')
  const link = await pictures.linkOf(id)
  const visibility = link && (await mayShow(link))
  if (!visibility) throw new Failure('not_found')

  reply.headers({
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': `inline; filename="${id.slice(0, 8)}-${size}.jpg"`,
    // A copy never changes, but it may be withdrawn: whoever kept it asks whether it still stands.
    // What was sent to us is kept by nobody.
    'cache-control': visibility === 'public' ? 'public, no-cache' : 'private, no-store',
    vary: 'cookie',
  })
  if (visibility === 'public') {
    const version = `"${id}-${size}"`
    reply.header('etag', version)
    if (request.headers['if-none-match'] === version) return reply.status(304).send()
  }
  const file = await pictures.open(id, size)
  if (!file) throw new Failure('not_found')
  reply.header('content-length', file.bytes).header('content-type', 'image/jpeg')
  return reply.send(file.body)
}

const isSize = (size: string): size is PictureSize =>
  (pictureSizes as readonly string[]).includes(size)
