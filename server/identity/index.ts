import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Database } from '../platform/database/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { Authenticate } from '../platform/http/route.ts'
import type { Log } from '../platform/log.ts'
import { readSetting } from '../platform/settings.ts'
import { createAccount } from './access/account.ts'
import { createAttempts } from './access/attempts.ts'
import { createChallenges } from './access/challenges.ts'
import { accountKeys } from './access/keys.ts'
import { createPasskeys } from './access/passkeys.ts'
import { createProof } from './access/proof.ts'
import { createSignOn } from './access/sign-on.ts'
import { createAuth } from './auth.ts'
import { createStaff } from './commands.ts'
import type { NewStaff } from './commands.ts'
import { createCheckPassword } from './forbidden/index.ts'
import type { Places } from './forbidden/words.ts'
import { rescue } from './people/commands.ts'
import type { Rescue } from './people/commands.ts'
import { identityRoutes } from './routes.ts'
import { createSessions, forgetUnused } from './sessions.ts'
import type { Viewer } from './viewer.ts'

export { agencyRecords } from './records.ts'
export type { NewStaff } from './commands.ts'
export { agencyRoutes, contactsAt } from './agency-card.ts'
export { agenciesOn } from './in-force.ts'
export type { AgencyPeriod } from './in-force.ts'
export { inventStaff } from './invented.ts'
export type { InventedPerson } from './invented.ts'
export { firstPasswordHours, readablePassword } from './passwords.ts'
export type { Rescue } from './people/commands.ts'
export { listPeople } from './people/queries.ts'
export {
  agencyExists,
  agencyNames,
  agencyParents,
  centreStaff,
  isOfficerOf,
  officersOf,
  staffNames,
} from './queries.ts'
export type { AgencyNames } from './queries.ts'
export {
  agenciesOf,
  audienceOf,
  audienceOfCase,
  centreGrants,
  countsIn,
  isAdministrator,
  isAuditor,
  isCentre,
  isLeader,
  overviewGrants,
} from './viewer.ts'
export type { Grant, Viewer } from './viewer.ts'

export type Identity = {
  /** Who may act now, or why nobody may; for `routesFor`. */
  authenticate: Authenticate<Viewer>
  /** Who may act, asked of the database at this moment; null for nobody. */
  viewerNow(request: FastifyRequest): Promise<Viewer | null>
  /** Whose session a request comes with, in whatever state it is; null for none. */
  accountOf(request: FastifyRequest): Promise<string | null>
  /** Makes an account; returns its id. */
  createStaff(staff: NewStaff): Promise<string>
  /**
   * Gives an account a new first password, or takes its second factor away, passkeys too; either
   * ends its sessions. Or lets somebody try again whom failures have locked out. Answers whether
   * there is such an account, and with the password.
   */
  rescue(email: string, what: Rescue): Promise<{ isFound: boolean; password: string | null }>
  /** Forgets sessions that nobody has used for so many days; answers how many. */
  forgetSessions(days: number): Promise<number>
  /** Forgets sessions that have run out and yesterday's failures. */
  prune(): Promise<void>
  /** Adds the endpoints of contract/identity.ts, account.ts and those of people. */
  routes(app: FastifyInstance): void
}

/** Staff accounts and sessions. Creates the secrets of sessions and accounts at the first start. */
export function createIdentity(options: {
  database: Database
  config: Pick<
    Config,
    'publicUrl' | 'dataDir' | 'idleLock' | 'staffOidc' | 'staffAcr' | 'breachedPasswords'
  >
  log: Log
  limits: Limits
  fetchOutside: typeof fetch
  /** The province served and its communes, whose names are no passwords. */
  places: () => Promise<Places>
  /** The accounts of the demo, which skip the second factor while this is the demo province. */
  demoEmails: string[]
}): Identity {
  const { database, config, limits, demoEmails } = options
  const { executor } = database
  const auth = createAuth(options)
  const keys = accountKeys(config.dataDir)
  const attempts = createAttempts(executor, keys)
  const isDemo = async (email: string) =>
    demoEmails.includes(email) && (await readSetting(executor, 'demo')) === true
  const sessions = createSessions({ auth, database, idleLock: config.idleLock, isDemo })
  const challenges = createChallenges(executor, keys)
  const passkeys = createPasskeys({ database, config, challenges })
  const proof = createProof({ auth, executor, attempts, keys, passkeys })
  const signOn = createSignOn({ ...options, sessions, proof, keys })
  const checkPassword = createCheckPassword({ ...options, executor })
  const account = createAccount({ auth, database, keys })
  return {
    authenticate: sessions.authenticate,
    async viewerNow(request) {
      const session = await sessions.identify(request, { fresh: true })
      return session?.state === 'open' ? session.viewer : null
    },
    async accountOf(request) {
      return (await sessions.identify(request))?.viewer.id ?? null
    },
    createStaff: (staff) => createStaff({ auth, checkPassword, database }, staff),
    rescue: (email, what) => rescue({ auth, database, attempts }, email, what),
    forgetSessions: (days) => forgetUnused(executor, days),
    async prune() {
      await sessions.prune()
      await attempts.prune()
      await challenges.prune()
    },
    routes: (app) =>
      identityRoutes(app, {
        signOn,
        sessions,
        proof,
        account,
        checkPassword,
        passkeys,
        attempts,
        database,
        config,
        auth,
        limits,
      }),
  }
}
