import { actions } from '../../contract/field-report.ts'
import type { ActionRequest, Status } from '../../contract/field-report.ts'

/**
 * What a case is, as far as its actions decide it. The stored row is this fold kept at hand: it can
 * always be made again from the log, and a test does.
 */
export type CaseState = {
  status: Status
  /** Where a waiting case goes on once the citizen has answered. */
  returnTo: Status | null
  subject: string
  agency: string | null
  agencyText: string | null
  officer: string | null
  /** Asked by the agency and not yet relayed, or asked of the citizen and not yet answered. */
  question: string | null
  answer: string | null
  published: { title: string; text: string; answer: string } | null
  rating: string | null
  ratingComment: string | null
  /** What a declined reporter was told. */
  guidance: string | null
  reopenings: number
  /** How often agencies have handed it back since it came, or was reopened. */
  handBacks: number
}

/** The state right after submission. */
export function submitted(subject: string): CaseState {
  return {
    status: 'submitted',
    returnTo: null,
    subject,
    agency: null,
    agencyText: null,
    officer: null,
    question: null,
    answer: null,
    published: null,
    rating: null,
    ratingComment: null,
    guidance: null,
    reopenings: 0,
    handBacks: 0,
  }
}

/** The four boxes of an answer as one text; the letter around it is the publication's. */
export function composeAnswer(input: {
  checked: string
  done: string
  finished: boolean
  promisedOn?: string | undefined
}): string {
  const promise =
    !input.finished && input.promisedOn
      ? `Dự kiến hoàn thành ngày ${input.promisedOn.split('-').reverse().join('/')}.`
      : null
  return [input.checked, input.done, promise].filter(Boolean).join('\n')
}

/**
 * The state after an action. Pure, and silent about permission: the policy has asked the state table
 * before. `agencyText` for an assignment without its own text is the caller's to fill in.
 */
export function apply(state: CaseState, action: ActionRequest): CaseState {
  const target = actions[action.type].to
  const next: CaseState = {
    ...state,
    status: target === 'same' ? state.status : target === 'back' ? state.returnTo! : target,
  }
  switch (action.type) {
    case 'decline':
      return { ...next, guidance: action.input.guidance }
    case 'reclassify':
      return { ...next, subject: action.input.subject }
    case 'assign':
      return {
        ...next,
        agency: action.input.agency,
        agencyText: action.input.text ?? state.agencyText,
        officer: null,
        question: null,
      }
    case 'assign_inside':
      return { ...next, officer: action.input.officer }
    case 'hand_back':
      return { ...next, officer: null, question: null, handBacks: state.handBacks + 1 }
    case 'request_question':
      return { ...next, question: action.input.question }
    case 'ask_citizen':
      return { ...next, question: action.input.question, returnTo: state.status }
    case 'citizen_reply':
      return { ...next, question: null, returnTo: null }
    case 'answer':
      return { ...next, answer: composeAnswer(action.input), question: null }
    case 'publish': {
      const { title, text, answer } = action.input
      return { ...next, published: { title, text, answer } }
    }
    case 'rate':
      return { ...next, rating: action.input.rating, ratingComment: action.input.comment ?? null }
    case 'reopen':
      return {
        ...next,
        rating: null,
        ratingComment: null,
        reopenings: state.reopenings + 1,
        handBacks: 0,
      }
    default:
      return next
  }
}

/** The state a log leads to; the first action is the submission. */
export function fold(subject: string, log: ActionRequest[]): CaseState {
  return log.reduce(apply, submitted(subject))
}
