import { z } from 'zod'
import { code, rule } from './case-type.ts'
import type { ActionRule, CaseType } from './case-type.ts'
import { words } from './text.ts'

/**
 * The personal-data request: what a person asks about the data kept of them. Only the centre answers;
 * no agency has such a case. Source: Luật 91/2025/QH15 Đ4; NĐ 356/2025/NĐ-CP Đ5 (times). The
 * deadlines are the classes below, which are records.
 */

const statuses = [
  'data_requested',
  'data_acknowledged',
  'data_in_work',
  'data_extended',
  'data_done',
  'data_refused',
] as const
const openStatuses = [
  'data_requested',
  'data_acknowledged',
  'data_in_work',
  'data_extended',
] as const

/** What may be asked: its deadline class, and what happens when it is granted. */
export const dataRequestKinds = {
  withdraw_consent: { class: 'PD15', grant: 'withdraw' },
  restrict: { class: 'PD15', grant: 'hide' },
  object: { class: 'PD15', grant: 'hide' },
  view: { class: 'PD10', grant: null },
  correct: { class: 'PD10', grant: null },
  provide: { class: 'PD10', grant: null },
  delete: { class: 'PD20', grant: 'erase' },
} as const
export type DataRequestKind = keyof typeof dataRequestKinds
export const dataRequestKindNames = Object.keys(dataRequestKinds) as [
  DataRequestKind,
  ...DataRequestKind[],
]

/** What a person sends; the report whose code they hold says whose data are meant. */
export const dataRequestInput = z.object({
  kind: z.enum(dataRequestKindNames, 'required'),
  text: words(2000),
})
export type DataRequestInput = z.infer<typeof dataRequestInput>

export const personalData = {
  code: 'personal_data',
  first: 'data_requested',
  firstDue: 'accept',
  kinds: 'choices',
  statuses,
  openStatuses,
  actions: {
    data_acknowledge: rule({
      by: { operator: ['data_requested'] },
      to: 'data_acknowledged',
      input: z.object({}),
      public: true,
      clock: 'take_up',
    }),
    data_start: rule({
      by: { operator: ['data_acknowledged'] },
      to: 'data_in_work',
      input: z.object({}),
      public: true,
    }),
    /** Once; the person is told why. */
    data_extend: rule({
      by: { operator: ['data_acknowledged', 'data_in_work'] },
      to: 'data_extended',
      input: z.object({ reason: words(1000) }),
      public: true,
      clock: 'extend',
      effect: (_, { reason }) => ({ guidance: reason }),
    }),
    data_answer: rule({
      by: { operator: ['data_in_work', 'data_extended'] },
      to: 'data_done',
      input: z.object({ answer: words(4000) }),
      public: true,
      clock: 'answer',
      grants: true,
      effect: (_, { answer }) => ({ answer }),
    }),
    data_refuse: rule({
      by: { operator: ['data_acknowledged', 'data_in_work', 'data_extended'] },
      to: 'data_refused',
      input: z.object({ reason: code, answer: words(2000) }),
      public: true,
      codes: { reason: 'dataRefusals' },
      clock: 'answer',
      effect: (_, { answer }) => ({ answer }),
    }),
    data_note: rule({
      by: { operator: statuses },
      to: 'same',
      input: z.object({ text: words(4000) }),
    }),
  } satisfies Record<string, ActionRule>,
} as const satisfies CaseType
