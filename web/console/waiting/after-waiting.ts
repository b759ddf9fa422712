import { actions, statuses } from '../../../contract/case-types.ts'
import type { ActionType, Status } from '../../../contract/case-types.ts'
import type { CaseRow, CaseView } from '../../../contract/cases.ts'
import type { Me } from '../../../contract/identity.ts'
import { useWaiting } from './use-outbox.ts'

/** Where a case stands after these, as the state table has it. */
function statusAfter(status: Status, types: ActionType[]): Status {
  return types.reduce((now, type) => {
    const to = statuses.find((one) => one === actions[type].to)
    return to ?? now
  }, status)
}

function allows(type: ActionType, status: Status, roles: string[]): boolean {
  const by: Partial<Record<string, readonly string[]>> = actions[type].by
  return roles.some((role) => by[role]?.includes(status))
}

/**
 * A case with what may be done after what waits for it: begun without a network, it can be answered
 * without one, as it could in two steps with one. Only the step counts here; the server is asked
 * about all else when it is sent, and what was refused for another reason stays refused.
 */
export function afterWaiting(view: CaseView, types: ActionType[], roles: string[]): CaseView {
  const status = statusAfter(view.status, types)
  if (status === view.status) return view
  const abilities = view.abilities.map((ability) => {
    if (!allows(ability.action, status, roles)) {
      return { ...ability, enabled: false, reason: ability.reason ?? ('wrong_status' as const) }
    }
    return ability.reason === 'wrong_status' ? { ...ability, enabled: true, reason: null } : ability
  })
  return { ...view, abilities }
}

/** The way of an agency's work, as far as it can go on without a network. */
const way = ['acknowledge', 'start', 'answer'] as const satisfies ActionType[]

/** The same for a row of the list, which knows its next steps alone. */
export function nextAfterWaiting(row: CaseRow, types: ActionType[], roles: string[]): ActionType[] {
  if (types.length === 0) return row.next
  const status = statusAfter(row.status, types)
  return way.filter((type) => allows(type, status, roles))
}

/** What waits for a case, in order, and whose hands this person is for it. */
export function useAhead(
  me: Me,
  of: Pick<CaseRow, 'id' | 'agency'>,
): { types: ActionType[]; roles: string[] } {
  const types = useWaiting().flatMap(({ about, state }) =>
    about.caseId === of.id && state !== 'refused' ? [about.type] : [],
  )
  const own = me.roles.filter(({ agency }) => agency && agency.code === of.agency?.code)
  return { types, roles: own.map(({ role }) => role) }
}
