import { boxes } from '../../contract/cases.ts'
import type { Box } from '../../contract/cases.ts'
import type { Me } from '../../contract/identity.ts'

/** Whether somebody works at the centre, which sees every case. */
export function isCentre(me: Me): boolean {
  return me.roles.some(({ role }) => role === 'operator' || role === 'shift_lead')
}

/** Whether somebody sees every report and figure without a hand in them; not requests about data. */
export function isLeader(me: Me): boolean {
  return me.roles.some(({ role }) => role === 'leader')
}

/** Whether somebody's day begins with the figures: who leads and has no hand in the reports. */
export function beginsWithOverview(me: Me): boolean {
  return me.roles.length > 0 && me.roles.every(({ role }) => role === 'leader')
}

/** Whether somebody studies who is competent: administrators, and the centre where it has all. */
export function isRouter(me: Me): boolean {
  return isAdministrator(me) || (isCentre(me) && me.roles.some(isOfAllCentre))
}
const isOfAllCentre = ({ role, areas }: Me['roles'][number]) =>
  (role === 'operator' || role === 'shift_lead') && areas === null

/** Whether somebody looks after the units, agencies, people and rules. */
export function isAdministrator(me: Me): boolean {
  return me.roles.some(({ role }) => role === 'administrator')
}

/** Whether somebody reads the audit log. */
export function isAuditor(me: Me): boolean {
  return me.roles.some(({ role }) => role === 'auditor')
}

/** Whether somebody has no reports to work on, only what is administered or audited. */
export function hasNoReports(me: Me): boolean {
  return (
    me.roles.length > 0 &&
    me.roles.every(({ role }) => role === 'administrator' || role === 'auditor')
  )
}

/** Where agencies are at odds and what the leaders were told is for who leads. */
const leadersBoxes = new Set<Box>(['disputed', 'escalated'])
const agencyBoxes = new Set<Box>([
  'mine',
  'to_acknowledge',
  'with_agency',
  'due_soon',
  'overdue',
  'to_approve',
  'long_term',
  'snoozed',
  'done',
  'all',
])

/** The work boxes that can ever hold something for this person, in the contract's order. */
export function boxesOf(me: Me): Box[] {
  if (me.roles.length === 0) return []
  // Cases are given to officers by name; the centre's people share theirs.
  if (isCentre(me)) {
    const leads = isLeader(me) || me.roles.some(({ role }) => role === 'shift_lead')
    return boxes.filter((box) => box !== 'mine' && (leads || !leadersBoxes.has(box)))
  }
  return isLeader(me)
    ? boxes.filter((box) => box !== 'mine' && box !== 'personal_data')
    : boxes.filter((box) => agencyBoxes.has(box))
}

/** The boxes by what they are looked through for; those of each day first, without a heading. */
const groupsOfBoxes = {
  daily: [
    'mine',
    'to_accept',
    'to_acknowledge',
    'due_soon',
    'overdue',
    'handed_back',
    'to_publish',
    'declined',
    'recurring',
  ],
  decide: [
    'urgent',
    'to_assign',
    'to_extend',
    'disputed',
    'to_approve',
    'escalated',
    'personal_data',
  ],
  follow: ['with_agency', 'waiting_citizen', 'long_term'],
  lists: ['snoozed', 'done', 'all'],
} as const satisfies Record<string, Box[]>
export type BoxGroup = keyof typeof groupsOfBoxes

/** The same boxes in groups, in the order in which they are drawn. */
export function boxGroups(me: Me): { name: BoxGroup; boxes: Box[] }[] {
  const own = new Set(boxesOf(me))
  return (Object.keys(groupsOfBoxes) as BoxGroup[]).flatMap((name) => {
    const held = (groupsOfBoxes[name] as readonly Box[]).filter((box) => own.has(box))
    return held.length === 0 ? [] : [{ name, boxes: held }]
  })
}

/** Where somebody's day begins: what waits for them first. */
export function firstBox(me: Me): Box {
  if (isCentre(me)) return 'to_accept'
  if (isLeader(me)) return 'overdue'
  if (me.roles.some(({ role }) => role === 'coordinator')) return 'with_agency'
  return me.roles.some(({ role }) => role === 'head') ? 'to_approve' : 'mine'
}
