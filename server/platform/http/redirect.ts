import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

/** What an authority of certificates asks for to see that the host is ours (RFC 8555, 8.3). */
const challenge = /^\/\.well-known\/acme-challenge\/([A-Za-z0-9_-]{1,128})$/

/**
 * The plain port: it sends browsers that look at a page to the encrypted address, serves the answers
 * to an authority's challenges out of `acmeDir`, and nothing else. A program's call is refused: sent
 * on quietly, its secrets would cross the network in clear every time.
 */
export async function startRedirect(options: {
  port: number
  host: string
  /** The address that people type, https. */
  publicUrl: string
  /** The folder given to the program that renews as its web root. */
  acmeDir: string
}): Promise<{ port: number; close(): Promise<void> }> {
  const { publicUrl, acmeDir } = options
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000 },
    (request, reply) => {
      const answer = (status: number, headers: Record<string, string>, text = '') =>
        reply.writeHead(status, { 'x-content-type-options': 'nosniff', ...headers }).end(text)
      const url = request.url ?? '/'
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return answer(403, { connection: 'close' })
      }
      const token = challenge.exec(url)?.[1]
      if (token) {
        readFile(join(acmeDir, '.well-known', 'acme-challenge', token), 'utf8').then(
          (text) => answer(200, { 'content-type': 'text/plain' }, text),
          () => answer(404, {}),
        )
        return
      }
      if (!url.startsWith('/') || /^\/(api|open311)(\/|$|\?)/.test(url)) return answer(403, {})
      // Never to a host that the caller named.
      answer(308, { location: publicUrl + url })
    },
  )
  server.setTimeout(20_000)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: options.port, host: options.host }, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
