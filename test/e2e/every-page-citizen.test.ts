import { citizenShots } from '../screenshots/pages.ts'
import type { TestServer } from '../server.ts'
import { lookAt } from './every-page.ts'

lookAt(citizenShots, citizenPages)

/** What the server answers to a browser that goes there, except what is no page of its own. */
function citizenPages({ routes }: TestServer): string[] {
  const other =
    /^\/(api|open311|map|assets|console|healthz|readyz|metrics)\b|\*|\.\w+$|:size|\/sso\b/
  // A part of a page for its script, and a download.
  const parts = new Set(['/gui-phan-anh/cung-viec', '/du-lieu-cua-toi/tai-khoan'])
  const urls = routes.filter(({ method }) => method === 'GET').map(({ url }) => url)
  return urls.filter((url) => !other.test(url) && !parts.has(url))
}
