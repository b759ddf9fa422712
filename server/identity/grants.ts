import { Failure } from '../../contract/errors.ts'
import type { FieldError } from '../../contract/errors.ts'
import type { StaffRole } from '../../contract/identity.ts'
import type { Executor } from '../platform/database/index.ts'
import { agencyExists } from './queries.ts'
import { tables } from './tables.ts'

export type Grant = { role: StaffRole; agency: string | null }

/** The centre's own roles; every other one is held in an agency. */
const ofCentre = new Set<StaffRole>(['operator', 'administrator', 'auditor'])

/**
 * Checks the roles somebody is to have: the centre's without an agency, the others in one of today.
 * Those in `held` may stay although their agency has ended.
 * @throws Failure invalid_input with fields `grants.<index>` and `grants.<index>.agency`
 */
export async function checkGrants(
  executor: Executor,
  grants: Grant[],
  held: Grant[] = [],
): Promise<void> {
  const fields: FieldError[] = []
  const seen = new Set<string>()
  const kept = new Set(held.map(nameOf))
  for (const [index, grant] of grants.entries()) {
    const fault = (path: string, code: string) =>
      fields.push({ path: `grants.${index}${path}`, code })
    if (seen.has(nameOf(grant))) fault('', 'duplicate')
    seen.add(nameOf(grant))
    if (ofCentre.has(grant.role)) {
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
    .values(grants.map(({ role, agency }) => ({ user_id: userId, role, agency })))
    .execute()
}
