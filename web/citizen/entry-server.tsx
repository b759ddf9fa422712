/** @jsxImportSource preact */
import { render as toHtml } from 'preact-render-to-string'
import type { Page, Shell } from './page.ts'
import { Accessibility } from './pages/accessibility.tsx'
import { Data, DataCode } from './pages/data.tsx'
import { ErrorPage } from './pages/error.tsx'
import { Form } from './pages/form.tsx'
import { Home } from './pages/home.tsx'
import { List } from './pages/list.tsx'
import { MapPage } from './pages/map.tsx'
import { Mine } from './pages/mine.tsx'
import { Numbers } from './pages/numbers.tsx'
import { Offline } from './pages/offline.tsx'
import { Own } from './pages/own.tsx'
import { Privacy } from './pages/privacy.tsx'
import { Public } from './pages/public.tsx'
import { Sent } from './pages/sent.tsx'
import { Letter, SignIn, SignInCode } from './pages/sign-in.tsx'
import { SimilarPage } from './pages/similar.tsx'
import { Statistics } from './pages/statistics.tsx'
import { Track } from './pages/track.tsx'
import { viewOf } from './view.ts'

export { manifest } from './manifest.ts'

/** The whole HTML document of a page. Pure: everything it shows is in its arguments. */
export function render(page: Page, shell: Shell): string {
  return `<!doctype html>${toHtml(component(page, shell))}`
}

function component(page: Page, shell: Shell) {
  const view = viewOf(shell)
  switch (page.kind) {
    case 'home':
      return <Home view={view} page={page} />
    case 'form':
      return <Form view={view} page={page} />
    case 'similar':
      return <SimilarPage view={view} page={page} />
    case 'sent':
      return <Sent view={view} page={page} />
    case 'track':
      return <Track view={view} page={page} />
    case 'own':
      return <Own view={view} page={page} />
    case 'list':
      return <List view={view} page={page} />
    case 'map':
      return <MapPage view={view} page={page} />
    case 'statistics':
      return <Statistics view={view} page={page} />
    case 'numbers':
      return <Numbers view={view} />
    case 'offline':
      return <Offline view={view} />
    case 'accessibility':
      return <Accessibility view={view} />
    case 'privacy':
      return <Privacy view={view} page={page} />
    case 'public':
      return <Public view={view} page={page} />
    case 'dataCode':
      return <DataCode view={view} page={page} />
    case 'data':
      return <Data view={view} page={page} />
    case 'sign_in':
      return <SignIn view={view} page={page} />
    case 'sign_in_code':
      return <SignInCode view={view} page={page} />
    case 'letter':
      return <Letter view={view} page={page} />
    case 'mine':
      return <Mine view={view} page={page} />
    case 'error':
      return <ErrorPage view={view} page={page} />
  }
}
