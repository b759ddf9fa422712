import { z } from 'zod'
import type { CaseType } from './case-type.ts'
import { fieldReport } from './field-report.ts'
import { personalData } from './personal-data.ts'

/**
 * Every case type, by its code. Names of statuses and actions stand once among all types (a test
 * says so), so that a text or a colour is found by the name alone.
 */
export const caseTypes = {
  field_report: fieldReport,
  personal_data: personalData,
} as const satisfies Record<string, CaseType>
export type CaseTypeCode = keyof typeof caseTypes
export const caseTypeCodes = Object.keys(caseTypes) as [CaseTypeCode, ...CaseTypeCode[]]

type Types = (typeof caseTypes)[CaseTypeCode]
export type Status = Types['statuses'][number]
export const statuses = Object.values(caseTypes).flatMap((type) => [...type.statuses]) as [
  Status,
  ...Status[],
]
/** The statuses of every type with a running deadline. */
export const openStatuses: Types['openStatuses'][number][] = Object.values(caseTypes).flatMap(
  (type) => [...type.openStatuses],
)

/** Whether an answer is still owed. */
export function isOpen(status: Status): boolean {
  return (openStatuses as readonly Status[]).includes(status)
}

/** The actions of every type. */
export const actions = { ...fieldReport.actions, ...personalData.actions } as const
type Actions = typeof actions
export type ActionType = keyof Actions
export const actionTypes = Object.keys(actions) as [ActionType, ...ActionType[]]

/** The input of one action, e.g. `ActionInput<'assign'>`. */
export type ActionInput<Type extends ActionType> = z.infer<Actions[Type]['input']>

/** An action with its input: the body of a request to act. */
export const actionRequest = z.discriminatedUnion(
  'type',
  actionTypes.map((type) =>
    z.object({ type: z.literal(type), input: actions[type].input }),
  ) as unknown as [z.ZodObject<{ type: z.ZodLiteral<ActionType>; input: z.ZodObject }>],
)
export type ActionRequest = {
  [Type in ActionType]: { type: Type; input: ActionInput<Type> }
}[ActionType]
