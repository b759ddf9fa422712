import { centreGrants, isAdministrator } from '../../identity/index.ts'
import type { Viewer } from '../../identity/index.ts'

/** Who may study competence: the centre that routes all reports, and who administers its rules. */
export function mayStudyRouting(viewer: Viewer): boolean {
  return isAdministrator(viewer) || centreGrants(viewer).some(({ areas }) => !areas)
}
