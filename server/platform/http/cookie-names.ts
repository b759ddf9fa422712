import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'

/** Every cookie of ours begins with this; a request that carries one acts for a person. */
export const cookiePrefix = 'nhip_'

/**
 * A browser takes a cookie with these names over https from this very host only (`__Host-`), so
 * that no neighbouring or unencrypted site can slip in one of its own. Those of a part of the site
 * (`Path`) can have the weaker `__Secure-` alone.
 */
const prefixes = ['__Host-', '__Secure-']

/** The name under which a browser keeps one of our cookies. */
export function nameOfCookie(name: string, site: { https: boolean; path: string }): string {
  return site.https ? `${prefixes[site.path === '/' ? 0 : 1]}${name}` : name
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
  if (https) {
    app.addHook('onSend', async (_request, reply) => {
      const set = reply.getHeader('set-cookie')
      if (set === undefined) return
      reply.removeHeader('set-cookie')
      reply.header('set-cookie', [set].flat().map(guardedLine))
    })
  }
}

function plainNames(header: string): string {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !pair.startsWith(cookiePrefix))
    .map((pair) => {
      const prefix = prefixes.find((each) => pair.startsWith(each + cookiePrefix))
      return prefix ? pair.slice(prefix.length) : pair
    })
    .join('; ')
}

function guardedLine(line: string | number): string {
  const text = String(line)
  if (!text.startsWith(cookiePrefix)) return text
  const path = /; Path=([^;]*)/i.exec(text)?.[1] ?? '/'
  const name = text.split('=', 1)[0]!
  return nameOfCookie(name, { https: true, path }) + text.slice(name.length)
}
