import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { reportInput } from '../../contract/cases.ts'
import type { ReportInput } from '../../contract/cases.ts'
import { Failure } from '../../contract/errors.ts'
import type { FieldError } from '../../contract/errors.ts'
import { actionRequest } from '../../contract/case-types.ts'
import type { ActionRequest, ActionType } from '../../contract/case-types.ts'
import type { Refusal, Typed } from '../../web/citizen/page.ts'
import { fieldErrors } from '../platform/http/route.ts'
import { toFailure } from '../platform/http/errors.ts'

/** What a form sent, one text per box; a box sent twice counts once. */
export function typedIn(request: Pick<FastifyRequest, 'body'>): Typed {
  const body = (request.body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.at(-1) : value
      // Browsers send \r\n; the words are kept as they were typed.
      return typeof text === 'string' ? [[name, text.replaceAll('\r\n', '\n')]] : []
    }),
  )
}

/** The key of a form's attempt, or a new one where there is none that can be used. */
export function keyIn(typed: Typed): string {
  return /^[\x21-\x7e]{8,100}$/.test(typed.key ?? '') ? typed.key! : newKey()
}

export const newKey = (): string => randomUUID()

/** A report from the boxes of its form, or which boxes are wrong. */
export function readReport(
  typed: Typed,
  pictures: string[],
): { input: ReportInput } | { fields: FieldError[] } {
  const { lat, lon, ...boxes } = typed
  const position = lat && lon ? { lat: Number(lat), lon: Number(lon) } : undefined
  const consents = Object.entries(typed).flatMap(([name, read]) => {
    if (!name.startsWith('consent.')) return []
    const [version, language] = read.split(' ')
    return [{ purpose: name.slice('consent.'.length), version, language }]
  })
  const answers = answersIn(typed)
  const parsed = reportInput.safeParse({
    ...boxes,
    ...(consents.length > 0 && { consents }),
    ...(answers.length > 0 && { answers }),
    position,
    pictures: pictures.length > 0 ? pictures : undefined,
  })
  if (parsed.success) return { input: parsed.data }
  const fields = fieldErrors(parsed.error).map((error) => {
    const [list, index] = error.path.split('.')
    return list === 'answers' ? { ...error, path: answers[Number(index)]!.question } : error
  })
  return { fields }
}

/**
 * The answers to the questions of the subject that was chosen: boxes `answer.{subject}.{question}`,
 * and where several may be ticked `answer.{subject}.{question}.{option}`. What was answered before
 * another subject was chosen is left out.
 */
function answersIn(typed: Typed): { question: string; values: string[] }[] {
  const answers = new Map<string, string[]>()
  for (const [name, value] of Object.entries(typed)) {
    const [box, subject, question, option] = name.split('.')
    if (box !== 'answer' || subject !== typed.subject || !question || value.trim() === '') continue
    answers.set(question, [...(answers.get(question) ?? []), option ?? value])
  }
  return [...answers].map(([question, values]) => ({ question, values }))
}

/** The actions a reporter may send, and the boxes of each. */
const boxes = {
  citizen_reply: ['text'],
  rate: ['rating', 'comment'],
  reopen: ['reason'],
  withdraw: ['reason'],
  unmerge: ['reason'],
  urgent: ['reason'],
  ask_call: ['reason'],
} as const satisfies Partial<Record<ActionType, readonly string[]>>
export type ReporterAction = keyof typeof boxes

/** Which of the reporter's actions a name means. */
export function reporterAction(name: unknown): ReporterAction | null {
  return typeof name === 'string' && Object.hasOwn(boxes, name) ? (name as ReporterAction) : null
}

/** An action from the boxes of its form; a box left empty counts as absent. */
export function readAction(
  type: ReporterAction,
  typed: Typed,
): { action: ActionRequest } | { fields: FieldError[] } {
  const filled = boxes[type].flatMap((name) => (typed[name]?.trim() ? [[name, typed[name]]] : []))
  const parsed = actionRequest.safeParse({ type, input: Object.fromEntries(filled) })
  if (parsed.success) return { action: parsed.data as ActionRequest }
  const fields = fieldErrors(parsed.error).map((error) => ({
    ...error,
    // An absent box is `invalid_type` to the schema and `required` to a person.
    code: error.code === 'invalid_type' ? 'required' : error.code,
  }))
  return { fields }
}

/** A failure of the cases domain as the page's words for it. */
export function refusalOf(
  error: unknown,
  request: Pick<FastifyRequest, 'refusedWith'>,
): { refusal: Refusal; failure: Failure } {
  const failure = toFailure(error)
  request.refusedWith = failure.code
  const { code, fields = [], details = {} } = failure
  if (code === 'invalid_input' && fields.length > 0) {
    return { failure, refusal: { fields, problem: null } }
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const problem =
    code === 'conflict' ? { code, action: text(details.action), at: text(details.at) } : code
  return { failure, refusal: { fields: [], problem } }
}
