import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openInstallation } from '../server/cli/installation.ts'
import { installDemo } from '../server/demo.ts'
import { testConfig } from '../test/config.ts'
import { action, open, staff, startBrowser } from '../test/e2e/console-pages.ts'
import { buildWeb } from '../web/build.ts'

// How soon the console shows what a key has done, from the press to the paint. See README.md.

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '30' },
  },
})
const count = Number(values.cases)
const rounds = Number(values.rounds)
const limit = 100

/** What a work changes on the screen: a text, or an attribute, of the first element of a selector. */
type Watched = { selector: string; attribute?: string }
const title: Watched = { selector: 'article > header h1' }
const chip: Watched = { selector: 'article > header .chip' }
const firstRow: Watched = { selector: '.rows a.row', attribute: 'href' }

/**
 * Puts a clock into the page: the next key press starts it, and the first paint after what is
 * watched has another value, and nothing is still being loaded, stops it. Both are read in the page,
 * so that what the driver of the browser takes is not counted.
 */
async function putClock(page: Page): Promise<void> {
  await page.evaluate(() => {
    type Clock = { arm(watched: Watched): void; took: Promise<number> }
    const clock = {} as Clock
    const valueOf = ({ selector, attribute }: Watched) => {
      const found = document.querySelector(selector)
      return attribute ? found?.getAttribute(attribute) : found?.textContent
    }
    clock.arm = (watched) => {
      const before = valueOf(watched)
      const isShown = () => {
        const now = valueOf(watched)
        const loading = document.querySelector('.list-scroll[aria-busy="true"], .loading')
        return now !== undefined && now !== before && !loading
      }
      clock.took = new Promise((resolve) => {
        const begin = ({ timeStamp }: KeyboardEvent) => {
          const look = () => {
            if (!isShown()) return void requestAnimationFrame(look)
            // This frame is painted before the next message is handled.
            const { port1, port2 } = new MessageChannel()
            port1.addEventListener('message', () => resolve(performance.now() - timeStamp))
            port1.start()
            port2.postMessage(null)
          }
          look()
        }
        addEventListener('keydown', begin, { capture: true, once: true })
        setTimeout(resolve, 10_000, Infinity)
      })
    }
    Object.assign(globalThis, { clock })
  })
}

/** Milliseconds from the press of the key to the paint of another value of what is watched. */
async function time(page: Page, key: string, watched: Watched): Promise<number> {
  await page.evaluate((watched) => {
    const { clock } = globalThis as unknown as { clock: { arm(watched: Watched): void } }
    clock.arm(watched)
  }, watched)
  await page.keyboard.press(key)
  return page.evaluate(
    () => (globalThis as unknown as { clock: { took: Promise<number> } }).clock.took,
  )
}

/** Leaves the page the time that somebody takes to look at it, and to finish what it began. */
const rest = (page: Page) => page.waitForTimeout(400)

/** Does each work so many times and prints what it took. */
async function measure(page: Page): Promise<void> {
  const times: Record<string, number[]> = {}
  const note = async (name: string, key: string, watched: Watched) => {
    const ms = await time(page, key, watched)
    ;(times[name] ??= []).push(ms)
    if (times[name].length === rounds) tell(name, times[name])
  }
  const desk = async (address: string) => {
    await page.goto(new URL(address, page.url()).href)
    await page.locator('.rows a.row').first().waitFor()
    await putClock(page)
    await rest(page)
  }

  await desk('/console?box=to_accept')
  await page.locator('.rows a.row').first().focus()
  for (let round = 0; round < rounds; round += 1) {
    await page.keyboard.press('ArrowDown')
    // Somebody reads the row before opening it.
    await rest(page)
    await note('open a case', 'Enter', title)
    await rest(page)
    await page.keyboard.press('Escape')
    await page.locator('article').waitFor({ state: 'detached' })
    await page.locator('.rows a.row[tabindex="0"]').focus()
  }

  await desk('/console?box=to_accept')
  for (let round = 0; round < rounds; round += 1) {
    await note('next case', 'Control+ArrowDown', title)
    await rest(page)
    await page.keyboard.press('F2')
    await page.getByRole('form', { name: 'Tiếp nhận' }).waitFor()
    await note('accept', 'Enter', chip)
    await rest(page)
  }

  await desk('/console?box=to_assign')
  for (let round = 0; round < rounds; round += 1) {
    await page.keyboard.press('Control+ArrowDown')
    await rest(page)
    const form = page.getByRole('form', { name: 'Chuyển xử lý' })
    await action(page, 'Chuyển xử lý').press('Enter')
    await form.getByRole('button', { name: 'Chuyển xử lý', exact: true }).focus()
    await note('assign', 'Enter', chip)
    await rest(page)
  }

  await desk('/console?box=all')
  const search = page.getByRole('searchbox')
  for (let round = 0; round < rounds; round += 1) {
    // Typed at once: the pause after the last letter is somebody's who goes on typing.
    await search.fill(round % 2 === 0 ? `ngo ${round + 1}` : '')
    await note('search', 'Enter', firstRow)
    await rest(page)
  }

  await desk('/console?box=to_accept')
  for (let round = 0; round < rounds; round += 1) {
    const box = round % 2 === 0 ? 'Chờ chuyển xử lý' : 'Chờ tiếp nhận'
    await page.getByRole('link', { name: box }).first().focus()
    await rest(page)
    await note('switch the box', 'Enter', firstRow)
    await rest(page)
  }
}

function tell(name: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!
  const figure = (ms: number) => ms.toFixed(0).padStart(5)
  console.log(
    `${name.padEnd(34)} ${figure(at(0.5))} ms  p95 ${figure(at(0.95))} ms  limit ${limit} ms  ` +
      `${at(0.95) <= limit ? 'reached' : 'missed'}  (${sorted.length})`,
  )
}

const dataDir = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
await buildWeb({ root: fileURLToPath(new URL('..', import.meta.url)) })
const installation = await openInstallation(testConfig({ dataDir, databaseUrl: undefined }))
const { app } = installation
await installDemo(app)
await app.database.pool.query(
  `with made as (
     insert into cases.cases (id, number, status, channel, subject, class, description, agency_text,
       commune, lat, lon, search, agency, submitted_at, due_at)
     select gen_random_uuid(), (1000000000 + n)::text,
       (array['submitted', 'screening', 'submitted', 'in_progress', 'answered'])[1 + n % 5],
       'web', 'GT01', (array['K', 'T'])[1 + n % 2], 'Ổ gà to ở ngõ ' || n % 100,
       'Ổ gà to ở ngõ ' || n % 100, '19789', 16.3 + random() * 0.3, 107.4 + random() * 0.4,
       'o ga to o ngo ' || n % 100, case when n % 5 > 2 then 'X19789' end,
       now() - n * interval '1 minute', now() + n * interval '1 minute'
     from generate_series(1, $1::int) n
     returning id)
   insert into cases.actions (case_id, seq, type, actor_kind)
   select id, 1, 'submit', 'reporter' from made`,
  [count],
)
await app.database.pool.query('vacuum analyze cases.cases, cases.actions')
const { server, close } = await app.serve()
const worker = await app.work()
const browser = await startBrowser()
try {
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const page = await open(browser, url, staff.operator)
  page.setDefaultTimeout(20_000)
  console.log(`${count} cases, from the press of the key to the paint, median and p95`)
  await measure(page)
} finally {
  await browser.close()
  await close()
  await worker.close()
  await installation.close()
  await rm(dataDir, { recursive: true, force: true })
}
