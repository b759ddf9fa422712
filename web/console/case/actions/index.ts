import type { ActionType } from '../../../../contract/case-types.ts'
import type { FormPart } from '../action-panel.tsx'
import { answer } from './answer.tsx'
import { assignInside } from './assign-inside.tsx'
import { assign } from './assign.tsx'
import { decline } from './decline.tsx'
import { handBack } from './hand-back.tsx'
import { publish } from './publish.tsx'
import { reclassify } from './reclassify.tsx'
import { extend, longTerm } from './promises.tsx'
import { dataRefuse, returnAnswer } from './reasoned.tsx'
import { split } from './split.tsx'
import { words } from './words.tsx'

/** The form of each action that staff can take; an action without one only asks to confirm. */
const parts: Partial<Record<ActionType, FormPart>> = {
  assign,
  decline,
  reclassify,
  hand_back: handBack,
  assign_inside: assignInside,
  request_question: words('question', { label: 'act.question', hint: 'act.questionHint' }),
  ask_citizen: words('question', { label: 'act.question', from: ({ question }) => question }),
  citizen_reply: words('text', { label: 'act.reply' }),
  note_internal: words('text', { label: 'act.note' }),
  note_public: words('text', { label: 'act.progress', pictures: true }),
  answer,
  return_answer: returnAnswer,
  publish,
  reopen: words('reason', { label: 'act.reopenReason' }),
  merge: words('number', { label: 'act.otherNumber', hint: 'act.otherNumberHint', line: true }),
  unmerge: words('reason', { label: 'act.unmergeReason' }),
  extend,
  split,
  refuse_extension: words('reason', { label: 'act.refuseReason' }),
  remind: words('text', { label: 'act.remindText' }),
  call_done: words('text', { label: 'act.callDone' }),
  escalate: words('summary', { label: 'act.summary' }),
  long_term: longTerm,
  data_extend: words('reason', { label: 'act.dataReason' }),
  data_answer: words('answer', { label: 'act.dataAnswer' }),
  data_refuse: dataRefuse,
  data_note: words('text', { label: 'act.note' }),
  close: words('reason', { label: 'act.closeReason' }),
}

const confirmOnly: FormPart = { Fields: () => null }

export function partOf(type: ActionType): FormPart {
  return parts[type] ?? confirmOnly
}
