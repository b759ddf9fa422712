import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Catalogue, Language, Page, Shell } from '../../web/citizen/page.ts'
import { loadSite, notBuiltPage } from './build.ts'
import type { Site } from './build.ts'
import { cookiesFor } from './cookies.ts'
import type { Cookies } from './cookies.ts'

const gzipped = promisify(gzip)

/** A telephone number that people may call, named in both languages; from a pack. */
export type EmergencyNumber = { number: string; name: { vi: string; en: string } }

export type PagesOptions = {
  publicUrl: string
  /** The folder `dist` of the web build. */
  dist: string
  /** The numbers of a province, the country's among them. */
  emergencyNumbers: (province: string | null) => EmergencyNumber[]
  /** The lists in force; asked for the province's name. */
  catalogue: (language: Language) => Promise<Catalogue>
}

export type Pages = {
  cookies: Cookies
  languageOf: (request: FastifyRequest) => Language
  /** Renders a page as the answer. `open`: the same for everybody, so it may be compressed. */
  send: (
    request: FastifyRequest,
    reply: FastifyReply,
    page: Page,
    open?: boolean,
  ) => Promise<FastifyReply>
  /** What a device needs to install the site; `{}` while it is not built. */
  manifest: (request: FastifyRequest) => Promise<object>
  /** The page as HTML, for an error handler that sends it itself. */
  html: (request: FastifyRequest, reply: FastifyReply, page: Page) => Promise<string>
}

/** The order in which a person in danger needs them. */
const urgent = ['113', '114', '115', '112', '111']

/** Renders the citizen's pages from the build, which is loaded when the first one is asked for. */
export function createPages(options: PagesOptions): Pages {
  const { publicUrl, dist, emergencyNumbers, catalogue } = options
  const cookies = cookiesFor(publicUrl)
  let site: Promise<Site | null> | null = null
  const load = async () => {
    site ??= loadSite(dist)
    const loaded = await site.catch(() => null)
    if (!loaded) site = null
    return loaded
  }

  const languageOf = (request: FastifyRequest): Language => {
    const asked = (request.query as { lang?: unknown } | undefined)?.lang
    if (asked === 'vi' || asked === 'en') return asked
    return cookies.language(request) ?? 'vi'
  }

  async function shellOf(
    request: FastifyRequest,
    reply: FastifyReply,
    { assets }: Site,
  ): Promise<Shell> {
    const language = languageOf(request)
    if (cookies.language(request) !== language && 'lang' in ((request.query as object) ?? {})) {
      cookies.keepLanguage(reply, language)
    }
    const { pathname, searchParams } = new URL(request.url, publicUrl)
    const alternate = (other: Language) => {
      const query = new URLSearchParams(searchParams)
      query.delete('done')
      query.set('lang', other)
      return `${pathname}?${query}`
    }
    // An error page comes also when the database is away.
    const lists = await catalogue(language).catch(() => null)
    const province = lists?.province
    const numbers = emergencyNumbers(province?.code ?? null)
    const numberOf = ({ number, name }: EmergencyNumber) => ({ number, name: name[language] })
    return {
      language,
      path: pathname,
      alternates: { vi: alternate('vi'), en: alternate('en') },
      publicUrl,
      province: province?.name ?? '',
      demo: lists?.demo ?? false,
      emergencyNumbers: urgent.flatMap((number) =>
        numbers.filter((one) => one.number === number).map(numberOf),
      ),
      numbers: numbers.map(numberOf),
      hotline: numbers.find((one) => one.number.length > 4)?.number ?? null,
      now: new Date().toISOString(),
      nonce: reply.cspNonce,
      assets,
    }
  }

  async function html(request: FastifyRequest, reply: FastifyReply, page: Page): Promise<string> {
    const loaded = await load()
    if (!loaded) {
      reply.status(503).header('retry-after', '30')
      return notBuiltPage
    }
    return loaded.render(page, await shellOf(request, reply, loaded))
  }

  return {
    cookies,
    languageOf,
    html,
    async manifest(request) {
      const loaded = await load()
      const language = languageOf(request)
      const lists = await catalogue(language).catch(() => null)
      return loaded?.manifest(language, lists?.province?.name ?? '', loaded.assets.icons) ?? {}
    },
    async send(request, reply, page, open = false) {
      const text = await html(request, reply, page)
      reply.header('content-type', 'text/html; charset=utf-8').header('vary', 'cookie')
      reply.header('cache-control', open ? 'private, no-cache' : 'private, no-store')
      // Pages with a secret stay as they are: their compressed length would tell about it (BREACH).
      if (open && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
        reply.header('content-encoding', 'gzip').header('vary', 'cookie, accept-encoding')
        return reply.send(await gzipped(text))
      }
      return reply.send(text)
    },
  }
}
