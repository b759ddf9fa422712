import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillWithSamples, findSamples, goTo, windows } from '../screenshots/demo.ts'
import type { Shot, Shown } from '../screenshots/pages.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { desktop, startBrowser } from './console-pages.ts'
import { findFaults } from './faults.ts'
import { heard } from './heard.ts'

/**
 * Looks at pages of the table, in a server and a browser of their own: each without a fault in any
 * look, and none of the routes missing from the table. `routesOf` names those, with `:id` or `$id`
 * where something is filled in. (The pages stand in two test files, which run side by side.)
 */
export function lookAt(shots: Shot[], routesOf: (server: TestServer) => string[]): void {
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
  }, 180_000)
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
      const routes = routesOf(server)
      expect(routes.length).toBeGreaterThan(10)
      expect(routes.filter((route) => !isSeen(route))).toEqual([])
    })

    it('asks for nothing that its policy of contents forbids', () => {
      expect(refused).toEqual([])
    })
  })
}
