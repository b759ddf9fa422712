import { isValidNumber, normalizeDigits, numberLength } from '../../../contract/codes.ts'
import {
  listOpenReports,
  listOpenSteps,
  maxOpenRows,
  openReportsByNumber,
  reporterWords,
} from '../../cases/index.ts'
import type { OpenReport, ReporterWords } from '../../cases/index.ts'
import type { Call, Document } from './call.ts'
import { badRequest, notFound } from './errors.ts'
import { submissionsOf } from '../keys.ts'
import type { Extras } from '../keys.ts'
import type { Params } from './params.ts'
import { readPosition } from './place.ts'
import { noteOf } from './steps.ts'
import { readRange, w3 } from './time.ts'
import { dueNotice, statusNote } from './words.ts'
import type { Value } from './xml.ts'

/** The farthest one page may reach into a range: a narrower range goes further. */
const maxOffset = 100_000
/** The widest circle, metres. */
const maxRadius = 100_000

/** `GET requests`: by ids, or the cases of a range of time. */
export async function requests(call: Call): Promise<Document> {
  const { database, params } = call
  const numbers = params.list('service_request_id')
  const reports = numbers
    ? await openReportsByNumber(database.executor, numbers.map(normalizeDigits).filter(isNumber))
    : await listOpenReports(database.executor, {
        ...readRange(params.text('start_date'), params.text('end_date')),
        ...readPage(params),
        subjects: params.list('service_code'),
        open: readStatus(params),
        near: readCircle(params),
      })
  return present(call, reports)
}

/** `GET requests/{id}`. */
export async function request(call: Call): Promise<Document> {
  return present(call, [await findReport(call, call.id)])
}

/** `GET tokens/{id}`: ids are given at once, so a request is its own token. */
export async function token(call: Call): Promise<Document> {
  const number = normalizeDigits(call.id)
  const [report] = isNumber(number)
    ? await openReportsByNumber(call.database.executor, [number])
    : []
  if (!report) throw notFound('the token was not found')
  return {
    root: 'service_requests',
    value: [{ service_request_id: report.number, token: call.id }],
  }
}

const isNumber = (digits: string) => isValidNumber(digits, numberLength)

/** The request with this id. @throws Refusal 404 */
export async function findReport(call: Call, id: string): Promise<OpenReport> {
  const number = normalizeDigits(id)
  const [report] = isNumber(number)
    ? await openReportsByNumber(call.database.executor, [number])
    : []
  if (!report) throw notFound('service_request_id was not found')
  return report
}

/** `page` from 1 and `page_size` up to 1,000, which is also the default. @throws Refusal 400 */
export function readPage(params: Params): { page: number; pageSize: number } {
  const read = (name: string, byDefault: number, max: number) => {
    const value = params.number(name) ?? byDefault
    if (!Number.isInteger(value) || value < 1 || value > max) {
      throw badRequest(`${name} is not a whole number from 1 to ${max}`)
    }
    return value
  }
  const pageSize = read('page_size', maxOpenRows, maxOpenRows)
  const page = read('page', 1, maxOffset)
  if (page * pageSize > maxOffset) {
    throw badRequest('page is too far: choose a narrower range of dates')
  }
  return { page, pageSize }
}

function readStatus(params: Params): boolean | undefined {
  const wanted = new Set(params.list('status')?.map((status) => status.toLowerCase()))
  for (const status of wanted) {
    if (status !== 'open' && status !== 'closed') throw badRequest('status is open or closed')
  }
  return wanted.size === 1 ? wanted.has('open') : undefined
}

function readCircle(params: Params) {
  const position = readPosition(params)
  const metres = params.number('radius')
  if (!position && metres === undefined) return undefined
  if (!position) throw badRequest('lat and long are missing: radius is around them')
  if (metres === undefined) throw badRequest('radius is missing: metres around lat and long')
  if (metres <= 0 || metres > maxRadius) {
    throw badRequest(`radius is not between 0 and ${maxRadius} metres`)
  }
  return { ...position, metres }
}

async function present(call: Call, reports: OpenReport[]): Promise<Document> {
  const { executor } = call.database
  const ids = reports.map((report) => report.id)
  const submissions = await submissionsOf(executor, call.key, ids)
  const words = await reporterWords(executor, [...submissions.keys()])
  const extensions = call.params.text('extensions')?.toLowerCase() === 'true'
  const notes = extensions ? await notesOf(call, ids) : null
  const value = reports.map((report) => {
    const extras = submissions.get(report.id) ?? null
    return {
      ...requestOf(call, report, words.get(report.id) ?? null, extras),
      ...(notes && {
        attributes: Object.entries(extras?.attributes ?? {}).flatMap(([code, values]) =>
          values.map((item) => ({ code, value: item })),
        ),
        notes: notes.get(report.id) ?? [],
      }),
    }
  })
  return { root: 'service_requests', value }
}

/** One request as the standard lists it. `own` and `extras` are there for its submitter's key. */
function requestOf(
  { catalogue, language, config }: Call,
  report: OpenReport,
  own: ReporterWords | null,
  extras: Extras | null,
): Record<string, Value> {
  const commune = catalogue.communes.find(({ code }) => code === report.commune)
  const place = `${commune?.name ?? report.commune}, ${catalogue.province.name}`
  const position = own ? own.position : report.position
  const answer = own?.answer ?? report.published?.answer ?? null
  const note = own?.question ?? own?.guidance ?? (report.open ? null : answer)
  const subject = catalogue.subjects.find(({ code }) => code === report.subject)
  return {
    service_request_id: report.number,
    status: report.open ? 'open' : 'closed',
    status_notes: note ?? statusNote(report.status, language),
    service_name: subject?.name ?? report.subject,
    service_code: report.subject,
    description: own?.description ?? report.published?.text ?? null,
    agency_responsible: report.agency,
    service_notice: report.open ? dueNotice(report.dueAt, language) : null,
    requested_datetime: w3(report.submittedAt),
    // By the standard, of a closed request: when it was closed.
    updated_datetime: w3((!report.open && report.answeredAt) || report.updatedAt),
    expected_datetime: w3(report.dueAt),
    // What was typed may hold a house number: others get the commune.
    address: own?.address ?? place,
    address_id: report.commune,
    zipcode: null,
    lat: position?.lat ?? null,
    long: position?.lon ?? null,
    // The standard has room for one.
    media_url: extras?.mediaUrl ?? pictureUrl(config.publicUrl, report.pictures[0]),
  }
}

const pictureUrl = (origin: string, id: string | undefined) =>
  id === undefined ? null : `${origin}/api/pictures/${id}/full`

async function notesOf(call: Call, caseIds: string[]): Promise<Map<string, Value[]>> {
  const steps = await listOpenSteps(call.database.executor, {
    caseIds,
    page: 1,
    // Enough for every step of a full page; a case has far fewer.
    pageSize: 100 * Math.max(1, caseIds.length),
  })
  const notes = Map.groupBy(steps, (step) => step.caseId)
  return new Map(
    [...notes].map(([id, list]) => [
      id,
      list.map((step) => ({
        datetime: w3(step.at),
        summary: noteOf(call, step),
        description: step.text,
        type: step.type,
      })),
    ]),
  )
}
