import type { StaffRole } from '../../contract/identity.ts'

/** A signed-in member of staff, as every policy sees them. */
export type Viewer = {
  id: string
  name: string
  email: string
  grants: { role: StaffRole; agency: string | null }[]
}

/** Whether the viewer works at the centre (IOC) and sees every case. */
export function isCentre(viewer: Viewer): boolean {
  return viewer.grants.some((grant) => grant.role === 'operator')
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

/** The tags whose events a viewer may be told: see `platform.events.audience`. */
export function audienceOf(viewer: Viewer): string[] {
  return [
    ...(isCentre(viewer) ? ['centre'] : []),
    ...agenciesOf(viewer).map((code) => `agency:${code}`),
  ]
}
