import type { OwnReport } from '../../../contract/cases.ts'
import type { ActionRequest } from '../../../contract/case-types.ts'
import { listOpenSteps, reporterStepWords } from '../../cases/index.ts'
import { firstAnswer } from '../../platform/database/idempotency.ts'
import { requireKey } from './call.ts'
import type { Call, Document } from './call.ts'
import { badRequest, forbidden } from './errors.ts'
import { submissionsOf } from '../keys.ts'
import { findReport, readPage } from './requests.ts'
import { noteOf, statusAfter, updateStatuses } from './steps.ts'
import type { UpdateStatus } from './steps.ts'
import { onceFor } from './submit.ts'
import { readRange, w3 } from './time.ts'

const root = 'service_request_updates'
const updateId = (number: string, seq: number) => `${number}-${seq}`

/**
 * `GET servicerequestupdates`: the public steps of a range of time. Oldest first from a `start_date`,
 * so that a client that goes on from the last one it has misses none; else the latest ones first.
 */
export async function updates(call: Call): Promise<Document> {
  const { params, key } = call
  const { executor } = call.database
  const start = params.text('start_date')
  const steps = await listOpenSteps(executor, {
    ...readRange(start, params.text('end_date')),
    ...readPage(params),
    newestFirst: start === undefined,
  })
  const ids = [...new Set(steps.map((step) => step.caseId))]
  const own = await submissionsOf(executor, key, ids)
  const words = await reporterStepWords(executor, [...own.keys()])
  const value = steps.map((step) => {
    const said = words.get(`${step.caseId}-${step.seq}`) ?? step.text
    return {
      update_id: updateId(step.number, step.seq),
      service_request_id: step.number,
      status: statusAfter(step),
      updated_datetime: w3(step.at),
      description: [noteOf(call, step), said].filter(Boolean).join('\n'),
      media_url: null,
    }
  })
  return { root, value }
}

/** `POST servicerequestupdates`: the key that brought a report acts for its reporter. */
export async function postUpdate(call: Call): Promise<Document> {
  const { params, cases, language } = call
  const { executor } = call.database
  const key = requireKey(call)
  const id = params.text('service_request_id')
  if (id === undefined) throw badRequest('service_request_id is missing')
  const status = readStatus(params.text('status'))
  const description = params.text('description')?.trim()

  const report = await findReport(call, id)
  const own = await submissionsOf(executor, key, [report.id])
  const code = own.has(report.id) ? await call.vault.codeOfCase(executor, report.id) : null
  if (!code) throw forbidden('this api_key did not submit the service request')

  const once = onceFor(call, key, [report.number, status ?? null, description ?? null])
  const before = (await firstAnswer(executor, once)) as { version: number } | null
  if (!before) await call.limits.take('trackAddress', call.request.ip)
  const seq = before?.version ?? (await act())
  call.reply.status(201)
  return { root, value: [{ update_id: updateId(report.number, seq) }] }

  async function act(): Promise<number> {
    const { version, status: now, rating } = await cases.track(code!, language)
    const best = call.catalogue.ratings[0]?.code
    const action = actionFor({ now, rating, status, description, best })
    await cases.actAsReporter({ code: code!, version, action, once, language })
    return version + 1
  }
}

function readStatus(typed: string | undefined): UpdateStatus | undefined {
  const status = typed?.trim().toUpperCase()
  if (status === undefined) return undefined
  if (!updateStatuses.includes(status as UpdateStatus)) {
    throw badRequest(`status is none of ${updateStatuses.join(', ')}`)
  }
  return status as UpdateStatus
}

/** What an update means for its case. @throws Refusal 400 when it means nothing possible */
function actionFor(update: {
  now: OwnReport['status']
  rating: string | null
  status: UpdateStatus | undefined
  description: string | undefined
  best: string | undefined
}): ActionRequest {
  const { now, status, description, best } = update
  const isAnswered = now === 'answered' || now === 'closed'
  const words = (max: number): string => {
    if (description === undefined) throw badRequest('description is missing')
    if (description.length > max) throw badRequest(`description is longer than ${max} characters`)
    return description
  }
  if (now === 'waiting_citizen') return { type: 'citizen_reply', input: { text: words(4_000) } }
  if (isAnswered && (status === 'REOPEN' || status === 'OPEN')) {
    return { type: 'reopen', input: { reason: words(2_000) } }
  }
  if (isAnswered && status === 'FIXED' && best !== undefined) {
    if (update.rating !== null) throw badRequest('the service request has been rated already')
    const comment = description === undefined ? {} : { comment: words(1_000) }
    return { type: 'rate', input: { rating: best, ...comment } }
  }
  throw badRequest(
    isAnswered
      ? 'an answered service request takes REOPEN with a description, or FIXED'
      : 'the service request takes no update now: nothing has been asked and it is not answered yet',
  )
}
