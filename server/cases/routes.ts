import type { FastifyRequest } from 'fastify'
import { api } from '../../contract/api.ts'
import type { Viewer } from '../identity/index.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import { languageOf } from '../platform/http/language.ts'
import type { routesFor } from '../platform/http/route.ts'
import { limitedByCode } from '../platform/http/rate-limit.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { FileWords } from './export.ts'
import type { Cases, Language, PresenceBoard } from './index.ts'

/** Limits, so that codes cannot be tried out and the desk cannot be flooded. */
async function limitReports(limits: Limits, request: FastifyRequest, phone?: string) {
  await limits.take('reportAddress', request.ip)
  if (phone) await limits.take('reportPhone', phone)
}

/** The HTTP face of the case engine: the contract's operations, straight to the functions. */
export function caseRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  cases: Cases,
  limits: Limits,
  /** The account of the citizen who is signed in, or null. */
  citizenOf: (request: FastifyRequest) => Promise<string | null>,
  words: Record<Language, FileWords>,
): void {
  route(api.submitReport, async ({ body, once, request }) => {
    await limitReports(limits, request, body.phone)
    return cases.submit(body, once, 'web', await citizenOf(request))
  })

  route(api.trackReport, ({ body, request }) =>
    limitedByCode(limits, request.ip, () => cases.track(body.code, languageOf(request))),
  )

  route(api.actOnReport, ({ body, once, request }) =>
    limitedByCode(limits, request.ip, () =>
      cases.actAsReporter({
        code: body.code,
        version: body.version,
        action: body.action as never,
        once,
        language: languageOf(request),
      }),
    ),
  )

  route(api.listPublicReports, ({ query, request }) => cases.listPublic(query, languageOf(request)))
  route(api.getPublicReport, ({ params, request }) =>
    cases.getPublic(params.number, languageOf(request)),
  )
  route(api.getPublicMap, async ({ query, request }) => {
    await limits.take('mapAddress', request.ip)
    return cases.open.map(query)
  })
  route(api.listSimilarReports, async ({ query, request }) => {
    await limits.take('mapAddress', request.ip)
    const { subject, lat, lon, language } = query
    return { reports: await cases.open.similar({ subject, position: { lat, lon } }, language) }
  })
  route(api.getPublicStatistics, ({ query }) => cases.open.statistics(query.period, query.language))
  route(api.getCatalogue, ({ query }) => cases.catalogue(query.language))

  route(api.listCases, ({ query, viewer, request }) =>
    cases.listCases(viewer, query, languageOf(request)),
  )
  route(api.countCases, ({ query, viewer }) => cases.countCases(viewer, query))
  route(api.exportCases, async ({ query, viewer, request }) => {
    const { format, ...asked } = query
    const language = languageOf(request)
    return cases.exportCases(viewer, asked, { format, language, words: words[language] })
  })
  route(api.previewBulk, ({ body, viewer }) => cases.previewBulk(viewer, body))
  // One key of the sender's is one for each case.
  const forEach =
    (once: Idempotency, viewer: Viewer) =>
    (id: string): Idempotency => ({ ...once, scope: `${once.scope} ${viewer.id} ${id}` })
  route(api.actOnCases, async ({ body, viewer, once }) => {
    const actions = [body.action as never]
    const chosen = body.cases.map((one) => ({ ...one, actions }))
    const results = await cases.actOnEach(viewer, chosen, forEach(once, viewer))
    return { results }
  })
  route(api.listMacros, async ({ request }) => ({
    macros: await cases.listMacros(languageOf(request)),
  }))
  route(api.previewMacro, async ({ body, viewer, request }) => {
    const { macro: code, ids, texts } = body
    return {
      cases: await cases.previewMacro(viewer, { code, ids, texts }, languageOf(request)),
    }
  })
  route(api.actInSeries, async ({ body, viewer, once }) => ({
    results: await cases.actOnEach(viewer, body.cases as never, forEach(once, viewer)),
  }))
  route(api.snoozeCases, async ({ body, viewer }) => ({
    changed: await cases.snooze(viewer, body),
  }))
  route(api.getCase, ({ params, viewer, request }) =>
    cases.getCase(params.id, viewer, languageOf(request)),
  )
  route(api.listTextModules, async ({ request }) => ({
    modules: await cases.textModules(languageOf(request)),
  }))
  route(api.listNearCases, ({ params, viewer, request }) =>
    cases.nearCases(params.id, viewer, languageOf(request)),
  )
  route(api.getCaseChoices, ({ params, viewer, request }) =>
    cases.caseChoices(params.id, viewer, languageOf(request)),
  )
  route(api.revealReporter, ({ params, body, viewer }) =>
    cases.revealReporter(viewer, params.id, body.reason),
  )
  route(api.listReporterReads, async ({ params, viewer }) => ({
    reads: await cases.listReporterReads(viewer, params.id),
  }))
  route(api.listPictureReads, async ({ params, viewer }) => ({
    reads: await cases.listPictureReads(viewer, params.id),
  }))
  route(api.actOnCase, ({ params, body, viewer, once, request }) =>
    cases.actAsStaff({
      caseId: params.id,
      viewer,
      version: body.version,
      action: body.action as never,
      once: { ...once, scope: `${once.scope} ${viewer.id}` },
      language: languageOf(request),
    }),
  )
}

/** Who is at which case. */
export function presenceRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  board: PresenceBoard,
): void {
  route(api.tellPresence, ({ params, body, viewer }) => board.tell(viewer, params.id, body))
  route(api.listPresence, async ({ viewer }) => ({ present: board.list(viewer) }))
}
