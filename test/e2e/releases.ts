import { createServer, request as ask } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'

/**
 * The citizen's site at one address, in one release and then in the next: what is built is the same,
 * under other names. Each page and each script says of which release it is.
 */
export type Releases = {
  url: string
  /** From here on the files of the first release are gone, as after a deployment. */
  deploy(): void
  /** Whether anything that is sent arrives. */
  takes(on: boolean): void
  close(): Promise<void>
}

const hashed = /\b(\w+-[\w-]{8})\.(js|css)\b/g
const next = /-next(?=\.(?:js|css)$)/

export async function inReleases(upstream: string): Promise<Releases> {
  let release: 'first' | 'next' = 'first'
  let isTaking = true
  const rename = (words: string) =>
    release === 'next' ? words.replace(hashed, '$1-next.$2') : words

  async function answer(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const path = asked.url!
    const isFile = /^\/assets\/.*\.(js|css)$/.test(path)
    if (!isTaking && asked.method !== 'GET') return void asked.socket.destroy()
    if (isFile && next.test(path) !== (release === 'next')) return void reply.writeHead(404).end()
    const { 'accept-encoding': _coded, 'if-none-match': _known, ...headers } = asked.headers
    const came = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method } = asked
      asked.pipe(
        ask(upstream + path.replace(next, ''), { method, headers }, resolve).on('error', reject),
      )
    })
    const { 'content-length': _length, etag: _tag, ...kept } = came.headers
    reply.writeHead(came.statusCode!, kept)
    if (!/html|javascript|css/.test(kept['content-type'] ?? '')) return void came.pipe(reply)
    const words = rename(await text(came))
    if (path.startsWith('/sw.js')) {
      reply.end(words.replace(/\b[\da-f]{16}\b/, `${release}-$&`))
    } else if (path.startsWith('/assets/main-') && path.endsWith('.js')) {
      reply.end(`${words}\n;document.documentElement.dataset.script += ' ${release}'`)
    } else reply.end(words.replace(/<html lang="\w+"/, `$& data-page="${release}" data-script=""`))
  }

  const server = createServer((asked, reply) => {
    answer(asked, reply).catch(() => asked.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deploy: () => (release = 'next'),
    takes: (on) => (isTaking = on),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Of which release the page that is open is, and which scripts have run in it. */
export const releaseOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { page: of, script = '' } = document.documentElement.dataset
    return `${of}:${script.trim()}`
  })
