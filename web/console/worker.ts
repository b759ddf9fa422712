import { createOutbox } from '../ui/outbox.ts'

/**
 * The service worker of the console, for an agency's people: its page and files open without a
 * network, and what waits in the outbox is sent when there is one again. No answer of the server is
 * kept here: what may be read without a network is sealed (`seen.ts`).
 */

/** TypeScript's types for workers and for pages exclude each other; these few are all. */
type Extendable = Event & { waitUntil(work: Promise<unknown>): void }
type Fetched = Extendable & { request: Request; respondWith(response: Promise<Response>): void }
type Synced = Extendable & { tag: string }
const worker = globalThis as unknown as {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}

const name = 'nhip.console'
const shell = '/console'
const assets = '/console/assets/'
const outboxes = 'nhip.outbox.'
/** A network that takes longer to begin answering is as good as none. */
const slowMs = 6_000

addEventListener('install', (event) => (event as Extendable).waitUntil(install()))
addEventListener('activate', (event) => (event as Extendable).waitUntil(worker.clients.claim()))
addEventListener('fetch', (event) => answer(event as Fetched))
addEventListener('sync', (event) => {
  const { tag } = event as Synced
  if (tag.startsWith(`${outboxes}console.`)) (event as Synced).waitUntil(sendAll(tag))
})

async function install(): Promise<void> {
  await keep(await fetch(shell, { cache: 'no-cache' }))
  await worker.skipWaiting()
}

function answer(event: Fetched): void {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith(assets)) event.respondWith(asset(request))
  else if (request.mode === 'navigate' && isPage(pathname)) event.respondWith(page(event))
}

/** Single sign-on only passes through. */
const isPage = (path: string) =>
  (path === shell || path.startsWith(`${shell}/`)) && !path.startsWith(`${shell}/sso`)

/** The name of a file is its contents. */
async function asset(request: Request): Promise<Response> {
  const found = await caches.match(request, { ignoreVary: true })
  if (found) return found
  const response = await fetch(request)
  if (response.status === 200) await (await caches.open(name)).put(request, response.clone())
  return response
}

/** From the network; every address has the same page, so the one that is kept serves all. */
async function page(event: Fetched): Promise<Response> {
  const found = await (await caches.open(name)).match(shell, { ignoreVary: true })
  const asked = fetch(event.request)
  if (!found) return asked
  event.waitUntil(asked.then((response) => keep(response.clone())).catch(() => undefined))
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(found), slowMs))
  return Promise.race([asked, late]).catch(() => found)
}

/** Keeps the page once all it asks for is kept, and forgets the files of another release. */
async function keep(response: Response): Promise<void> {
  const isHtml = response.headers.get('content-type')?.startsWith('text/html')
  if (response.status !== 200 || response.redirected || !isHtml) return
  const text = await response.clone().text()
  const files = [...new Set(text.match(/\/console\/assets\/[\w.-]+/g))]
  if (files.length === 0) return
  const cache = await caches.open(name)
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname)
  const missing = files.filter((file) => !paths.includes(file))
  await cache.addAll(missing)
  await cache.put(shell, response)
  if (missing.length === 0) return
  for (const path of paths) {
    if (path.startsWith(assets) && !files.includes(path)) await cache.delete(path)
  }
}

async function sendAll(tag: string): Promise<void> {
  const left = await createOutbox(tag.slice(outboxes.length)).send()
  if (left > 0) throw new Error('something still waits')
}
