import type { ActionRule, ActorRole } from '../../contract/case-type.ts'
import { actions, actionTypes, caseTypes } from '../../contract/case-types.ts'
import type { ActionType, CaseTypeCode } from '../../contract/case-types.ts'
import { disputedAfter, undoMinutes } from '../../contract/field-report.ts'
import type { DisabledReason } from '../../contract/field-report.ts'
import type { Ability } from '../../contract/cases.ts'
import { agencyRoles } from '../../contract/identity.ts'
import {
  centreGrants,
  countsIn,
  isAdministrator,
  isCentre,
  isLeader,
  overviewGrants,
} from '../identity/index.ts'
import type { Grant, Viewer } from '../identity/index.ts'

/** Who acts on a case: its reporter (whoever holds the code) or somebody signed in. */
export type Actor = { kind: 'reporter' } | { kind: 'staff'; viewer: Viewer }

/** The facts of a case that decide what may be done. */
export type CaseFacts = {
  type: CaseTypeCode
  status: string
  agency: string | null
  /** Where it is: a grant with areas counts only there. */
  commune: string
  officer: string | null
  rating: string | null
  handBackUntil: Date | null
  handBacks: number
  /** The status of the case it was merged into. */
  mainStatus?: string | null
  /** What happened last, as one; absent where nothing is to be taken back. */
  last?: { types: string[]; by: string | null; at: Date }
  extension: string | null
  extensions: number
  /** How often its class lets it be extended; absent where that is not asked. */
  extendTimes?: number
  urgent: string | null
  callback: string | null
}

/** Whose a case is, and where. */
export type CasePlace = Pick<CaseFacts, 'agency' | 'commune'>

/** The types of cases that the centre alone sees: what people ask about their own data. */
export const centreTypes: readonly string[] = ['personal_data' satisfies CaseTypeCode]

/** Whether the viewer is of the centre for this case: reads the reporter's words, may be called. */
export function isCentreOf(viewer: Viewer, { commune }: Pick<CasePlace, 'commune'>): boolean {
  return centreGrants(viewer).some((grant) => countsIn(grant, commune))
}

/**
 * The grants by which cases are seen, the one gate of who may: the centre sees all, the leaders all
 * but {@link centreTypes}, an agency those it now has; each only in the areas of the grant.
 */
export function sightsOf(viewer: Viewer): Grant[] {
  return [
    ...overviewGrants(viewer),
    ...viewer.grants.filter(({ agency, role }) => agency !== null && inAgency(role)),
  ]
}
const inAgency = (role: string) => (agencyRoles as readonly string[]).includes(role)

/** Whether a viewer may see a case; see {@link sightsOf}. */
export function maySee(viewer: Viewer, facts: CasePlace & { type: string }): boolean {
  if (centreTypes.includes(facts.type)) return isCentreOf(viewer, facts)
  return sightsOf(viewer).some(
    (grant) =>
      countsIn(grant, facts.commune) && (grant.agency === null || grant.agency === facts.agency),
  )
}

/**
 * Who may see a picture of a case as it was sent: the centre all, the agency that has the case those
 * that the centre has not closed to it. A leader, who looks at no persons, sees what is published.
 */
export function maySeePicture(
  viewer: Viewer,
  facts: CasePlace,
  picture: { centreOnly: boolean },
): boolean {
  if (isCentreOf(viewer, facts)) return true
  const isAgencys = sightsOf(viewer).some(
    (grant) =>
      grant.agency !== null && grant.agency === facts.agency && countsIn(grant, facts.commune),
  )
  return isAgencys && !picture.centreOnly
}

/** Who may cover and approve pictures of a case they see, and close them to the agency. */
export function mayEditPictures(viewer: Viewer, facts: CasePlace): boolean {
  return isCentreOf(viewer, facts)
}

/** Who may learn who reported a case they see: the centre, which answers for it. */
export function mayReadReporter(viewer: Viewer, facts: CasePlace): boolean {
  return isCentreOf(viewer, facts)
}

/** Where a viewer may read figures of reports: in some communes, everywhere (null), or nowhere. */
export function figuresOf(viewer: Viewer): string[] | null | undefined {
  if (isAdministrator(viewer)) return null
  if (!isCentre(viewer) && !isLeader(viewer)) return undefined
  const grants = overviewGrants(viewer)
  return grants.some(({ areas }) => !areas) ? null : grants.flatMap(({ areas }) => areas ?? [])
}

/** What the actor is to this case. Roles in another agency or area count for nothing here. */
export function rolesOn(actor: Actor, facts: CasePlace): ActorRole[] {
  if (actor.kind === 'reporter') return ['reporter']
  return [...new Set(actor.viewer.grants.flatMap((grant) => rolesBy(grant, facts)))]
}

/** What one grant makes of its holder on a case. */
function rolesBy(grant: Grant, facts: CasePlace): ActorRole[] {
  const { role, agency } = grant
  if (!countsIn(grant, facts.commune)) return []
  if (role === 'shift_lead') return ['operator', 'shift_lead']
  if (role === 'operator') return ['operator']
  if (agency === null || agency !== facts.agency) return []
  return role === 'coordinator' || role === 'officer' || role === 'head' ? [role] : []
}

