import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillWithSamples, findSamples, goTo, windows } from '../screenshots/demo.ts'
import { shots } from '../screenshots/pages.ts'
import type { Shown } from '../screenshots/pages.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { desktop, startBrowser } from './console-pages.ts'
import { findFaults } from './faults.ts'
import { heard } from './heard.ts'

let server: TestServer
let browser: Browser
let shown: Shown
let windowOf: ReturnType<typeof windows>
const refused: string[] = []
/** The addresses at which the pages were looked at. */
const seen = new Set<string>()

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startTestServer(), startBrowser()])
  const { codes } = await fillWithSamples(server.app)
  shown = await findSamples(server.url, codes)
  windowOf = windows(async () => {
    const options = { ...desktop, locale: 'vi-VN', reducedMotion: 'reduce' } as const
    const page = await (await browser.newContext(options)).newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    return page
  }, server.url)
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

describe('every page', () => {
  it.each(shots)('$name has no fault in any look', async (shot) => {
    const page = await windowOf(shot)
    try {
      await goTo(page, server.url, shot, shown)
      seen.add(new URL(page.url()).pathname)
      if (shot.heard) {
        const file = `../screenshots/heard/${shot.name}.txt`
        await expect(await heard(page, shot.heard)).toMatchFileSnapshot(file)
      }
      expect(await findFaults(page, shot.heard ? [1280, 320] : [320])).toEqual([])
    } finally {
      if (shot.who === null) await page.context().close()
    }
  })

  it('is in the table', () => {
    const isSeen = (route: string) => {
      const pattern = new RegExp(`^${route.replaceAll(/[:$][^/]+/g, '[^/]+')}/?$`)
      return [...seen].some((path) => pattern.test(path))
    }
    const routes = [...citizenPages(server.routes), ...consolePages()]
    expect(routes.length).toBeGreaterThan(25)
    expect(routes.filter((route) => !isSeen(route))).toEqual([])
  })

  it('asks for nothing that its policy of contents forbids', () => {
    expect(refused).toEqual([])
  })
})

/** What the server answers to a browser that goes there, except what is no page of its own. */
function citizenPages(routes: TestServer['routes']): string[] {
  const other =
    /^\/(api|open311|map|assets|console|healthz|readyz|metrics)\b|\*|\.\w+$|:size|\/sso\b/
  // A part of a page for its script, and a download.
  const parts = new Set(['/gui-phan-anh/cung-viec', '/du-lieu-cua-toi/tai-khoan'])
  const urls = routes.filter(({ method }) => method === 'GET').map(({ url }) => url)
  return urls.filter((url) => !other.test(url) && !parts.has(url))
}

/** The addresses of the console's router that show something, as it has them written. */
function consolePages(): string[] {
  const source = readFileSync(new URL('../../web/console/router.tsx', import.meta.url), 'utf8')
  const paths = new Map([['root', '/console']])
  const pages = new Map<string, string>()
  for (const [, name, route] of source.matchAll(/^const (\w+) = createRoute\(\{(.*?)^\}\)/gms)) {
    const parent = /getParentRoute: \(\) => (\w+)/.exec(route!)![1]!
    const path = /\bpath: '\/?([^']*)'/.exec(route!)?.[1]
    paths.set(name!, path ? `${paths.get(parent)}/${path}` : paths.get(parent)!)
    if (path !== undefined && /\bcomponent:/.test(route!)) pages.set(name!, paths.get(name!)!)
    // What others stand in is their frame.
    pages.delete(parent)
  }
  return [...pages.values()]
}
