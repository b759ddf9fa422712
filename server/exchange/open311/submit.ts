import { randomUUID } from 'node:crypto'
import { reportInput } from '../../../contract/cases.ts'
import type { ReportInput } from '../../../contract/cases.ts'
import type { AnswersInput, SubjectQuestion } from '../../../contract/report-answers.ts'
import { idempotency } from '../../platform/database/idempotency.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import { requireKey } from './call.ts'
import type { Call, Document } from './call.ts'
import { badRequest, notFound } from './errors.ts'
import { keepSubmission } from '../keys.ts'
import type { ApiKey } from '../keys.ts'
import type { Params } from './params.ts'
import { readPlace } from './place.ts'
import { receiptNotice } from './words.ts'

/** `POST requests`: a report as from any channel. Its id is given at once, never a token. */
export async function submitRequest(call: Call): Promise<Document> {
  const key = requireKey(call)
  const input = await readReport(call)
  const extras = { attributes: call.params.attributes(), mediaUrl: readMediaUrl(call.params) }
  const once = onceFor(call, key, [input, extras])

  // A system's reports all come from its one address; a test key is in everybody's hands.
  if (key.test) await call.limits.take('reportAddress', call.request.ip)
  await call.limits.take('reportKey', key.hash.toString('hex'))
  if (input.phone) await call.limits.take('reportPhone', input.phone)

  const receipt = await call.cases.submit(input, once, 'open311')
  await keepSubmission(call.database.executor, receipt.id, key, extras)
  call.reply.status(201)
  const options = { publicUrl: call.config.publicUrl, fileIgnored: call.params.hasFile }
  return {
    root: 'service_requests',
    value: [
      {
        service_request_id: receipt.number,
        service_notice: receiptNotice(receipt, options, call.language),
        account_id: null,
      },
    ],
  }
}

/**
 * The key that makes a retry a retry. Open311 has none: without an `Idempotency-Key` header each
 * POST is a new report, because two citizens may well send the same words about the same place.
 */
export function onceFor(call: Call, key: ApiKey, body: unknown): Idempotency {
  const given = call.request.headers['idempotency-key']
  if (given !== undefined && (typeof given !== 'string' || !/^[\x21-\x7e]{8,100}$/.test(given))) {
    throw badRequest('Idempotency-Key is not 8 to 100 printable characters')
  }
  const route = `${call.request.method} ${call.request.routeOptions.url?.replace(/\.\w+$/, '')}`
  return idempotency(`${route} ${key.hash.toString('hex')}`, given ?? randomUUID(), body)
}

/** The parameter of Open311 behind each field of a report. */
const parameterOf: Record<string, string> = {
  subject: 'service_code',
  commune: 'address_id',
  address: 'address_string',
  name: 'first_name and last_name',
}

const sentences: Record<string, string> = {
  too_long: 'is too long',
  invalid_phone: 'is not a Vietnamese telephone number',
  invalid_email: 'is not an e-mail address',
}

/** @throws Refusal 400, 404 */
async function readReport({ params, catalogue, areas }: Call): Promise<ReportInput> {
  const code = params.text('service_code')?.trim()
  if (code === undefined) throw badRequest('service_code is missing')
  const subject = catalogue.subjects.find((known) => known.code === code)
  if (!subject) throw notFound('service_code was not found')
  const place = await readPlace(params, catalogue.communes, areas)
  const parsed = reportInput.safeParse({
    ...place,
    subject: code,
    // Optional in Open311: who chose a service and a place has said what is wrong.
    description: params.text('description') ?? subject.name,
    // In Vietnamese the family name comes first.
    name: [params.text('last_name'), params.text('first_name')].filter(Boolean).join(' '),
    phone: params.text('phone'),
    email: params.text('email')?.trim(),
    answers: answersIn(params, subject.questions),
  })
  if (parsed.success) return parsed.data
  throw badRequest(
    ...parsed.error.issues.map((issue) => {
      const field = String(issue.path[0])
      return `${parameterOf[field] ?? field} ${sentences[issue.message] ?? 'cannot be used'}`
    }),
  )
}

/** Attributes that are the subject's questions; others are kept as they come, and read by nobody. */
function answersIn(params: Params, questions: SubjectQuestion[]): AnswersInput {
  const attributes = params.attributes()
  return questions.flatMap(({ code, options }) => {
    const values = attributes[code]
    if (!values) return []
    const unknown = values.find((value) => !options.some((option) => option.code === value))
    if (options.length > 0 && unknown !== undefined) {
      throw badRequest(`attribute[${code}] is not one of its values`)
    }
    return [{ question: code, values }]
  })
}

/** Kept as an address and never fetched: what stands behind it is not ours to ask for. */
function readMediaUrl(params: Params): string | null {
  const url = params.text('media_url')?.trim()
  if (url === undefined) return null
  if (url.length > 2_000 || !/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw badRequest('media_url is not a web address of at most 2000 characters')
  }
  return url
}
