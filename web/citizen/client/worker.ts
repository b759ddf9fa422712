import { outbox } from './outbox.ts'

/**
 * The service worker of the citizen's site: the report form opens without a network, what waits is
 * sent when there is one again, and nothing personal is kept. The console is none of its business.
 *
 * Each release has a cache of its own, filled when the worker is installed. The new worker takes over
 * at once; the files of the release before stay for pages that are still open.
 */
declare const __RELEASE__: string
/** The site's files: what every page needs. */
declare const __ASSETS__: string[]

/** TypeScript's types for workers and for pages exclude each other; these few are all. */
type Extendable = Event & { waitUntil(work: Promise<unknown>): void }
type Fetched = Extendable & {
  request: Request
  preloadResponse: Promise<Response | undefined>
  respondWith(response: Promise<Response>): void
}
type Synced = Extendable & { tag: string }
const worker = globalThis as unknown as {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  registration: ServiceWorkerRegistration
}

const language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'vi'
const ours = 'nhip.site.'
const name = `${ours}${__RELEASE__}.${language}`
/** In place of any page that is not kept. */
const fallback = '/ngoai-tuyen'
/** Kept from the beginning, as somebody sees them who is not signed in. */
const shells = ['/gui-phan-anh', '/so-khan-cap', fallback]
/** Kept as they were seen last; the same for everybody, which their `Cache-Control` says. */
const seen = new Set([...shells, '/', '/tro-nang', '/quyen-rieng-tu'])
/** A network that takes longer to begin answering is as good as none for a page that is kept. */
const slowMs = 6_000

addEventListener('install', (event) => (event as Extendable).waitUntil(install()))
addEventListener('activate', (event) => (event as Extendable).waitUntil(takeOver()))
addEventListener('fetch', (event) => answer(event as Fetched))
// Background Sync, where there is one: rejected, the browser tries again later.
addEventListener('sync', (event) => {
  if ((event as Synced).tag === outbox.tag) (event as Synced).waitUntil(sendAll())
})

async function install(): Promise<void> {
  const isNew = !(await caches.has(name))
  try {
    await fill()
  } catch (error) {
    // Half of a release would pass for the one that open pages are of.
    if (isNew) await caches.delete(name)
    throw error
  }
  await worker.skipWaiting()
}

async function fill(): Promise<void> {
  const cache = await caches.open(name)
  // From the browser's own cache where the page has just loaded them: their names are their contents.
  await cache.addAll(__ASSETS__)
  for (const path of shells) {
    const response = await fetch(`${path}?lang=${language}`, {
      credentials: 'omit',
      cache: 'no-cache',
    })
    if (!(await keep(path, response))) throw new Error(`not kept: ${path}`)
  }
}

async function takeOver(): Promise<void> {
  const names = (await caches.keys()).filter((one) => one.startsWith(ours) && one !== name)
  // In the order they were made: the last is the release that open pages are of.
  for (const old of names.slice(0, -1)) await caches.delete(old)
  // Absent in old browsers.
  await worker.registration.navigationPreload?.enable()
  await worker.clients.claim()
}

function answer(event: Fetched): void {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (pathname === '/console' || pathname.startsWith('/console/')) return
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (request.mode === 'navigate') event.respondWith(page(event, pathname))
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

/** From the network; from what is kept only where that does not answer. */
async function page(event: Fetched, path: string): Promise<Response> {
  const cache = await caches.open(name)
  const find = (of: string) => cache.match(of, { ignoreVary: true })
  const kept = seen.has(path) ? await find(path) : undefined
  const asked = fetched(event)
  if (kept) {
    // It may still come, for the next time.
    event.waitUntil(asked.then((response) => keep(path, response.clone())).catch(() => false))
    const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), slowMs))
    return Promise.race([asked, late]).catch(() => kept)
  }
  try {
    const response = await asked
    if (seen.has(path)) event.waitUntil(keep(path, response.clone()).catch(() => false))
    return response
  } catch (error) {
    const offline = await find(fallback)
    if (offline) return offline
    throw error
  }
}

async function fetched(event: Fetched): Promise<Response> {
  return (await event.preloadResponse) ?? fetch(event.request)
}

/**
 * Keeps a page that is the same for everybody and of this release: one of another release would ask
 * for files that are not here. Whether it was kept.
 */
async function keep(path: string, response: Response): Promise<boolean> {
  const rule = response.headers.get('cache-control') ?? 'no-store'
  if (response.status !== 200 || response.redirected || /no-store/.test(rule)) return false
  const text = await response.clone().text()
  const html = new Set(text.match(/\/assets\/main-[\w-]+\.\w+/g))
  const own = __ASSETS__.filter((file) => file.startsWith('/assets/main-'))
  // In another language than this worker was made for, it would surprise without a network.
  if (html.size !== own.length || !own.every((file) => html.has(file))) return false
  if (!text.includes(`<html lang="${language}"`)) return false
  await (await caches.open(name)).put(path, response)
  return true
}

async function sendAll(): Promise<void> {
  if ((await outbox.send()) > 0) throw new Error('something still waits')
}
