import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/identity.ts'
import { Failure } from '../../contract/errors.ts'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/index.ts'
import { routesFor } from '../platform/http/route.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { Account } from './access/account.ts'
import type { Attempts } from './access/attempts.ts'
import type { Passkeys } from './access/passkeys.ts'
import type { Proof } from './access/proof.ts'
import { accessRoutes } from './access/routes.ts'
import type { SignOn } from './access/sign-on.ts'
import type { Auth } from './auth.ts'
import type { CheckPassword } from './forbidden/index.ts'
import { delegationRoutes } from './delegations/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { listAgencies, listColleagues } from './queries.ts'
import type { Session, Sessions } from './sessions.ts'

/** Adds the endpoints of contract/identity.ts, account.ts and those of people. */
export function identityRoutes(
  app: FastifyInstance,
  parts: {
    sessions: Sessions
    proof: Proof
    account: Account
    checkPassword: CheckPassword
    passkeys: Passkeys
    attempts: Attempts
    database: Database
    config: Pick<Config, 'publicUrl'>
    auth: Auth
    limits: Limits
    signOn: SignOn
  },
): void {
  const { sessions, database, signOn } = parts
  signOn.routes(app)
  accessRoutes(
    routesFor<Session>(
      app,
      async (request) => (await sessions.identify(request)) ?? new Failure('unauthenticated'),
    ),
    parts,
  )
  const route = routesFor(app, sessions.authenticate)
  peopleRoutes(route, parts)
  delegationRoutes(route, parts)
  route(contract.listAgencies, async () => listAgencies(database.executor))
  route(contract.listColleagues, async ({ viewer }) => listColleagues(database.executor, viewer))
}
