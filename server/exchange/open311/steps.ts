import type { OpenStep } from '../../cases/index.ts'
import type { Call } from './call.ts'
import { stepNote } from './words.ts'

/** The statuses of the update extension (FixMyStreet's). */
export const updateStatuses = [
  'OPEN',
  'CLOSED',
  'FIXED',
  'IN_PROGRESS',
  'INVESTIGATING',
  'ACTION_SCHEDULED',
  'DUPLICATE',
  'NO_FURTHER_ACTION',
  'INTERNAL_REFERRAL',
  'REOPEN',
] as const
export type UpdateStatus = (typeof updateStatuses)[number]

/** What each change makes of a case in those words; what is not listed is still being looked into. */
const afterChange: Partial<Record<OpenStep['change'], UpdateStatus>> = {
  submit: 'OPEN',
  decline: 'NO_FURTHER_ACTION',
  acknowledge: 'ACTION_SCHEDULED',
  start: 'IN_PROGRESS',
  answer: 'IN_PROGRESS',
  return_answer: 'IN_PROGRESS',
  approve: 'IN_PROGRESS',
  reopen: 'REOPEN',
  long_term: 'ACTION_SCHEDULED',
  merge: 'DUPLICATE',
  unmerge: 'OPEN',
  release: 'OPEN',
  withdraw: 'CLOSED',
  close: 'CLOSED',
}

/** The status a case had after a step. Answered is FIXED only where the agency said it is done. */
export function statusAfter(step: Pick<OpenStep, 'type' | 'change' | 'finished'>): UpdateStatus {
  if (step.type === 'ask_citizen') return 'INVESTIGATING'
  if (step.change === 'publish') return step.finished ? 'FIXED' : 'CLOSED'
  return afterChange[step.change] ?? 'INVESTIGATING'
}

/** A step as a sentence. */
export function noteOf({ catalogue, language }: Call, step: OpenStep): string {
  const nameIn = (list: { code: string; name: string }[], code: string | null) =>
    list.find((item) => item.code === code)?.name ?? code
  const name =
    step.agency ??
    nameIn(catalogue.ratings, step.rating) ??
    nameIn(catalogue.subjects, step.subject) ??
    ''
  return stepNote(step, name, language)
}