const answeredStatuses = new Set(['answered', 'closed'])

/** Whether the last action is the actor's own, of a moment ago, and of those that can be taken back. */
function mayUndo(actor: Actor, { last }: CaseFacts, now?: Date): boolean {
  if (!last || actor.kind !== 'staff' || last.by !== actor.viewer.id) return false
  const until = last.at.getTime() + undoMinutes * 60_000
  return canBeUndone(last.types) && (!now || now.getTime() <= until)
}

/** What was done as one is taken back where something can be and nothing else changed the case. */
function canBeUndone(types: string[]): boolean {
  const rules = types.map((type): ActionRule | undefined =>
    Object.hasOwn(actions, type) ? actions[type as ActionType] : undefined,
  )
  const isNote = (rule: ActionRule) => rule.to === 'same' && !rule.effect && !rule.together
  return (
    rules.some((rule) => rule?.undoable) &&
    rules.every((rule) => rule !== undefined && (rule.undoable || isNote(rule)))
  )
}

/** In whose place a viewer does this: null where a role of their own allows it as well. */
export function actedFor(viewer: Viewer, facts: CaseFacts, type: ActionType): string | null {
  const allowing = viewer.grants.filter(
    (grant) =>
      refusal({ kind: 'staff', viewer: { ...viewer, grants: [grant] } }, facts, type) === null,
  )
  return allowing.some(({ actingFor }) => !actingFor) ? null : (allowing[0]?.actingFor ?? null)
}

/** Whether an officer's case is the viewer's: given to them, or to somebody they act for. */
const isOwnOfficer = (viewer: Viewer, { officer, agency }: CaseFacts) =>
  officer === viewer.id ||
  viewer.grants.some(
    (grant) => grant.role === 'officer' && grant.agency === agency && grant.actingFor === officer,
  )

/**
 * Whether the actor may do this now: `null` when yes, a reason when the action is theirs but not
 * possible at present, `undefined` when it is none of theirs at all. Without a time none is too late.
 */
export function refusal(
  actor: Actor,
  facts: CaseFacts,
  type: ActionType,
  now?: Date,
): DisabledReason | null | undefined {
  const { by, to } = actions[type] as ActionRule
  if (!Object.hasOwn(caseTypes[facts.type].actions, type)) return undefined
  const held = rolesOn(actor, facts)
  const roles = held.filter((role) => by[role])
  if (roles.length === 0) return undefined
  if (!roles.some((role) => by[role]!.includes(facts.status))) {
    return facts.status === 'awaiting_approval' && type === 'answer'
      ? 'awaiting_approval'
      : 'wrong_status'
  }
  // An officer acts on what is theirs; their coordinator, holding that role too, on all of it.
  const onlyOfficer = actor.kind === 'staff' && roles.every((role) => role === 'officer')
  if (onlyOfficer && facts.officer && !isOwnOfficer(actor.viewer, facts)) return 'other_officer'
  const sendsOn = type === 'assign' || type === 'decline'
  const disputed = facts.status === 'handed_back' && facts.handBacks >= disputedAfter
  if (sendsOn && disputed && !held.includes('shift_lead')) return 'disputed'
  if (to === 'before' && !mayUndo(actor, facts, now)) return 'undo_over'
  if (facts.status === 'merged') {
    // It has the answer of the other: until then it may leave, from then on say what it thinks of it.
    const isAnswered = answeredStatuses.has(facts.mainStatus ?? '')
    if (type === 'unmerge' && isAnswered) return 'main_answered'
    if ((type === 'rate' || type === 'reopen') && !isAnswered) return 'wrong_status'
  }
  if (type === 'extend') {
    if (facts.extendTimes === 0) return 'no_extension'
    if (facts.extensions >= (facts.extendTimes ?? Infinity)) return 'extended_already'
  }
  const decides = type === 'grant_extension' || type === 'refuse_extension'
  if (decides && facts.extension === null) return 'wrong_status'
  if (type === 'urgent' && facts.urgent !== null) return 'urgent_already'
  if (type === 'see_urgent' && facts.urgent === null) return 'wrong_status'
  if (type === 'ask_call' && facts.callback !== null) return 'call_asked_already'
  if (type === 'call_done' && facts.callback === null) return 'wrong_status'
  if (type === 'rate' && facts.rating) return 'already_rated'
  if (type === 'hand_back' && now && facts.handBackUntil && now > facts.handBackUntil) {
    return 'hand_back_too_late'
  }
  return null
}

/** Every action that is the actor's at all, live or with the reason why not now. */
export function abilities(actor: Actor, facts: CaseFacts, now: Date): Ability[] {
  return actionTypes.flatMap((action) => {
    const reason = refusal(actor, facts, action, now)
    // Nothing to take back is no button at all.
    if (reason === undefined || reason === 'undo_over') return []
    return [{ action, enabled: reason === null, reason }]
  })
}
