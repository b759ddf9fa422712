import { isCentre } from '../../identity/index.ts'
import type { Viewer } from '../../identity/index.ts'

/** Who may study competence: the centre that routes reports, and who administers its rules. */
export function mayStudyRouting(viewer: Viewer): boolean {
  return isCentre(viewer) || viewer.grants.some(({ role }) => role === 'administrator')
}
