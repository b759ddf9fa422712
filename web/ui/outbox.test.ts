import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stripTypeScriptTypes } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { chromiumArgs, chromiumPath } from '../../test/chromium.ts'
import type { createOutbox, Entry, Outgoing } from './outbox.ts'

declare global {
  interface Window {
    createOutbox: typeof createOutbox
  }
}

let server: Server
let url: string
let browser: Browser
let context: BrowserContext
/** What the server took, by key, in the order it came; and how it answers, in turn, then 201. */
let taken: { key: string; body: string }[]
let answers: { status: number; body?: string; headers?: Record<string, string>; lost?: boolean }[]

const worker = `import { createOutbox } from '/outbox.ts'
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', (event) => event.waitUntil(createOutbox('test').send()))`
const page = `<!doctype html><title>t</title><script type="module">
import { createOutbox } from '/outbox.ts'
window.createOutbox = createOutbox</script>`

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url!
    if (request.method === 'POST' || request.method === 'PATCH') {
      const body = await bodyOf(request)
      if (path.startsWith('/api/uploads')) {
        const isBegin = request.method === 'POST'
        if (!isBegin) taken.push({ key: path, body })
        response.writeHead(isBegin ? 201 : 204, {
          location: '/api/uploads/id-of-the-picture',
          'upload-offset': Buffer.byteLength(body),
        })
        response.end()
        return
      }
      const answer = answers.shift() ?? { status: 201, body: '{"number":"1"}' }
      taken.push({ key: String(request.headers['idempotency-key']), body })
      if (answer.lost) {
        // Begun, so that the browser does not repeat it by itself.
        response.writeHead(answer.status, { 'content-length': 100 }).write('{', () => {
          response.destroy()
        })
        return
      }
      response.writeHead(answer.status, answer.headers).end(answer.body)
      return
    }
    if (path === '/favicon.ico') return response.writeHead(404).end()
    if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    const source =
      path === '/worker.js'
        ? worker
        : stripTypeScriptTypes(await readFile(new URL(`.${path}`, import.meta.url), 'utf8'))
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(source)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumArgs })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
})
beforeEach(async () => {
  taken = []
  answers = []
  context = await browser.newContext()
})
afterEach(() => context.close())

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
async function newPage(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => 'createOutbox' in window)
  return page
}
const words = 'Đèn đường trong kiệt tắt'
const keep = (page: Page, key: string, more: Omit<Partial<Outgoing>, 'files'> = {}) =>
  page.evaluate((outgoing) => window.createOutbox('test').keep(outgoing), {
    key,
    kind: 'report',
    address: '/take',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: `${words} ${key}`,
    ...more,
  } satisfies Outgoing)
const send = (page: Page) => page.evaluate(() => window.createOutbox('test').send())
const sendInWorker = (page: Page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no target
    active!.postMessage('send')
  })
const list = (page: Page): Promise<Entry[]> =>
  page.evaluate(() => window.createOutbox('test').list())
const open = (page: Page, key: string) =>
  page.evaluate((key) => window.createOutbox('test').open(key), key)
const take = (page: Page, key: string) =>
  page.evaluate((key) => window.createOutbox('test').take(key), key)

it('keeps without a network, unreadable on the disk, and sends in order when there is one', async () => {
  const first = await newPage()
  await context.setOffline(true)
  await keep(first, 'key-1')
  await keep(first, 'key-2')
  expect(await send(first)).toBeGreaterThan(0)
  expect(await list(first)).toMatchObject([
    { key: 'key-1', kind: 'report', state: 'waiting', code: null },
    { key: 'key-2', state: 'waiting' },
  ])
  const raw = await first.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('nhip.outbox.test')
        opening.addEventListener('success', () => {
          const all = opening.result.transaction('requests').objectStore('requests').getAll()
          all.addEventListener('success', () => {
            const texts = (all.result as { content: Uint8Array }[]).map(({ content }) =>
              new TextDecoder().decode(content),
            )
            resolve(JSON.stringify(all.result) + texts.join(''))
          })
        })
      }),
  )
  expect(raw).toContain('key-1')
  expect(raw).not.toContain('Đèn')

  await first.evaluate(() => {
    window.createOutbox('test').start()
  })
  await context.setOffline(false)
  await expect.poll(() => list(first)).toEqual([])
  expect(taken.map(({ key }) => key)).toEqual(['key-1', 'key-2'])
  expect(taken[0]!.body).toBe(`${words} key-1`)
})

