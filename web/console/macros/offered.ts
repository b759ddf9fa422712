import { useQuery } from '@tanstack/react-query'
import { actions } from '../../../contract/case-types.ts'
import type { ActionRule, ActorRole } from '../../../contract/case-type.ts'
import type { CaseView } from '../../../contract/cases.ts'
import type { Me } from '../../../contract/identity.ts'
import { isPast } from '../../../contract/macros.ts'
import type { ShownMacro } from '../../../contract/macros.ts'
import { catalogueQuery, macrosQuery } from '../api.ts'
import { language } from '../i18n.ts'

/** What somebody may be to a case, by their roles. */
const rolesOf = (me: Me): ActorRole[] =>
  me.roles.flatMap(({ role }): ActorRole[] => {
    if (role === 'shift_lead') return ['operator', 'shift_lead']
    return role === 'operator' || role === 'coordinator' || role === 'officer' || role === 'head'
      ? [role]
      : []
  })

/** The macros whose every action is this person's at all. */
export function useMacrosOf(me: Me): ShownMacro[] {
  const roles = rolesOf(me)
  const { data = [] } = useQuery({ ...macrosQuery(language()), enabled: roles.length > 0 })
  return data.filter(({ steps }) =>
    steps.every(({ action }) => roles.some((role) => (actions[action] as ActionRule).by[role])),
  )
}

/** Those that could begin with a case as it stands; the preview says whether they could end. */
export function useMacrosFor(me: Me, { subject, status, abilities }: CaseView): ShownMacro[] {
  const macros = useMacrosOf(me)
  const catalogue = useQuery(catalogueQuery(language())).data
  const group = catalogue?.subjects.find(({ code }) => code === subject.code)?.group
  return macros.filter((macro) => {
    if (macro.group !== null && macro.group !== group) return false
    const first = macro.steps.find(({ action }) => !isPast(action, status))
    return abilities.some(({ action, enabled }) => enabled && action === first?.action)
  })
}
