import type {
  CaseView,
  OwnReport,
  PublicReport,
  ReportInput,
  ReportReceipt,
} from '../../contract/cases.ts'
import type { CitizenReport } from '../../contract/citizens.ts'
import { Failure } from '../../contract/errors.ts'
import { actions as allActions, isOpen } from '../../contract/case-types.ts'
import type { ActionRule } from '../../contract/case-type.ts'
import type { ActionRequest, Status } from '../../contract/case-types.ts'
import type { DataRequest, DataRequestReceipt, OwnConsent } from '../../contract/data-requests.ts'
import type { DataRequestInput } from '../../contract/personal-data.ts'
import type { PictureRead } from '../../contract/pictures.ts'
import type { ReporterRead } from '../../contract/reporters.ts'
import type { ShownTextModule } from '../../contract/text-modules.ts'
import type { RuleTrial } from '../../contract/routing.ts'
import type { Viewer } from '../identity/index.ts'
import type { Areas } from '../places/index.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import { createClock } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'
import { createWall } from '../platform/database/wall.ts'
import { whenChanged } from '../platform/records/index.ts'
import type { RecordStore } from '../platform/records/index.ts'
import type { Reporter, Vault } from '../vault/index.ts'
import { caseChoices } from './choices.ts'
import type { CaseChoices } from '../../contract/choices.ts'
import { presentCatalogue, readRules, ruleKinds } from './catalogue.ts'
import type { Catalogue, Language } from './catalogue.ts'
import { act, actAll, caseByCode } from './commands.ts'
import { consentsOf } from './consents.ts'
import { isCentreOf, mayEditPictures, maySee, maySeePicture } from './policy.ts'
import { picturesOf } from '../pictures/index.ts'
import type { PictureLink } from '../pictures/index.ts'
import {
  isPublicPicture,
  positionOf,
  presentCase,
  presentMain,
  presentOwn,
  presentPublic,
} from './present.ts'
import {
  caseOfNumber,
  contextFor,
  findCase,
  findPublic,
  isCaseId,
  findCases,
  listPublic,
  logsOf,
} from './queries.ts'
import { createFollows } from './follows.ts'
import { nearCases } from './near.ts'
import type { NearCases } from './near.ts'
import { createDataRequests } from './data-requests.ts'
import { createDesk } from './desk.ts'
import type { Erased } from './erase.ts'
import type { FileWords } from './export.ts'
import { snoozesOf } from './snooze.ts'
import { createPublicReports } from './public/index.ts'
import { listPictureReads, listReporterReads, revealReporter } from './reporter.ts'
import { runRetention } from './retention.ts'
import type { Forgetters } from './retention.ts'
import { effectOf } from './routing/effect.ts'
import type { Effect } from './routing/effect.ts'
import { createRouting } from './routing/routing.ts'
import { createSubmit } from './submit.ts'
import { partsOf } from './split.ts'
import { caseNumbered, mainOf } from './together.ts'
import type { Channel } from './submit.ts'
import type { CaseRecord } from './tables.ts'
import { firstWords } from './words.ts'

export { actionSource } from './audit.ts'
export { keptFor, retentionDays, retentionRoutes } from './retention.ts'
export { createPresence, presenceChannel } from './presence.ts'
export type { PresenceBoard } from './presence.ts'
export { createCasesToWatch } from './red-part.ts'
export type { CasesToWatch, ReadCasesToWatch } from './red-part.ts'
export { caseRecords } from './records.ts'
export {
  listOpenReports,
  listOpenSteps,
  maxOpenRows,
  openReportsByNumber,
  reporterStepWords,
  reporterWords,
} from './open-reports.ts'
export type { OpenReport, OpenStep, ReporterWords } from './open-reports.ts'
export { caseOfNumber, numbersOf } from './queries.ts'
export { neededAgencies, readWorld } from './synthetic/world.ts'
export type { AgencyPeople } from './synthetic/agencies.ts'
export type { ProvincePeople } from './synthetic/world.ts'
export { SyntheticError, writeProvince } from './synthetic/write.ts'
export { nameOf as inventedName } from './synthetic/people.ts'
export { createRandom, seedOf } from './synthetic/random.ts'
export type { Catalogue, Channel, FileWords, Language }