it('sends once though two windows and the service worker want to at the same time', async () => {
  const pages = [await newPage(), await newPage()]
  await pages[0]!.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js', { type: 'module' })
    await navigator.serviceWorker.ready
  })
  await keep(pages[0]!, 'key-1')
  await keep(pages[1]!, 'key-2')
  await Promise.all([...pages.map(send), sendInWorker(pages[0]!)])
  await expect.poll(() => list(pages[1]!)).toEqual([])
  expect(taken.map(({ key }) => key)).toEqual(['key-1', 'key-2'])
  // And by the worker alone, with a picture: it has no XMLHttpRequest.
  await pages[0]!.evaluate(() =>
    window.createOutbox('test').keep({
      key: 'key-3',
      kind: 'report',
      address: '/take',
      method: 'POST',
      headers: {},
      body: 'picture=file-1',
      files: [{ name: 'file-1', body: new Blob(['a picture']), id: null, whole: 0 }],
    }),
  )
  await pages[1]!.close()
  await sendInWorker(pages[0]!)
  await expect.poll(() => list(pages[0]!)).toEqual([])
  expect(taken.slice(2)).toEqual([
    { key: '/api/uploads/id-of-the-picture', body: 'a picture' },
    { key: 'key-3', body: 'picture=id-of-the-picture' },
  ])
})

it('repeats under the same key what brought no answer, and waits as long as it is asked to', async () => {
  const page = await newPage()
  await keep(page, 'key-1', { keepAnswer: true })
  answers = [
    { status: 201, lost: true },
    { status: 503, headers: { 'retry-after': '3600' } },
  ]
  expect(await send(page)).toBeGreaterThan(0)
  expect(await list(page)).toMatchObject([{ state: 'waiting', code: null }])
  expect(await send(page)).toBeGreaterThan(0)
  expect(await list(page)).toMatchObject([{ state: 'waiting', code: 'http_503' }])
  // Not before its time.
  expect(await send(page)).toBeGreaterThan(0)
  expect(taken).toHaveLength(2)
  await page.evaluate(() => window.createOutbox('test').again('key-1'))
  expect(await send(page)).toBe(0)
  expect(new Set(taken.map(({ key, body }) => `${key} ${body}`)).size).toBe(1)
  expect(await list(page)).toMatchObject([{ state: 'done', code: null }])
  expect(await open(page, 'key-1')).toMatchObject({ answer: '{"number":"1"}' })
})

it('keeps what was refused, with its reason, and lets it be taken out again', async () => {
  const page = await newPage()
  const refusal = JSON.stringify({ error: { code: 'invalid_input' } })
  await keep(page, 'key-1', { about: { place: 'kiệt 12' } })
  await keep(page, 'key-2')
  await keep(page, 'key-3')
  answers = [
    { status: 400, body: refusal },
    { status: 201 },
    { status: 401, body: JSON.stringify({ error: { code: 'unauthenticated' } }) },
  ]
  expect(await send(page)).toBeGreaterThan(0)
  expect(await list(page)).toMatchObject([
    { key: 'key-1', state: 'refused', code: 'invalid_input' },
    { key: 'key-3', state: 'waiting', code: 'unauthenticated' },
  ])
  expect(await take(page, 'key-1')).toMatchObject({
    about: { place: 'kiệt 12' },
    body: `${words} key-1`,
    answer: refusal,
  })
  expect(await take(page, 'key-1')).toBeNull()
  await expect(keep(page, 'key-3')).rejects.toThrow()
  expect(await list(page)).toMatchObject([{ key: 'key-3' }])
})
