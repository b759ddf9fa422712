import { Failure } from '../../contract/errors.ts'
import type { FieldError } from '../../contract/errors.ts'
import { agencyRoles, caseRoles } from '../../contract/identity.ts'
import type { StaffRole } from '../../contract/identity.ts'
import { placesInForce } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { agencyExists } from './queries.ts'
import { tables } from './tables.ts'
import type { Grant } from './viewer.ts'

const inAgency = new Set<StaffRole>(agencyRoles)
const aboutCases = new Set<StaffRole>(caseRoles)

/**
 * Checks the roles somebody is to have: the centre's without an agency, the others in one of today;
 * areas are communes of today, and only of roles about cases. Those in `held` may stay although
 * their agency or a commune has ended.
 * @throws Failure invalid_input with fields `grants.<index>`, its `.agency` and `.areas`
 */
export async function checkGrants(
  executor: Executor,
  grants: Grant[],
  held: Grant[] = [],
): Promise<void> {
  const fields: FieldError[] = []
  const seen = new Set<string>()
  const kept = new Set(held.map(nameOf))
  const keptAreas = new Set(held.flatMap(({ areas }) => areas ?? []))
  const communes = grants.some(({ areas }) => areas)
    ? new Set((await placesInForce(executor)).communes.map(({ code }) => code))
    : new Set<string>()
  for (const [index, grant] of grants.entries()) {
    const fault = (path: string, code: string) =>
      fields.push({ path: `grants.${index}${path}`, code })
    if (seen.has(nameOf(grant))) fault('', 'duplicate')
    seen.add(nameOf(grant))
    if (grant.areas) {
      if (!aboutCases.has(grant.role)) fault('.areas', 'role_without_areas')
      else if (grant.areas.length === 0) fault('.areas', 'required')
      else if (!grant.areas.every((code) => communes.has(code) || keptAreas.has(code))) {
        fault('.areas', 'unknown')
      }
    }
    if (!inAgency.has(grant.role)) {
      if (grant.agency !== null) fault('.agency', 'role_of_centre')
    } else if (grant.agency === null) fault('.agency', 'required')
    else if (!kept.has(nameOf(grant)) && !(await agencyExists(executor, grant.agency))) {
      fault('.agency', 'unknown')
    }
  }
  if (grants.length === 0) fields.push({ path: 'grants', code: 'required' })
  if (fields.length > 0) throw new Failure('invalid_input', { fields })
}

const nameOf = ({ role, agency }: Grant) => `${role} ${agency ?? ''}`

/** Gives somebody exactly these roles. */
export async function writeGrants(tx: Executor, userId: string, grants: Grant[]): Promise<void> {
  await tables(tx).deleteFrom('identity.grants').where('user_id', '=', userId).execute()
  await tables(tx)
    .insertInto('identity.grants')
    .values(
      grants.map(({ role, agency, areas }) => ({
        user_id: userId,
        role,
        agency,
        areas: areas ? [...new Set(areas)].sort() : null,
      })),
    )
    .execute()
}
