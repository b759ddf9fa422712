import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { picture } from '../../server/pictures/pictures.fixture.ts'
import { chromiumArgs, chromiumPath } from '../chromium.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { codeOn, fillReport, goOn } from './citizen-pages.ts'
import { findViolations } from './console-pages.ts'
import { inReleases, releaseOf } from './releases.ts'

let server: TestServer
let profile: string
let phone: Phone

beforeAll(async () => {
  server = await startTestServer()
  profile = await mkdtemp(join(tmpdir(), 'nhip-profile-'))
  phone = await turnOn()
}, 90_000)
afterAll(async () => {
  await phone?.kill()
  await server?.close()
  await rm(profile, { recursive: true, force: true })
})

type Phone = { context: BrowserContext; kill(): Promise<void> }

/** A browser with a memory, as a program of its own, so that it can be killed. */
async function turnOn(): Promise<Phone> {
  const program: ChildProcess = spawn(
    await chromiumPath(),
    [
      ...chromiumArgs,
      '--headless=new',
      '--disable-3d-apis',
      '--remote-debugging-port=0',
      '--lang=vi',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise((resolve) => program.once('exit', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    program.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found) resolve(found[1]!)
    })
    program.once('exit', () => reject(new Error(said)))
  })
  const browser: Browser = await chromium.connectOverCDP(address)
  return {
    context: browser.contexts()[0]!,
    async kill() {
      if (program.exitCode === null) process.kill(-program.pid!, 'SIGKILL')
      await ended
      await browser.close().catch(() => undefined)
    },
  }
}

const reports = async () => {
  const desk = await server.client('dieuphoi@demo.nhip.vn')
  return (await desk.listCases({ query: { q: 'sóng' } })).cases
}
const waiting = (page: Page) =>
  page.getByRole('region', { name: /^(Chờ gửi trên|Đã gửi từ) máy này$/ })
/** Comes to the site, until it can be opened without a network. */
async function visit(url = server.url): Promise<Page> {
  const page = await phone.context.newPage()
  await page.goto(url)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller)).not.toBeNull()
  return page
}
async function fill(page: Page, words: string, url = server.url): Promise<void> {
  await fillReport(page, url, words, 'Chuyện gì xảy ra')
  await page.getByLabel('Mô tả').fill(words)
}
async function send(page: Page): Promise<void> {
  await goOn(page, 'Liên hệ với bạn')
  await page.getByLabel('Họ và tên').fill('Trần Thị B')
  await goOn(page, 'Kiểm tra trước khi gửi')
  await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
}

it(
  'takes a report without a network and sends it once, though the browser was killed',
  {
    timeout: 90_000,
  },
  async () => {
    const page = await visit()
    await phone.context.setOffline(true)
    await page.goto(`${server.url}/so-lieu`)
    await page.getByRole('heading', { name: 'Đang mất mạng', level: 1 }).waitFor()

    await fill(page, 'Cột sóng nghiêng')
    const buffer = await picture(800, 600).jpeg().toBuffer()
    const photo = { name: 'cot.jpg', mimeType: 'image/jpeg', buffer }
    await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles([photo])
    await page.getByText('Chưa gửi được ảnh này.').first().waitFor()
    await send(page)
    await waiting(page).getByText('Mất mạng – nội dung đã lưu trên máy').waitFor()
    expect(await findViolations(page)).toEqual([])

    await phone.kill()
    expect(await reports()).toEqual([])
    phone = await turnOn()
    const pages = await Promise.all([visit(), visit()])
    await waiting(pages[0]).getByText('Đã nhận phản ánh').waitFor()
    const [only, ...others] = await reports()
    expect(others).toEqual([])
    const { pictures } = await (
      await server.client('dieuphoi@demo.nhip.vn')
    ).getCase({ params: { id: only!.id } })
    expect(pictures).toHaveLength(1)

    // The code stands there until it was put away, in both windows.
    await expect.poll(() => waiting(pages[1]).innerText()).toMatch(/\d{4} \d{4} \d{4}/)
    await waiting(pages[1]).getByRole('button', { name: 'Đã ghi mã' }).click()
    await waiting(pages[0]).waitFor({ state: 'hidden' })
  },
)

it(
  'gives a report that was refused back to its sender, who may change or discard what waits',
  {
    timeout: 60_000,
  },
  async () => {
    const before = (await reports()).length
    const page = await visit()
    await phone.context.setOffline(true)
    await fill(page, 'Trạm sóng ồn, tôi khiếu nại')
    await send(page)
    await waiting(page).getByRole('button', { name: 'Sửa' }).click()
    await page.getByRole('heading', { name: 'Kiểm tra trước khi gửi' }).waitFor()
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
    await waiting(page).getByText('Mất mạng').waitFor()
    await page.goto(server.url)
    await phone.context.setOffline(false)
    await waiting(page).getByText('Trung tâm chưa nhận').waitFor()
    await waiting(page).getByRole('button', { name: 'Sửa' }).click()
    await page.getByRole('heading', { name: 'Kiểm tra trước khi gửi' }).waitFor()
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click()
    await page.getByRole('button', { name: 'Vẫn gửi' }).click()
    await codeOn(page)
    expect((await reports()).length).toBe(before + 1)

    await phone.context.setOffline(true)
    await fill(page, 'Cột sóng đổ')
    await send(page)
    page.once('dialog', (dialog) => void dialog.accept())
    await waiting(page).getByRole('button', { name: 'Bỏ' }).click()
    await waiting(page).waitFor({ state: 'hidden' })
    await phone.context.setOffline(false)
  },
)

it('goes over to a new release without mixing two, and loses nothing that waits', async () => {
  const before = (await reports()).length
  const site = await inReleases(server.url)
  try {
    const page = await visit(site.url)
    await phone.context.setOffline(true)
    await fill(page, 'Cột sóng gãy', site.url)
    await send(page)
    await waiting(page).getByText('Mất mạng').waitFor()
    expect(await releaseOf(page)).toBe('first:first')

    // The server is newer than the worker, and takes nothing yet.
    site.deploy()
    site.takes(false)
    await page.goto(`${site.url}/gui-phan-anh`)
    expect(await releaseOf(page)).toBe('first:first')
    await phone.context.setOffline(false)
    const other = await phone.context.newPage()
    await other.goto(`${site.url}/gui-phan-anh`)
    await expect.poll(() => releaseOf(other), { timeout: 10_000 }).toBe('next:next')
    const isOver = () =>
      other.evaluate(async () => {
        const { active, installing, waiting } = await navigator.serviceWorker.ready
        const names = (await caches.keys()).filter((name) => name.includes('next-'))
        return names.length === 1 && active?.state === 'activated' && !installing && !waiting
      })
    await expect.poll(isOver, { timeout: 20_000 }).toBe(true)

    // The page that was open goes on as it was; the next one without a network is all new.
    expect(await releaseOf(page)).toBe('first:first')
    await waiting(page).getByRole('status').waitFor()
    await phone.context.setOffline(true)
    for (const path of ['/gui-phan-anh', '/so-khan-cap']) {
      await page.goto(`${site.url}${path}`)
      await expect.poll(() => releaseOf(page), { timeout: 10_000 }).toBe('next:next')
    }
    site.takes(true)
    await phone.context.setOffline(false)
    await page.goto(site.url)
    await waiting(page).getByText('Đã nhận phản ánh').waitFor()
    expect((await reports()).length).toBe(before + 1)
  } finally {
    await phone.context.setOffline(false)
    await site.close()
  }
}, 60_000)
