import { isOpen } from '../../contract/case-types.ts'
import type { ActionRequest, CaseTypeCode, Status } from '../../contract/case-types.ts'
import type { CaseFacts } from './policy.ts'
import type { CaseState } from './state.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'
import { foldText } from '../../contract/fold.ts'

/** The fold of a case as its row keeps it. */
export function stateOf(row: CaseRecord): CaseState {
  return {
    status: row.status,
    returnTo: row.return_to,
    subject: row.subject,
    agency: row.agency,
    agencyText: row.agency_text,
    officer: row.officer,
    question: row.question,
    answer: row.answer,
    published:
      row.published_title === null
        ? null
        : {
            title: row.published_title,
            text: row.published_text!,
            answer: row.published_answer!,
          },
    rating: row.rating,
    ratingComment: row.rating_comment,
    guidance: row.guidance,
    reopenings: row.reopenings,
    handBacks: row.hand_backs,
    mergedInto: row.merged_into,
    extension: row.extension,
    extensions: row.extensions,
    reminders: row.reminders,
    escalation: row.escalation,
    urgent: row.urgent,
    callback: row.callback,
  }
}

/** The columns that keep a fold. */
export function columnsOf(state: CaseState) {
  return {
    status: state.status,
    return_to: state.returnTo,
    subject: state.subject,
    agency: state.agency,
    agency_text: state.agencyText,
    agency_search: state.agencyText === null ? null : foldText(state.agencyText),
    officer: state.officer,
    question: state.question,
    answer: state.answer,
    published_title: state.published?.title ?? null,
    published_text: state.published?.text ?? null,
    published_answer: state.published?.answer ?? null,
    rating: state.rating,
    rating_comment: state.ratingComment,
    guidance: state.guidance,
    reopenings: state.reopenings,
    hand_backs: state.handBacks,
    merged_into: state.mergedInto,
    extension: state.extension,
    extensions: state.extensions,
    reminders: state.reminders,
    escalation: state.escalation,
    urgent: state.urgent,
    callback: state.callback,
  }
}

/** What the policy looks at; `more` is what other rows tell. */
export function factsOf(
  row: CaseRecord,
  more: Partial<Pick<CaseFacts, 'mainStatus' | 'last' | 'extendTimes'>> = {},
): CaseFacts {
  return {
    ...more,
    type: row.type as CaseTypeCode,
    status: row.status,
    agency: row.agency,
    commune: row.commune,
    officer: row.officer,
    rating: row.rating,
    handBackUntil: row.hand_back_until,
    handBacks: row.hand_backs,
    extension: row.extension,
    extensions: row.extensions,
    urgent: row.urgent,
    callback: row.callback,
  }
}

/** What was done last, as the policy looks at it. */
export function lastOf(entries: ActionRecord[]): NonNullable<CaseFacts['last']> {
  const { actor_id: by, at } = entries.at(-1)!
  return { types: entries.map(({ type }) => type), by, at }
}

/** A stored action as the state table knows it. */
export function actionOf(row: ActionRecord): ActionRequest {
  return { type: row.type, input: row.input } as unknown as ActionRequest
}

/** Whether the deadline has passed while the clock was running. */
export function isOverdue(row: CaseRecord, now: Date): boolean {
  return row.due_at < now && row.paused_at === null && isOpen(row.status as Status)
}
