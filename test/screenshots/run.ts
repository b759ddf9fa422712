import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openInstallation } from '../../server/cli/installation.ts'
import { installDemo } from '../../server/demo.ts'
import { buildWeb } from '../../web/build.ts'
import { testConfig } from '../config.ts'
import { startBrowser } from '../e2e/console-pages.ts'
import { fillWithSamples, findSamples, goTo, windows } from './demo.ts'
import { shots } from './pages.ts'

const help = `
Takes a picture of every page of the demo province, one file for each: on a phone and on a desktop,
light and dark, beside each other.

  node bin/node.js test/screenshots/run.ts [--out folder] [--only inbox,form] [--wall]

  --out    where the pictures go (default: .screenshots)
  --only   names of pages, or how they begin
  --wall   the one look of a 4K wall instead`

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.screenshots' },
    only: { type: 'string' },
    wall: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
})

type Look = { width: number; height: number; colorScheme: 'light' | 'dark' }
const everyday: Look[] = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1280, height: 844, colorScheme: 'light' },
  { width: 1280, height: 844, colorScheme: 'dark' },
]
const wall: Look[] = [{ width: 3840, height: 2160, colorScheme: 'dark' }]
/** A page is shown as far as this: longer ones repeat themselves. */
const tallest = 2600

/** The page in each look, beside each other. */
async function picture(page: Page, looks: Look[]): Promise<Buffer> {
  const parts: { input: Buffer; left: number; top: number }[] = []
  let left = 0
  let height = 0
  for (const { colorScheme, ...size } of looks) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => document.fonts.ready)
    // A map draws in its own time, and nothing tells when it is done.
    if ((await page.locator('canvas').count()) > 0) await page.waitForTimeout(2_000)
    const all = await page.evaluate(() => document.documentElement.scrollHeight)
    const tall = Math.min(Math.max(all, size.height), tallest)
    await page.setViewportSize({ width: size.width, height: tall })
    parts.push({ input: await page.screenshot(), left, top: 0 })
    left += size.width + 16
    height = Math.max(height, tall)
  }
  const background = { r: 128, g: 128, b: 128 }
  return sharp({ create: { width: left - 16, height, channels: 3, background } })
    .composite(parts)
    .png({ palette: true })
    .toBuffer()
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(help)
    return 0
  }
  const only = values.only?.split(',')
  const wanted = shots.filter(({ name }) => only?.some((word) => name.startsWith(word)) ?? true)
  const out = resolve(values.out)
  await mkdir(out, { recursive: true })
  await buildWeb({ root: fileURLToPath(new URL('../..', import.meta.url)) })
  const dataDir = await mkdtemp(join(tmpdir(), 'nhip-screenshots-'))
  const config = testConfig({ dataDir, databaseUrl: undefined })
  const installation = await openInstallation(config)
  const { app } = installation
  await installDemo(app)
  const { codes } = await fillWithSamples(app)
  const { server, close } = await app.serve()
  const worker = await app.work()
  const { port } = server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const browser = await startBrowser({ maps: true })
  const failed: string[] = []
  try {
    const shown = await findSamples(url, codes)
    const windowOf = windows(async () => (await browser.newContext()).newPage(), url)
    for (const shot of wanted) {
      const page = await windowOf(shot)
      try {
        await goTo(page, url, shot, shown)
        const bytes = await picture(page, values.wall ? wall : everyday)
        await sharp(bytes).toFile(join(out, `${shot.name}.png`))
        console.log(shot.name)
      } catch (error) {
        failed.push(`${shot.name}: ${String(error).split('\n')[0]}`)
      }
      if (shot.who === null) await page.context().close()
    }
  } finally {
    await browser.close()
    await close()
    await worker.close()
    await installation.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  for (const line of failed) console.error(line)
  return failed.length > 0 ? 1 : 0
}

process.exitCode = await main()
