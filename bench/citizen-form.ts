import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { choose, goOn } from '../test/e2e/citizen-pages.ts'
import { chromiumArgs, chromiumPath } from '../test/chromium.ts'
import { freePort, until } from '../test/reliability/wait.ts'
import { slowLink } from './slow-link.ts'

// The citizen's form on a cheap telephone with a bad network. See README.md.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    /** How many times slower the browser's processor is made. */
    slower: { type: 'string', default: '4' },
  },
})
const runs = Number(values.runs)
const link = { down: 1.6e6, up: 0.75e6, roundTrip: 150 }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

declare global {
  interface Window {
    /** The last largest contentful paint, ms from the beginning of the navigation. */
    paint: number
    /** The longest time to the next paint of each interaction, ms. */
    interactions: Record<number, number>
  }
}

/** Listens from the beginning; what was before is told afterwards (`buffered`). */
function listen(): void {
  window.interactions = {}
  new PerformanceObserver((list) => {
    window.paint = list.getEntries().at(-1)!.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
      if (!entry.interactionId) continue
      const longest = Math.max(window.interactions[entry.interactionId] ?? 0, entry.duration)
      window.interactions[entry.interactionId] = longest
    }
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
}

type Loaded = { paint: number; bytes: number; scriptBytes: number }

async function slowPage(context: BrowserContext): Promise<{ page: Page; tools: CDPSession }> {
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Emulation.setCPUThrottlingRate', { rate: Number(values.slower) })
  await page.addInitScript(listen)
  return { page, tools }
}

/** Opens an address until nothing more comes; bytes are those on the wire, headers included. */
async function load({ page, tools }: Awaited<ReturnType<typeof slowPage>>, url: string) {
  const sizes = new Map<string, { type: string; bytes: number }>()
  tools.on('Network.responseReceived', ({ requestId, type }) => {
    sizes.set(requestId, { type, bytes: 0 })
  })
  tools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const size = sizes.get(requestId)
    if (size) size.bytes = encodedDataLength
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.evaluate(() => document.fonts.ready)
  await page.waitForFunction(() => window.paint > 0)
  const all = [...sizes.values()]
  const sum = (of: typeof all) => of.reduce((total, { bytes }) => total + bytes, 0)
  return {
    paint: await page.evaluate(() => window.paint),
    bytes: sum(all),
    scriptBytes: sum(all.filter(({ type }) => type === 'Script')),
  } satisfies Loaded
}

/** What somebody does with the form; the longest wait for the next paint after each, ms. */
async function interact(page: Page): Promise<[name: string, ms: number][]> {
  const seen: [string, number][] = []
  const did = async (name: string, act: () => Promise<unknown>) => {
    await page.evaluate(() => (window.interactions = {}))
    await act()
    // Told of an event only after the paint that follows it.
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 200))),
        ),
    )
    const longest = await page.evaluate(() => Math.max(0, ...Object.values(window.interactions)))
    seen.push([name, longest])
  }
  await did('choose a tile', () => page.getByRole('button', { name: 'Chiếu sáng' }).tap())
  await did('type in the search for a subject', async () => {
    await page.getByRole('combobox', { name: 'Lĩnh vực' }).tap()
    await page.keyboard.type('den duong')
  })
  await did('choose a subject', () =>
    page.getByRole('option', { name: 'Đèn đường không sáng, chập chờn', exact: true }).tap(),
  )
  await did('next step', () => page.getByRole('button', { name: 'Tiếp tục' }).tap())
  await did('open the map', async () => {
    await page.getByRole('button', { name: 'Chọn trên bản đồ' }).tap()
    await page.locator('[data-map-canvas] canvas').waitFor({ timeout: 60_000 })
  })
  await page.getByRole('button', { name: 'Đóng bản đồ' }).tap()
  await choose(page, 'Xã, phường', 'thuan hoa', 'Phường Thuận Hóa')
  await goOn(page, 'Chuyện gì xảy ra')
  await did('type a description', async () => {
    await page.getByLabel('Mô tả').tap()
    await page.keyboard.type('Đèn đường tắt cả tuần nay')
  })
  await goOn(page, 'Liên hệ với bạn')
  await did('look at the answers', () => page.getByRole('button', { name: 'Tiếp tục' }).tap())
  return seen
}

const results = new Map<string, number[]>()
const note = (name: string, value: number) =>
  results.set(name, [...(results.get(name) ?? []), value])

async function run(browser: Browser, origin: string, carried: () => number): Promise<void> {
  const paths = { '/': 'home', '/gui-phan-anh': 'form' }
  for (const [path, name] of Object.entries(paths)) {
    const context = await browser.newContext({ ...phone, locale: 'vi-VN' })
    const slow = await slowPage(context)
    const cold = await load(slow, origin + path)
    note(`${name}, first visit: LCP, ms`, cold.paint)
    note(`${name}, first visit: total, kB`, cold.bytes / 1000)
    note(`${name}, first visit: script, kB`, cold.scriptBytes / 1000)
    if (name === 'form') {
      for (const [what, ms] of await interact(slow.page)) note(`INP, ${what}, ms`, ms)
    }
    await slow.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await slow.page.close()
    // Of what a service worker fetches the page's own count knows nothing.
    const before = carried()
    const again = await load(await slowPage(context), origin + path)
    note(`${name}, again: LCP, ms`, again.paint)
    note(`${name}, again: total, kB`, (carried() - before) / 1000)
    await context.close()
  }
}

const limits: [ending: string, limit: number][] = [
  ['LCP, ms', 2500],
  ['total, kB', 170],
  ['script, kB', 100],
  ['', 200],
]

function print(): void {
  console.log('| | median | worst | limit | |\n| --- | --- | --- | --- | --- |')
  for (const [name, all] of results) {
    const sorted = [...all].sort((a, b) => a - b)
    const median = sorted[sorted.length >> 1]!
    const worst = sorted.at(-1)!
    const limit = limits.find(([ending]) => name.endsWith(ending))![1]
    const reached = worst <= limit ? 'reached' : median <= limit ? 'median only' : 'not reached'
    console.log(`| ${name} | ${median.toFixed(0)} | ${worst.toFixed(0)} | ${limit} | ${reached} |`)
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
const port = await freePort()
const program = fileURLToPath(new URL('../bin/nhip.js', import.meta.url))
const server = spawn(process.execPath, [program, 'serve'], {
  env: { ...process.env, NHIP_DATA: dataDir, NHIP_PORT: String(port), NHIP_LOG: 'error' },
  stdio: ['ignore', 'ignore', 'inherit'],
})
try {
  await until(
    'the server',
    async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
      return answer?.ok ?? false
    },
    120_000,
  )
  const slow = await slowLink(port, link)
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: chromiumArgs,
  })
  try {
    for (let index = 0; index < runs; index += 1) {
      await run(browser, `http://127.0.0.1:${slow.port}`, slow.carried)
      console.error(`run ${index + 1} of ${runs}, load average ${loadavg()[0]!.toFixed(1)}`)
    }
  } finally {
    await browser.close()
    slow.close()
    print()
  }
} finally {
  server.kill('SIGTERM')
  await new Promise((resolve) => server.once('exit', resolve))
  await rm(dataDir, { recursive: true, force: true })
}
