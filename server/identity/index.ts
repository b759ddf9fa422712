import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { Authenticate } from '../platform/http/route.ts'
import type { Log } from '../platform/log.ts'
import { createAuth } from './auth.ts'
import { createStaff } from './commands.ts'
import type { NewStaff } from './commands.ts'
import { identityRoutes } from './routes.ts'
import { createSessions } from './sessions.ts'
import type { Viewer } from './viewer.ts'

export { agencyRecords } from './records.ts'
export type { NewStaff } from './commands.ts'
export { agencyRoutes, contactsAt } from './agency-card.ts'
export { agenciesOn } from './in-force.ts'
export type { AgencyPeriod } from './in-force.ts'
export { readablePassword } from './passwords.ts'
export { listPeople } from './people/queries.ts'
export { agencyExists, agencyNames, agencyParents, isOfficerOf, staffNames } from './queries.ts'
export type { AgencyNames } from './queries.ts'
export { agenciesOf, audienceOf, isAdministrator, isAuditor, isCentre } from './viewer.ts'
export type { Viewer } from './viewer.ts'

export type Identity = {
  /** Who calls, or null; for `routesFor`. */
  authenticate: Authenticate<Viewer>
  /** Makes an account that can sign in at once; returns its id. */
  createStaff(staff: NewStaff): Promise<string>
  /** Adds the endpoints of contract/identity.ts. */
  routes(app: FastifyInstance): void
}

/** Staff accounts and sessions. Creates the session secret at the first start. */
export function createIdentity(options: {
  database: Database
  config: Pick<Config, 'publicUrl' | 'dataDir'>
  log: Log
  limits: Limits
}): Identity {
  const { database, config, limits } = options
  const auth = createAuth(options)
  const sessions = createSessions(auth, database, limits)
  return {
    authenticate: sessions.authenticate,
    createStaff: (staff) => createStaff(auth, database, staff),
    routes: (app) => identityRoutes(app, { sessions, database, config, auth, limits }),
  }
}
