import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/identity.ts'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/index.ts'
import { routesFor } from '../platform/http/route.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { sessionCookie } from './auth.ts'
import type { Auth } from './auth.ts'
import { peopleRoutes } from './people/routes.ts'
import { describeViewer, listAgencies, listColleagues } from './queries.ts'
import type { Sessions } from './sessions.ts'

/** Adds the endpoints of contract/identity.ts. */
export function identityRoutes(
  app: FastifyInstance,
  {
    sessions,
    database,
    config,
    auth,
    limits,
  }: {
    sessions: Sessions
    database: Database
    config: Pick<Config, 'publicUrl'>
    auth: Auth
    limits: Limits
  },
): void {
  const route = routesFor(app, sessions.authenticate)
  peopleRoutes(route, { auth, database, sessions, limits })

  route(contract.signIn, async ({ body, request, reply }) => {
    const { viewer, cookies } = await sessions.signIn(request, body)
    const answer = await describeViewer(database.executor, viewer)
    reply.header('set-cookie', cookies)
    return answer
  })

  route(contract.signOut, async ({ request, reply }) => {
    await sessions.signOut(request)
    reply.clearCookie(sessionCookie, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: config.publicUrl.startsWith('https:'),
    })
    return undefined
  })

  route(contract.getMe, async ({ viewer }) => describeViewer(database.executor, viewer))
  route(contract.listAgencies, async () => listAgencies(database.executor))
  route(contract.listColleagues, async ({ viewer }) => listColleagues(database.executor, viewer))
}
