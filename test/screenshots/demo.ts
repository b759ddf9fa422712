import type { Page, Request } from 'playwright-core'
import { createClient } from '../../contract/client.ts'
import type { StaffRole } from '../../contract/identity.ts'
import type { App } from '../../server/app.ts'
import { demoAccounts, demoPassword } from '../../server/demo-accounts.ts'
import { playSampleReports } from '../../server/demo-reports.ts'
import type { DemoPeople } from '../../server/demo-reports.ts'
import type { Viewer } from '../../server/identity/index.ts'
import { playShift } from '../../server/demo-shift.ts'
import { signIn } from '../e2e/console-pages.ts'
import { withCookies } from '../server.ts'
import { newcomer } from './pages.ts'
import type { Shot, Shown } from './pages.ts'

/** Plays the demo's reports and shift, and makes an account that nobody has used yet. */
export async function fillWithSamples(app: App): Promise<{ codes: Map<string, string> }> {
  const { rows } = await app.database.pool.query<{ id: string; email: string }>(
    'select id, email from identity.users',
  )
  const personAs = (wanted: StaffRole): Viewer => {
    const { name, email, role, agency } = demoAccounts.find(({ role }) => role === wanted)!
    const { id } = rows.find((row) => row.email === email)!
    return { id, name, email, grants: [{ role, agency }] }
  }
  const people: DemoPeople = {
    operator: personAs('operator'),
    shift_lead: personAs('shift_lead'),
    coordinator: personAs('coordinator'),
    officer: personAs('officer'),
    head: personAs('head'),
  }
  const codes = await playSampleReports(app, people)
  await playShift(app, people)
  const grants = [{ role: 'operator' as const, agency: null }]
  await app.identity.createStaff({ ...newcomer, name: 'Tôn Nữ Hồng Hạnh', grants })
  return { codes }
}

/** Finds the sample reports as the centre does. */
export async function findSamples(url: string, codes: Map<string, string>): Promise<Shown> {
  const client = createClient({ origin: url, fetch: withCookies() })
  await client.signIn({ body: { email: 'dieuphoi@demo.nhip.vn', password: demoPassword } })
  const { cases } = await client.listCases({ query: { box: 'all', limit: 200 } })
  const { reports } = await client.listPublicReports({ query: {} })
  return {
    caseIn(status) {
      const found = cases.find((row) => row.status === status)
      if (!found) throw new Error(`no sample report is ${status}`)
      return { ...found, code: codes.get(found.number)! }
    },
    published: reports[0]!.number,
  }
}

/** Goes to a page of the table, as the one who goes there, and does what is done before it is shown. */
export async function goTo(page: Page, url: string, shot: Shot, shown: Shown): Promise<void> {
  await page.goto(url + (typeof shot.path === 'string' ? shot.path : shot.path(shown)))
  await settled(page)
  if (!shot.before) return
  await shot.before(page, shown)
  await settled(page)
}

/** What each page has asked for by script and waits for. */
const asked = new WeakMap<Page, Set<Request>>()

function watchRequests(page: Page): void {
  const waiting = new Set<Request>()
  asked.set(page, waiting)
  page.on('request', (request) => {
    if (['fetch', 'xhr'].includes(request.resourceType())) waiting.add(request)
  })
  for (const event of ['requestfinished', 'requestfailed'] as const) {
    page.on(event as 'requestfinished', (request) => waiting.delete(request))
  }
}

/** Waits until every answer has come and was drawn, also to what an answer makes the page ask. */
async function answered(page: Page): Promise<void> {
  const waiting = asked.get(page)
  do {
    while (waiting?.size) {
      await new Promise<void>((resolve) => {
        page.once('requestfinished', () => resolve())
        page.once('requestfailed', () => resolve())
      })
    }
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
    )
  } while (waiting?.size)
}

/** Waits until everything the page asked for is there, and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await answered(page)
  await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null &&
      document.querySelector('.loading, [aria-busy="true"]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  )
}

/** The page that somebody of the table uses, signed in at their first; nobody's is always a new one. */
export function windows(newPage: () => Promise<Page>, url: string) {
  const signedIn = new Map<string, Page>()
  return async ({ who }: Shot): Promise<Page> => {
    const known = who === null ? undefined : signedIn.get(who)
    if (known) return known
    const page = await newPage()
    watchRequests(page)
    if (who !== null) {
      const { password } = who === newcomer.email ? newcomer : { password: demoPassword }
      await signIn(page, url, who, '', password)
      signedIn.set(who, page)
    }
    return page
  }
}