/** Reports in the list of one citizen. */
const mostOfCitizen = 100

export type PublicQuery = {
  commune?: string | undefined
  subject?: string | undefined
  before?: string | undefined
  limit: number
}

/** What the rest of the house may ask of the case engine. Failures carry the contract's codes. */
export type Cases = ReturnType<typeof createCases>

/** What others do when a person's data are erased: in the transaction, and after it. */
export type ErasureHooks = { erased?: Erased; sweep?: () => Promise<unknown> }

/** The case engine over one database; `areas` say in which commune a point is, `vault` who reported. */
export function createCases(
  database: Database,
  areas: Areas,
  vault: Vault,
  { erased = async () => {}, sweep = async () => {} }: ErasureHooks = {},
) {
  const { executor } = database
  const wall = createWall(database)
  const parts = { database, vault, wall }
  const rules = whenChanged(executor, ruleKinds, readRules)
  const routing = createRouting({ executor, rules, areas })
  const clock = createClock(executor)
  const submit = createSubmit(database, vault, clock)
  const dataRequests = createDataRequests(database, vault, clock)

  async function publicViews(rows: CaseRecord[], language: Language): Promise<PublicReport[]> {
    const logs = await logsOf(
      executor,
      rows.map((row) => row.id),
    )
    const context = await contextFor(
      executor,
      await rules(),
      language,
      rows,
      [...logs.values()].flat(),
      await clock.now(),
    )
    return rows.map((row) => presentPublic(row, logs.get(row.id)!, context))
  }
  const publicReading = { executor, rules, now: () => clock.now(), present: publicViews }

  async function ownView(id: string, language: Language): Promise<OwnReport> {
    const row = await findCase(executor, id)
    const code = await vault.codeOfCase(executor, id)
    if (!row || !code) throw new Failure('not_found')
    const log = (await logsOf(executor, [id])).get(id)!
    const context = await contextFor(
      executor,
      await rules(),
      language,
      [row],
      log,
      await clock.now(),
    )
    const merged = await mainOf(executor, row)
    const main = merged && presentMain(merged, (await publicViews([merged], language))[0]!)
    const parts = []
    for (const part of await partsOf(executor, row.number)) {
      const own = await vault.codeOfCase(executor, part.id)
      if (own) parts.push({ row: part, code: own })
    }
    return presentOwn(row, log, { code, main, parts }, context)
  }

  async function staffView(id: string, viewer: Viewer, language: Language): Promise<CaseView> {
    const current = await rules()
    const now = await clock.now()
    const seen = await wall.read(viewer, async (tx) => {
      const row = await findCase(tx, id)
      if (!row || !maySee(viewer, row)) throw new Failure('not_found')
      const log = (await logsOf(tx, [id])).get(id)!
      const pictures = await picturesOf(tx, [id])
      const report = row.about === null ? null : await findCase(tx, row.about)
      const about = report && { id: report.id, number: report.number }
      const consents = await consentsOf(tx, row.about ?? id)
      // A request is its report's reporter's.
      const reporter = isCentreOf(viewer, row) ? await vault.reporterOf(tx, row.about ?? id) : null
      const snoozes = await snoozesOf(tx, viewer, [id])
      return { row, log, pictures, about, consents, reporter, snoozes }
    })
    const { row, log, pictures } = seen
    // Nobody is looked for once a case is answered.
    const wanted =
      row.type === 'field_report' && isCentreOf(viewer, row) && isOpen(row.status as Status)
    const { about, consents } = seen
    const [context, suggestion, main, whole, parts, reporter] = await Promise.all([
      contextFor(executor, current, language, [row], log, now, pictures),
      wanted ? routing.suggest({ ...row, position: positionOf(row) }, language) : null,
      mainOf(executor, row),
      row.split_from === null ? null : caseNumbered(executor, row.split_from),
      partsOf(executor, row.number),
      // Who is not of the centre is never told it: it is masked in what they read.
      seen.reporter ?? vault.reporterOf(executor, row.about ?? id),
    ])
    return presentCase(
      row,
      log,
      viewer,
      reporter,
      { suggestion, about, main, parts, whole, consents },
      { ...context, snoozes: seen.snoozes },
    )
  }

  const desk = createDesk({
    executor,
    vault,
    wall,
    clock,
    rules,
    perform: async (request) => actAll(parts, await rules(), request, erased),
    planning: { parts, routing, erased },
  })

  return {
    ...desk,

    /** Takes a report in; durable when it resolves. */
    async submit(
      input: ReportInput,
      once: Idempotency,
      channel: Channel,
      /** The account of whoever is signed in. */
      citizenId: string | null = null,
    ): Promise<ReportReceipt> {
      return submit(await rules(), input, once, channel, citizenId)
    },

    /** The reporter's own view by code. */
    async track(code: string, language: Language): Promise<OwnReport> {
      return ownView(await caseByCode(executor, vault, code), language)
    },

    /** What a citizen with an account reported, the newest first. */
    async listOfCitizen(citizenId: string, language: Language): Promise<CitizenReport[]> {
      const ids = await vault.casesOfCitizen(executor, citizenId, mostOfCitizen)
      const rows = await findCases(executor, ids)
      const reports = await publicViews(rows, language)
      return rows.map((row, index) => ({
        ...reports[index]!,
        summary: firstWords(row.description, 100),
      }))
    },

    /** One of these, as its reporter sees it. @throws Failure not_found */
    async getOfCitizen(citizenId: string, number: string, language: Language): Promise<OwnReport> {
      const id = await caseOfNumber(executor, number)
      const own = id ? await vault.casesOfCitizen(executor, citizenId, mostOfCitizen) : []
      if (!id || !own.includes(id)) throw new Failure('not_found')
      return ownView(id, language)
    },

    /** An action of whoever holds the code. */
    async actAsReporter(call: {
      code: string
      version: number
      action: ActionRequest
      once: Idempotency
      language: Language
    }): Promise<OwnReport> {
      const caseId = await caseByCode(executor, vault, call.code)
      await act(parts, await rules(), { ...call, caseId, actor: { kind: 'reporter' } })
      return ownView(caseId, call.language)
    },

    /** Asks about one's data, by the code of the report they came with. */
    async requestData(
      code: string,
      input: DataRequestInput,
      once: Idempotency,
    ): Promise<DataRequestReceipt> {
      return dataRequests.submit(await rules(), code, input, once)
    },

    /** What was asked about the data of a report, the newest first. */
    async dataRequestsOf(code: string, language: Language): Promise<DataRequest[]> {
      return dataRequests.list(await rules(), code, language)
    },

    /** What the reporter agreed to, in words. */
    async consentsOf(code: string, language: Language): Promise<OwnConsent[]> {
      const caseId = await caseByCode(executor, vault, code)
      const { ever } = await rules()
      return (await consentsOf(executor, caseId)).map(({ purpose, version, at, withdrawnAt }) => ({
        purpose,
        text: ever.consents.on(purpose, version)?.text[language] ?? purpose,
        at: at.toISOString(),
        withdrawnAt: withdrawnAt?.toISOString() ?? null,
      }))
    },

    /** The night's work of forgetting; see {@link runRetention}. */
    async retain(forget: Forgetters): Promise<void> {
      await runRetention(database, await rules(), erased, forget)
      await sweep()
    },

    /** An action of a member of staff; answers with the case as they may now see it. */
    async actAsStaff(call: {
      caseId: string
      viewer: Viewer
      version: number
      action: ActionRequest
      once: Idempotency
      language: Language
    }): Promise<CaseView> {
      const { viewer, caseId } = call
      if (!isCaseId(caseId)) throw new Failure('not_found')
      const request = { ...call, actor: { kind: 'staff', viewer } } as const
      await act(parts, await rules(), request, erased)
      if ((allActions[call.action.type] as ActionRule).grants) await sweep()
      return staffView(caseId, viewer, call.language)
    },

    getCase: staffView,

    /** What else was reported at its place; see {@link nearCases}. */
    async nearCases(id: string, viewer: Viewer, language: Language): Promise<NearCases> {
      const parts = { executor, wall, rules: await rules(), now: await clock.now() }
      return nearCases(parts, { id, viewer, language })
    },

    /** Whom a coordinator may give it to, and whose it rather is; see {@link caseChoices}. */
    async caseChoices(id: string, viewer: Viewer, language: Language): Promise<CaseChoices> {
      return caseChoices({ executor, wall, routing }, { id, viewer, language })
    },

    /** Who reported, for the centre and with a reason, which is kept. */
    async revealReporter(viewer: Viewer, caseId: string, reason: string): Promise<Reporter> {
      return revealReporter(wall, vault, { viewer, caseId, reason })
    },

    /** Who read who reported, the latest first; for the centre. */
    async listReporterReads(viewer: Viewer, caseId: string): Promise<ReporterRead[]> {
      return listReporterReads({ executor, wall }, viewer, caseId)
    },

    /** The id of the case with a number, where the viewer sees it; else null. */
    async findVisible(viewer: Viewer, number: string): Promise<string | null> {
      return wall.read(viewer, async (tx) => {
        const id = await caseOfNumber(tx, number)
        const row = id ? await findCase(tx, id) : null
        return row && maySee(viewer, row) ? row.id : null
      })
    },

    /** Who may see a picture of a case: everybody, only this caller, or not even they (null). */
    async mayShowPicture(
      link: PictureLink,
      caller: { viewer: Viewer } | { code: string } | null,
    ): Promise<'public' | 'private' | null> {
      const row = await findCase(executor, link.caseId)
      if (!row) return null
      if (link.isCopy && isPublicPicture(row, link)) return 'public'
      if (!caller) return null
      if ('viewer' in caller) {
        const { viewer } = caller
        if (!maySeePicture(viewer, row, link)) return null
        return (await wall.read(viewer, (tx) => findCase(tx, row.id))) ? 'private' : null
      }
      if (link.isCopy || link.kind !== 'report') return null
      const own = await caseByCode(executor, vault, caller.code).catch(() => null)
      return own === row.id ? 'private' : null
    },

    /**
     * Whoever may cover and approve a picture of a case, or close it.
     * @throws Failure not_found for who may not see it, forbidden for who may not do this
     */
    async admitPictureEditor(link: PictureLink, viewer: Viewer): Promise<void> {
      const row = await findCase(executor, link.caseId)
      if (!row || !maySeePicture(viewer, row, link)) throw new Failure('not_found')
      if (!mayEditPictures(viewer, row)) throw new Failure('forbidden')
    },

    /** Who saw the pictures of a case as they were sent, the latest first; for the centre. */
    async listPictureReads(viewer: Viewer, caseId: string): Promise<PictureRead[]> {
      return listPictureReads({ executor, wall }, viewer, caseId)
    },

    async getPublic(number: string, language: Language): Promise<PublicReport> {
      const row = await findPublic(executor, number)
      if (!row) throw new Failure('not_found')
      return (await publicViews([row], language))[0]!
    },

    async listPublic(
      query: PublicQuery,
      language: Language,
    ): Promise<{ reports: PublicReport[]; next: string | null }> {
      const { rows, next } = await listPublic(executor, query)
      return { reports: await publicViews(rows, language), next }
    },

    /** What anybody may look up: list, map, one report, figures; see {@link createPublicReports}. */
    open: createPublicReports(publicReading),

    /** Reports that citizens follow; see {@link createFollows}. */
    follows: createFollows(publicReading),

    /** Who would get a report about a subject at a place, and why. */
    explainRoute: routing.explain,

    /** What a changed record would have done to the last days' reports; see {@link effectOf}. */
    async tryRule(records: RecordStore, trial: RuleTrial, viewer: Viewer): Promise<Effect> {
      return effectOf({ database, records, rules, areas }, trial, viewer)
    },

    /** The text modules in force today. */
    async textModules(language: Language): Promise<ShownTextModule[]> {
      return (await rules()).textModules.map(({ code, action, name, text, group }) => ({
        code,
        action,
        name: name[language],
        text: text[language],
        group: group ?? null,
      }))
    },

    async catalogue(language: Language): Promise<Catalogue> {
      return presentCatalogue(await rules(), language)
    },
  }
}
