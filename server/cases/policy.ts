import { actions, actionTypes } from '../../contract/field-report.ts'
import type { ActionType, ActorRole, DisabledReason, Status } from '../../contract/field-report.ts'
import type { Ability } from '../../contract/cases.ts'
import { agenciesOf, isCentre } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'

/** Who acts on a case: its reporter (whoever holds the code) or somebody signed in. */
export type Actor = { kind: 'reporter' } | { kind: 'staff'; viewer: Viewer }

/** The facts of a case that decide what may be done. */
export type CaseFacts = {
  status: Status
  agency: string | null
  officer: string | null
  rating: string | null
  handBackUntil: Date | null
}

/** The one gate of who may see a case: the centre all, an agency those it now has. */
export function maySee(viewer: Viewer, facts: Pick<CaseFacts, 'agency'>): boolean {
  if (isCentre(viewer)) return true
  return facts.agency !== null && agenciesOf(viewer).includes(facts.agency)
}

/** Who may learn who reported a case they see: the centre, which answers for it. */
export function mayReadReporter(viewer: Viewer): boolean {
  return isCentre(viewer)
}

/** Which agencies' cases a viewer may list; null for all of them. */
export function scopeOf(viewer: Viewer): string[] | null {
  return isCentre(viewer) ? null : agenciesOf(viewer)
}

/** What the actor is to this case. Roles in another agency count for nothing here. */
export function rolesOn(actor: Actor, facts: Pick<CaseFacts, 'agency'>): ActorRole[] {
  if (actor.kind === 'reporter') return ['reporter']
  const roles: ActorRole[] = isCentre(actor.viewer) ? ['operator'] : []
  for (const role of ['coordinator', 'officer', 'head'] as const) {
    if (facts.agency && agenciesOf(actor.viewer, [role]).includes(facts.agency)) roles.push(role)
  }
  return roles
}

/**
 * Whether the actor may do this now: `null` when yes, a reason when the action is theirs but not
 * possible at present, `undefined` when it is none of theirs at all.
 */
export function refusal(
  actor: Actor,
  facts: CaseFacts,
  type: ActionType,
  now: Date,
): DisabledReason | null | undefined {
  const by: Partial<Record<ActorRole, readonly Status[]>> = actions[type].by
  const roles = rolesOn(actor, facts).filter((role) => by[role])
  if (roles.length === 0) return undefined
  if (!roles.some((role) => by[role]!.includes(facts.status))) {
    return facts.status === 'awaiting_approval' && type === 'answer'
      ? 'awaiting_approval'
      : 'wrong_status'
  }
  // An officer acts on what is theirs; their coordinator, holding that role too, on all of it.
  const onlyOfficer = actor.kind === 'staff' && roles.every((role) => role === 'officer')
  if (onlyOfficer && facts.officer && facts.officer !== actor.viewer.id) return 'other_officer'
  if (type === 'rate' && facts.rating) return 'already_rated'
  if (type === 'hand_back' && facts.handBackUntil && now > facts.handBackUntil) {
    return 'hand_back_too_late'
  }
  return null
}

/** Every action that is the actor's at all, live or with the reason why not now. */
export function abilities(actor: Actor, facts: CaseFacts, now: Date): Ability[] {
  return actionTypes.flatMap((action) => {
    const reason = refusal(actor, facts, action, now)
    return reason === undefined ? [] : [{ action, enabled: reason === null, reason }]
  })
}
