import { readFileSync } from 'node:fs'
import { consoleShots } from '../screenshots/pages.ts'
import { lookAt } from './every-page.ts'

lookAt(consoleShots, consolePages)

/** The addresses of the console's router that show something, as it has them written. */
function consolePages(): string[] {
  const source = readFileSync(new URL('../../web/console/router.tsx', import.meta.url), 'utf8')
  const paths = new Map([['root', '/console']])
  const pages = new Map<string, string>()
  for (const [, name, route] of source.matchAll(/^const (\w+) = createRoute\(\{(.*?)^\}\)/gms)) {
    const parent = /getParentRoute: \(\) => (\w+)/.exec(route!)![1]!
    const path = /\bpath: '\/?([^']*)'/.exec(route!)?.[1]
    paths.set(name!, path ? `${paths.get(parent)}/${path}` : paths.get(parent)!)
    if (path !== undefined && /\bcomponent:/.test(route!)) pages.set(name!, paths.get(name!)!)
    // What others stand in is their frame.
    pages.delete(parent)
  }
  return [...pages.values()]
}
