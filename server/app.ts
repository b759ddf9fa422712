import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { api } from '../contract/api.ts'
import { administrationRoutes, auditRoutes } from './administration/index.ts'
import {
  actionSource,
  createCases,
  createCasesToWatch,
  createPresence,
  keptFor,
  presenceChannel,
  retentionDays,
  retentionRoutes,
} from './cases/index.ts'
import { caseRoutes, presenceRoutes } from './cases/routes.ts'
import { createCitizens } from './citizens/index.ts'
import type { Citizen } from './citizens/index.ts'
import { citizenRoutes } from './citizens/routes.ts'
import { overviewRoutes } from './cases/overview.ts'
import { statisticsRoutes } from './cases/statistics.ts'
import { routingRoutes } from './cases/routing/routes.ts'
import type { Config } from './config.ts'
import { demoAccounts } from './demo-accounts.ts'
import { createExchange, eraseSubmission } from './exchange/index.ts'
import { fileWords } from './file-words.ts'
import { agencyParents, agencyRoutes, audienceOf, createIdentity } from './identity/index.ts'
import type { Viewer } from './identity/index.ts'
import { mapRoutes } from './map/index.ts'
import { createMessages, deliverTask } from './messages/index.ts'
import type { Messages } from './messages/index.ts'
import {
  createAreas,
  createPlaceSearch,
  createUnits,
  dayText,
  isOpenAt,
  localDay,
  placeRoutes,
  placesInForce,
  calendarKinds,
  readCalendar,
} from './places/index.ts'
import {
  appendAudit,
  closeDay,
  createWatch,
  readAuditKey,
  startSealer,
  startSender,
} from './platform/audit/index.ts'
import { createClock } from './platform/clock.ts'
import { createPictures } from './pictures/index.ts'
import { pictureRoutes } from './pictures/routes.ts'
import { keyRequestHashes } from './platform/database/idempotency.ts'
import { openDatabase } from './platform/database/index.ts'
import type { Executor } from './platform/database/index.ts'
import { startRelay } from './platform/events/relay.ts'
import { openFiles } from './platform/files/index.ts'
import { healthRoutes } from './platform/http/health.ts'
import { openApiRoutes } from './platform/http/openapi.ts'
import { createFetchOutside } from './platform/http/outgoing.ts'
import { createLimits } from './platform/http/rate-limit.ts'
import { startRedirect } from './platform/http/redirect.ts'
import { tellRefusals } from './platform/http/refusals.ts'
import { routesFor } from './platform/http/route.ts'
import { createServer } from './platform/http/server.ts'
import { startWorker } from './platform/jobs/index.ts'
import { startLive } from './platform/live/index.ts'
import { liveRoutes } from './platform/live/routes.ts'
import { createLog } from './platform/log.ts'
import { changeSource, whenChanged } from './platform/records/index.ts'
import { readSetting } from './platform/settings.ts'
import { records } from './records.ts'
import { readSecret } from './platform/secrets.ts'
import { createShifts, eraseNotesOf } from './shifts/index.ts'
import { shiftRoutes } from './shifts/routes.ts'
import { citizenSso } from './sso.ts'
import { createVault, masterKeySource } from './vault/index.ts'
import { createSite } from './web/index.ts'

/** The tables whose rows the audit log is bound to. */
export const auditSources = [actionSource, changeSource]

/** The running parts of one installation, and how to end them. */
export type App = ReturnType<typeof createApp>

/**
 * The only place where the parts meet: config → adapters → domains → HTTP. `url` is the database's;
 * nothing connects or listens before it is asked to.
 */
