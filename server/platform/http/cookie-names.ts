import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'

/** Every cookie of ours begins with this; a request that carries one acts for a person. */
export const cookiePrefix = 'nhip_'

/**
 * A browser takes a cookie of this name over https from this very host only, so that no neighbouring
 * or unencrypted site can slip in one of its own. It is sent to the whole site: `Path` would guard
 * nothing, since all pages are of one origin.
 */
const guard = '__Host-'

/** The name under which a browser keeps one of our cookies. */
export function nameOfCookie(name: string, { https }: { https: boolean }): string {
  return https ? guard + name : name
}

/**
 * Reads and writes cookies. Over https ours go out and come in under their guarded names, and no
 * others of that name count; everybody inside goes on calling them `nhip_…`.
 */
export function takeCookies(app: FastifyInstance, https: boolean): void {
  // Before the plugin, which reads the header at the beginning of a request…
  if (https) {
    app.addHook('onRequest', async ({ raw }) => {
      if (raw.headers.cookie !== undefined) raw.headers.cookie = plainNames(raw.headers.cookie)
    })
  }
  app.register(cookie)
  // …and after it, since it writes the header at the end.
  app.addHook('onSend', async (_request, reply) => {
    const set = reply.getHeader('set-cookie')
    if (set === undefined) return
    reply.removeHeader('set-cookie')
    const lines = [set].flat().map((line) => guardedLine(String(line), https))
    reply.header('set-cookie', lines.length === 1 ? lines[0] : lines)
  })
}

function plainNames(header: string): string {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !pair.startsWith(cookiePrefix))
    .map((pair) => (pair.startsWith(guard + cookiePrefix) ? pair.slice(guard.length) : pair))
    .join('; ')
}

function guardedLine(line: string, https: boolean): string {
  if (!line.startsWith(cookiePrefix)) return line
  // Over https a browser would drop it without a word.
  if (!/; Path=\/(;|$)/i.test(line)) throw new Error('a cookie of ours is for the whole site')
  return nameOfCookie(line, { https })
}
