import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { ApiError } from '../../contract/client.ts'
import { readSearch } from './administration/search.ts'
import type { AdministrationSearch } from './administration/search.ts'
import { meQuery, queryClient } from './api.ts'
import { readAuditSearch } from './audit/search.ts'
import type { AuditSearch } from './audit/search.ts'
import { CasePage } from './case/case-page.tsx'
import { readDeskSearch } from './inbox/address.ts'
import type { DeskSearch } from './inbox/address.ts'
import { Desk } from './inbox/desk.tsx'
import { setLocked } from './security/lock.ts'
import { SessionGuard } from './security/lock-screen.tsx'
import { readOverviewSearch } from './overview/search.ts'
import type { OverviewSearch } from './overview/search.ts'
import { beginsWithOverview, hasNoReports, isAdministrator } from './session.ts'
import { dropSeen } from './seen.ts'
import { onSessionEnd } from './session-end.ts'
import { SignInPage } from './signin/signin-page.tsx'
import { signOnResults } from './signin/sign-on.ts'
import type { SignOnResult } from './signin/sign-on.ts'
import { CommandBar } from './shell/command-bar.tsx'
import { readStatisticsSearch } from './statistics/search.ts'
import type { StatisticsSearch } from './statistics/search.ts'
import { Announcements } from './ui/announce.tsx'
import { Failed, Loading } from './ui/states.tsx'

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <CommandBar />
      <SessionGuard />
      <Announcements />
    </>
  ),
})

/** Where one was going, as a path inside the console. */
const readNext = (search: Record<string, unknown>): { next?: string } =>
  typeof search.next === 'string' && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {}

/** The same, and how single sign-on came back: with a code to ask for, refused, or not reached. */
const readSignOn = (search: Record<string, unknown>): { next?: string; sso?: SignOnResult } => {
  const sso = signOnResults.find((known) => known === search.sso)
  return { ...readNext(search), ...(sso && { sso }) }
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dang-nhap',
  validateSearch: readSignOn,
  component: SignInPage,
})

/** Who is not signed in signs in first, and comes back; so does who has something to set up. */
async function needSession({ location }: { location: { href: string } }): Promise<void> {
  const isSetUp = await hasSession(location)
  if (!isSetUp) throw redirect({ to: '/thiet-lap', search: { next: location.href } })
}

async function hasSession(location: { href: string }): Promise<boolean> {
  try {
    const me = await queryClient.ensureQueryData(meQuery)
    if (me.state === 'locked') setLocked(true)
    return me.state !== 'set_up'
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error
    throw redirect({ to: '/dang-nhap', search: { next: location.href } })
  }
}

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/thiet-lap',
  validateSearch: readNext,
  beforeLoad: async ({ location }) => {
    await hasSession(location)
  },
  component: lazyRouteComponent(() => import('./security/set-up-page.tsx'), 'SetUpPage'),
})

const security = createRoute({
  getParentRoute: () => root,
  path: '/bao-mat',
  beforeLoad: needSession,
  component: lazyRouteComponent(() => import('./security/security-page.tsx'), 'SecurityPage'),
})

const delegations = createRoute({
  getParentRoute: () => root,
  path: '/uy-quyen',
  beforeLoad: needSession,
  component: lazyRouteComponent(
    () => import('./delegations/delegations-page.tsx'),
    'DelegationsPage',
  ),
})

const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  validateSearch: (search: Record<string, unknown>): DeskSearch => readDeskSearch(search),
  beforeLoad: needSession,
  component: Desk,
})

const inbox = createRoute({
  getParentRoute: () => desk,
  path: '/',
  beforeLoad: async ({ search }) => {
    const me = await queryClient.ensureQueryData(meQuery)
    if (hasNoReports(me)) throw redirect({ to: isAdministrator(me) ? '/quan-tri' : '/nhat-ky' })
    if (beginsWithOverview(me) && Object.keys(search).length === 0) {
      throw redirect({ to: '/tong-quan' })
    }
  },
  component: () => null,
})

const oneCase = createRoute({
  getParentRoute: () => desk,
  path: '/phan-anh/$id',
  component: CasePage,
})

const administration = createRoute({
  getParentRoute: () => root,
  path: '/quan-tri',
  validateSearch: (search: Record<string, unknown>): AdministrationSearch => readSearch(search),
  beforeLoad: needSession,
  // Few need these pages; the desk does not wait for them.
  component: lazyRouteComponent(() => import('./administration/shell.tsx'), 'AdministrationShell'),
})

const administrationStart = createRoute({
  getParentRoute: () => administration,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/quan-tri/$section', params: { section: 'don-vi-hanh-chinh' } })
  },
})

const workbench = createRoute({
  getParentRoute: () => administration,
  path: '/phan-tuyen',
  component: lazyRouteComponent(() => import('./routing/workbench.tsx'), 'Workbench'),
})

const section = createRoute({
  getParentRoute: () => administration,
  path: '/$section',
  component: lazyRouteComponent(() => import('./administration/section-page.tsx'), 'SectionPage'),
})

const sectionList = createRoute({
  getParentRoute: () => section,
  path: '/',
  component: () => null,
})

const sectionRecord = createRoute({
  getParentRoute: () => section,
  path: '/$code',
  component: () => null,
})

const statistics = createRoute({
  getParentRoute: () => root,
  path: '/so-lieu',
  validateSearch: (search: Record<string, unknown>): StatisticsSearch =>
    readStatisticsSearch(search),
  beforeLoad: needSession,
  component: lazyRouteComponent(() => import('./statistics/statistics-page.tsx'), 'StatisticsPage'),
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/tong-quan',
  validateSearch: (search: Record<string, unknown>): OverviewSearch => readOverviewSearch(search),
  beforeLoad: needSession,
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
})

const shifts = createRoute({
  getParentRoute: () => root,
  path: '/ca-truc',
  validateSearch: (search: Record<string, unknown>): { shift?: string } =>
    typeof search.shift === 'string' && search.shift ? { shift: search.shift.slice(0, 40) } : {},
  beforeLoad: needSession,
  component: lazyRouteComponent(() => import('./shifts/shifts-page.tsx'), 'ShiftsPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/nhat-ky',
  validateSearch: (search: Record<string, unknown>): AuditSearch => readAuditSearch(search),
  beforeLoad: needSession,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    security,
    delegations,
    desk.addChildren([inbox, oneCase]),
    statistics,
    overview,
    shifts,
    audit,
    administration.addChildren([
      administrationStart,
      workbench,
      section.addChildren([sectionList, sectionRecord]),
    ]),
  ]),
  basepath: '/console',
  // Plain words in the address, as people write and read them; the default would quote numbers.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ).toString()
    return text && `?${text}`
  },
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => (
    <main className="page-state">
      <Failed
        alone
        error={error}
        retry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  ),
  defaultNotFoundComponent: () => (
    <main className="page-state">
      <Failed alone error={new ApiError('not_found', 404, null)} />
    </main>
  ),
})

onSessionEnd({
  unauthenticated: () => {
    const { pathname, href } = router.state.location
    setLocked(false)
    void dropSeen()
    if (pathname.endsWith('/dang-nhap')) return
    queryClient.removeQueries({ queryKey: meQuery.queryKey })
    void router.navigate({ to: '/dang-nhap', search: { next: href } })
  },
  session_locked: () => setLocked(true),
  set_up_needed: () => {
    const { pathname, href } = router.state.location
    if (pathname.endsWith('/thiet-lap')) return
    queryClient.removeQueries({ queryKey: meQuery.queryKey })
    void router.navigate({ to: '/thiet-lap', search: { next: href } })
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