export function createApp(config: Config, url: string, log = createLog(config.logLevel)) {
  keyRequestHashes(readSecret(config.dataDir, 'request-key'))
  const database = openDatabase(url, {
    // Not the whole error: pg hangs its client with the last query on it.
    log: ({ message, name }) => log.error({ error: name, message }, 'database connection lost'),
  })
  const limits = createLimits(config)
  const fetchOutside = createFetchOutside({ allow: config.outgoingAllow ?? [] })
  const identity = createIdentity({
    database,
    config,
    log,
    limits,
    fetchOutside,
    places: () => placesInForce(database.executor),
    demoEmails: demoAccounts.map(({ email }) => email),
  })
  const areas = createAreas(database.executor)
  const units = createUnits(database.executor, areas)
  const search = createPlaceSearch(database.executor, units, areas)
  const masterKeys = masterKeySource(config)
  const vault = createVault({ executor: database.executor, keys: masterKeys })
  const isDemo = async () => (await readSetting(database.executor, 'demo')) === true
  const messages = createMessages({
    database,
    vault,
    gateways: config.gateways,
    fetchOutside,
    log,
  })
  const citizens = createCitizens({ database, vault, messages, limits, config })
  const pictures = createPictures({ database, config, files: openFiles(config) })
  const cases = createCases(database, areas, vault, {
    erased: async (tx, caseId) => {
      await eraseSubmission(tx, caseId)
      await eraseNotesOf(tx, caseId)
    },
    // What is not swept now is swept within the hour.
    sweep: () =>
      pictures.prune().catch((error: unknown) => log.error({ err: error }, 'files not swept')),
  })

  const shifts = createShifts({ database, vault, watch: createCasesToWatch(database) })

  return {
    config,
    log,
    database,
    /** For everything that calls another host. */
    fetchOutside,
    identity,
    areas,
    units,
    masterKeys,
    vault,
    cases,
    messages,
    citizens,
    pictures,
    shifts,

    /** HTTP and the live stream. */
    async serve(): Promise<{ server: FastifyInstance; close(): Promise<void> }> {
      await vault.ready()
      const presence = createPresence(database)
      const notices = { channel: presenceChannel, hear: presence.hear }
      const live = startLive({ database, log, notices })
      const sso = citizenSso({ config, log, isDemo })
      const letters = demoLetters(isDemo, messages)
      const site = createSite({
        cases,
        citizens,
        search,
        letters,
        sso: sso.party,
        pictures,
        config,
        limits,
        retention: (language) => keptFor(database.executor, language),
      })
      const server = createServer({ config, log, ...site.errorPages })
      tellRefusals(server, {
        log,
        append: (entry) => appendAudit(database.executor, entry),
        async callerOf(request) {
          const staff = await identity.accountOf(request)
          if (staff) return { kind: 'staff', id: staff }
          const citizen = await citizens.identify(request)
          return citizen && { kind: 'reporter', id: citizen.id }
        },
      })
      const route = routesFor<Viewer>(server, identity.authenticate)
      caseRoutes(
        route,
        cases,
        limits,
        async (request) => (await citizens.identify(request))?.id ?? null,
        fileWords,
      )
      presenceRoutes(route, presence)
      sso.routes(server)
      citizenRoutes(routesFor<Citizen>(server, citizens.authenticate), citizens, cases)
      pictureRoutes<Viewer>(server, {
        pictures,
        limits,
        authenticate: identity.authenticate,
        mayShow: (link, viewer) => cases.mayShowPicture(link, viewer && { viewer }),
        admitEditor: (link, viewer) => cases.admitPictureEditor(link, viewer),
      })
      routingRoutes(route, { cases, records })
      placeRoutes(route, { executor: database.executor, areas, search, limits })
      retentionRoutes(route, { executor: database.executor })
      statisticsRoutes(route, { executor: database.executor, units })
      overviewRoutes(route, { database, units })
      shiftRoutes(route, { shifts, executor: database.executor, cases })
      administrationRoutes(route, { database, records })
      const check = createWatch({ database, sources: auditSources })
      auditRoutes(route, { executor: database.executor, check })
      identity.routes(server)
      agencyRoutes(route, { executor: database.executor, hours: officeHours(database.executor) })
      createExchange({ database, cases, vault, areas, config, limits }).routes(server)
      healthRoutes(server, database)
      openApiRoutes(server, { api, publicUrl: config.publicUrl })
      liveRoutes(server, {
        live,
        moments: presence.subscribe,
        audienceFor: async (request) => {
          const viewer = await identity.viewerNow(request)
          return viewer && audienceOf(viewer)
        },
      })
      await mapRoutes(server, { executor: database.executor, config: config.map })
      await site.routes(server)
      await server.listen({ port: config.port, host: config.host })
      const { httpPort: plain, host, publicUrl, dataDir } = config
      const redirect = plain
        ? await startRedirect({ port: plain, host, publicUrl, acmeDir: join(dataDir, 'acme') })
        : null
      return {
        server,
        async close() {
          await redirect?.close()
          await live.stop()
          presence.stop()
          await server.close()
        },
      }
    },

    /** The relay and the jobs: what happens later. */
    async work(): Promise<{ close(): Promise<void> }> {
      const relay = startRelay({ database, log, tasksFor: () => [] })
      const key = readAuditKey(config.dataDir)
      const sealer = startSealer({ database, log, key })
      const sender =
        config.auditSink && startSender({ database, log, sink: config.auditSink, fetchOutside })
      const worker = await startWorker({
        database,
        log,
        tasks: {
          prune: async () => {
            await Promise.all([prune(database), identity.prune(), citizens.prune()])
            await messages.prune()
          },
          [deliverTask]: (payload) => messages.deliver((payload as { id: string }).id),
          audit_head: () => closeDay({ database, log, key, sources: auditSources }),
          find_faces: async () => {
            await pictures.searchFaces(50_000)
          },
          prune_pictures: async () => {
            await pictures.prune(await retentionDays(database.executor, 'drafts', 1))
          },
          retention: () =>
            cases.retain({
              sign_in: (days) => identity.forgetSessions(days),
              drafts: (days) => pictures.prune(days),
              // A chain cannot be cut at its beginning and stay whole: it is kept longer.
              audit: async () => 0,
            }),
        },
        // In UTC, seven hours behind Viet Nam. What was slept through is made up for.
        crontab: [
          '0 19 * * * prune',
          '5 17 * * * audit_head ?fill=1d',
          '30 18 * * * retention ?fill=1d',
          '17 * * * * prune_pictures',
          '* * * * * find_faces ?queue=faces&jobKey=find_faces',
        ].join('\n'),
      })
      return {
        async close() {
          await relay.stop()
          await sealer.stop()
          await sender?.stop()
          await worker.stop()
        },
      }
    },

    async close() {
      await pictures.close()
      await database.close()
    },
  }
}

/** Of the demo alone: a message that no gateway took, for the browser that it was sent for. */
function demoLetters(isDemo: () => Promise<boolean>, messages: Messages) {
  return async (id: string) => ((await isDemo()) ? messages.kept(id) : null)
}

/** The calendar's word for agencies, which are another domain's: is it open at this moment? */
function officeHours(executor: Executor) {
  const clock = createClock(executor)
  const calendar = whenChanged(executor, ['agencies', ...calendarKinds], async (current) =>
    readCalendar(current, await agencyParents(current)),
  )
  return async (agency: string) => {
    const now = await clock.now()
    return { day: dayText(localDay(now)), isOpen: isOpenAt(await calendar(), now, agency) }
  }
}

/** Keys of a week ago are nobody's retry any more. */
async function prune(database: ReturnType<typeof openDatabase>): Promise<void> {
  await database.pool.query(`delete from platform.idempotency where at < now() - interval '7 days'`)
}
