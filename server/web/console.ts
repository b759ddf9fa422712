import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import { isBuilt, notBuiltPage } from './build.ts'

/** The page of the console with this response's nonce on everything a policy asks it of. */
export function withNonce(html: string, nonce: string): string {
  return html
    .replace(/<meta name="csp-nonce"[^>]*>/, '')
    .replace('</head>', `<meta name="csp-nonce" content="${nonce}" /></head>`)
    .replace(
      /<(script|style|link)(?=[\s>])(?![^>]*\snonce=)/g,
      (_, name: string) => `<${name} nonce="${nonce}"`,
    )
}

/**
 * Serves the staff console: one page for every address below `/console`, and its files. The page is
 * read again for each request while it is missing, so a build that finishes later is found.
 */
export async function consolePages(
  app: FastifyInstance,
  { dist }: { dist: string },
): Promise<void> {
  let page: string | null = null
  const read = async () => {
    if (page !== null || !(await isBuilt(dist, 'console'))) return page
    page = await readFile(join(dist, 'console/index.html'), 'utf8').catch(() => null)
    return page
  }
  await app.register(fastifyStatic, {
    root: join(dist, 'console/assets'),
    prefix: '/console/assets/',
    decorateReply: false,
    wildcard: true,
    immutable: true,
    maxAge: '1y',
    preCompressed: true,
    index: false,
    acceptRanges: false,
  })
  app.get('/console/worker.js', async (_request, reply) => {
    const script = await readFile(join(dist, 'console/worker.js'), 'utf8').catch(() => null)
    if (script === null) throw new Failure('not_found')
    return reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('service-worker-allowed', '/console')
      .send(script)
  })
  for (const url of ['/console', '/console/*']) {
    app.get(url, async (_request, reply) => {
      const html = await read()
      reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store')
      if (html === null) return reply.status(503).header('retry-after', '30').send(notBuiltPage)
      return reply.send(withNonce(html, reply.cspNonce))
    })
  }
}
