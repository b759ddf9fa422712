import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Pages } from './pages.ts'

/** What makes the citizen's site installable: its manifest, and the service worker beside it. */
export async function installable(
  app: FastifyInstance,
  { pages, dist }: { pages: Pages; dist: string },
): Promise<void> {
  app.get('/app.webmanifest', async (request, reply) => {
    const manifest = await pages.manifest(request)
    return reply
      .header('content-type', 'application/manifest+json; charset=utf-8')
      .header('cache-control', 'private, no-cache')
      .header('vary', 'cookie')
      .send(JSON.stringify(manifest))
  })
  // Read anew each time: a browser asks for it rarely, and a finished build counts at once.
  app.get('/sw.js', async (_request, reply) => {
    const script = await readFile(join(dist, 'citizen/sw.js'), 'utf8').catch(() => null)
    if (script === null) return reply.callNotFound()
    return reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(script)
  })
}
