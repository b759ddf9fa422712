import type { ActionRule, CaseState } from '../../contract/case-type.ts'
import { actions, caseTypes } from '../../contract/case-types.ts'
import type { ActionRequest, CaseTypeCode } from '../../contract/case-types.ts'

export type { CaseState }

/** The rule of an action, of whichever type it is. */
export function ruleOf(action: Pick<ActionRequest, 'type'>): ActionRule {
  return actions[action.type]
}

/** The state right after submission. `subject` is what the case is about, as its type has it. */
export function submitted(subject: string, type: CaseTypeCode = 'field_report'): CaseState {
  return {
    status: caseTypes[type].first,
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
    mergedInto: null,
    extension: null,
    extensions: 0,
    reminders: 0,
    escalation: null,
    urgent: null,
    callback: null,
  }
}

/**
 * The state after an action. Pure, and silent about permission: the policy has asked the state table
 * before. The stored row is this fold kept at hand: it can always be made again from the log, and a
 * test does. What leads `before` is not for it: only the log knows that. `agencyText` for an assignment without its own text is the caller's to fill in.
 */
export function apply(state: CaseState, action: ActionRequest): CaseState {
  const { to, effect } = ruleOf(action)
  const status = to === 'same' ? state.status : to === 'back' ? state.returnTo! : to
  return { ...state, status, ...effect?.(state, action.input as never) }
}

/** The state a log leads to; the first action is the submission. What was undone left no trace. */
export function fold(
  subject: string,
  log: ActionRequest[],
  type: CaseTypeCode = 'field_report',
): CaseState {
  const states = [submitted(subject, type)]
  for (const action of log) {
    const back = ruleOf(action).to === 'before' ? (action.input as { lines?: number }) : null
    states.push(back ? states.at(-1 - (back.lines ?? 1))! : apply(states.at(-1)!, action))
  }
  return states.at(-1)!
}
