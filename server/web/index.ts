import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Pack } from '../../contract/packs.ts'
import { packs } from '../../packs/index.ts'
import type { Cases } from '../cases/index.ts'
import type { Pictures } from '../pictures/index.ts'
import type { Config } from '../config.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { citizenErrorPage, citizenPages } from './citizen.ts'
import type { CitizenDeps } from './citizen.ts'
import { signInPages } from './sign-in.ts'
import type { SignInDeps } from './sign-in.ts'
import { consolePages } from './console.ts'
import { createPages } from './pages.ts'
import { followPages } from './follow.ts'
import { personalDataPages } from './personal-data.ts'
import { publicPages } from './public.ts'
import type { PublicDeps } from './public.ts'
import type { EmergencyNumber } from './pages.ts'

const built = fileURLToPath(new URL('../../dist', import.meta.url))

/** The country's numbers and those of the province's own pack. */
function emergencyNumbers(province: string | null): EmergencyNumber[] {
  const all: Pack[] = Object.values(packs)
  return all
    .filter((pack) => !pack.units || pack.units.some((unit) => unit.code === province))
    .flatMap((pack) => pack.emergencyNumbers ?? [])
}

/**
 * Everything people open in a browser: the citizen's site and the console's page. The error pages
 * are there before the routes, because the HTTP server is made with them.
 */
export function createSite(deps: {
  cases: Pick<
    Cases,
    | 'submit'
    | 'track'
    | 'actAsReporter'
    | 'mayShowPicture'
    | 'listPublic'
    | 'open'
    | 'catalogue'
    | 'requestData'
    | 'dataRequestsOf'
    | 'consentsOf'
    | 'listOfCitizen'
    | 'getOfCitizen'
    | 'follows'
  >
  citizens: SignInDeps['citizens']
  search: CitizenDeps['search']
  letters: SignInDeps['letters']
  sso: SignInDeps['sso']
  pictures: Pick<Pictures, 'take' | 'unnamed' | 'linkOf' | 'open'>
  config: Pick<Config, 'publicUrl'>
  limits: Limits
  retention: PublicDeps['retention']
  /** The folder of the web build. */
  dist?: string
}) {
  const {
    cases,
    citizens,
    search,
    letters,
    sso,
    pictures,
    config,
    limits,
    retention,
    dist = built,
  } = deps
  const pages = createPages({
    publicUrl: config.publicUrl,
    dist,
    emergencyNumbers,
    catalogue: cases.catalogue,
  })
  const page = citizenErrorPage(pages)
  return {
    errorPages: { notFoundPage: page, errorPage: page },
    async routes(server: FastifyInstance): Promise<void> {
      await citizenPages(server, { cases, citizens, search, pictures, limits, pages, dist })
      publicPages(server, { cases, citizens, pages, retention, limits })
      followPages(server, { cases, citizens, pages })
      signInPages(server, { citizens, cases, pages, letters, sso })
      personalDataPages(server, { cases, citizens, limits, pages })
      await consolePages(server, { dist })
    },
  }
}
