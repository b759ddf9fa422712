import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
} from '@tanstack/react-router'
import { ApiError } from '../../contract/client.ts'
import { boxes } from '../../contract/cases.ts'
import type { Box } from '../../contract/cases.ts'
import { meQuery, queryClient } from './api.ts'
import { CasePage } from './case/case-page.tsx'
import { Desk } from './inbox/desk.tsx'
import { onSessionEnd } from './session-end.ts'
import { SignInPage } from './signin/signin-page.tsx'
import { Announcements } from './ui/announce.tsx'
import { Failed, Loading } from './ui/states.tsx'

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Announcements />
    </>
  ),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dang-nhap',
  /** Where one was going, as a path inside the console. */
  validateSearch: (search: Record<string, unknown>): { tiep?: string } =>
    typeof search.tiep === 'string' && /^\/(?!\/)/.test(search.tiep) ? { tiep: search.tiep } : {},
  component: SignInPage,
})

export type DeskSearch = { box?: Box; q?: string }

const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  validateSearch: (search: Record<string, unknown>): DeskSearch => {
    const box = boxes.find((known) => known === search.box)
    const q = typeof search.q === 'string' ? search.q.slice(0, 200) : ''
    return { ...(box && { box }), ...(q && { q }) }
  },
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error
      throw redirect({ to: '/dang-nhap', search: { tiep: location.href } })
    }
  },
  component: Desk,
})

const inbox = createRoute({ getParentRoute: () => desk, path: '/', component: () => null })

const oneCase = createRoute({
  getParentRoute: () => desk,
  path: '/phan-anh/$id',
  component: CasePage,
})

export const router = createRouter({
  routeTree: root.addChildren([signIn, desk.addChildren([inbox, oneCase])]),
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
      <Failed error={new ApiError('not_found', 404, null)} />
    </main>
  ),
})

onSessionEnd(() => {
  const { pathname, href } = router.state.location
  if (pathname.endsWith('/dang-nhap')) return
  queryClient.removeQueries({ queryKey: meQuery.queryKey })
  void router.navigate({ to: '/dang-nhap', search: { tiep: href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
