import type { StaffRole } from '../../contract/identity.ts'

/** A role held: in an agency or in none, for the whole province or some communes. */
export type Grant = {
  role: StaffRole
  agency: string | null
  /** The communes whose cases it counts for; absent or null: all. */
  areas?: string[] | null | undefined
  /** The id of the person in whose place it is held, by delegation. */
  actingFor?: string | null | undefined
}

/** A signed-in member of staff, as every policy sees them. */
export type Viewer = {
  id: string
  name: string
  email: string
  grants: Grant[]
}

/** Roles of the centre (IOC), which answers for cases and knows who reported them. */
const centreRoles = new Set<StaffRole>(['operator', 'shift_lead'])
/** Roles that see cases whichever agency has them. */
const overview = new Set<StaffRole>([...centreRoles, 'leader'])

/** Whether a grant counts in a commune. */
export const countsIn = ({ areas }: Grant, commune: string) => !areas || areas.includes(commune)

/** Whether the viewer works at the centre (IOC), for whichever communes. */
export function isCentre(viewer: Viewer): boolean {
  return viewer.grants.some(({ role }) => centreRoles.has(role))
}

/** The grants by which the viewer is of the centre. */
export function centreGrants(viewer: Viewer): Grant[] {
  return viewer.grants.filter(({ role }) => centreRoles.has(role))
}

/** The grants by which the viewer sees cases, whichever agency has them. */
export function overviewGrants(viewer: Viewer): Grant[] {
  return viewer.grants.filter(({ role }) => overview.has(role))
}

/** Whether the viewer leads the province: sees every case and figure, changes none. */
export function isLeader(viewer: Viewer): boolean {
  return viewer.grants.some(({ role }) => role === 'leader')
}

/** Whether the viewer administers the installation: records, and the accounts of staff. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.grants.some((grant) => grant.role === 'administrator')
}

/** Whether the viewer may read the audit log, and nothing else by that. */
export function isAuditor(viewer: Viewer): boolean {
  return viewer.grants.some((grant) => grant.role === 'auditor')
}

/** The agencies in which the viewer holds any role, or one of the given roles. */
export function agenciesOf(viewer: Viewer, roles?: StaffRole[]): string[] {
  const codes = viewer.grants.flatMap((grant) =>
    grant.agency && (!roles || roles.includes(grant.role)) ? [grant.agency] : [],
  )
  return [...new Set(codes)]
}

/** A tag of events, for the whole province and for the one commune they are about. */
const tagsOf = (tag: string, areas: readonly string[] | null | undefined) =>
  areas ? areas.map((commune) => `${tag}:${commune}`) : [tag]

/** The tags whose events a viewer may be told: see {@link audienceOfCase}. */
export function audienceOf(viewer: Viewer): string[] {
  const tags = viewer.grants.flatMap(({ role, agency, areas }) =>
    overview.has(role)
      ? tagsOf('centre', areas)
      : agency === null
        ? []
        : tagsOf(`agency:${agency}`, areas),
  )
  return [...new Set(tags)]
}

/** Who is told what happens to a case: the centre and some agencies, where grants count for it. */
export function audienceOfCase(commune: string, agencies: string[] = []): string[] {
  return ['centre', ...agencies.map((code) => `agency:${code}`)].flatMap((tag) => [
    tag,
    `${tag}:${commune}`,
  ])
}
