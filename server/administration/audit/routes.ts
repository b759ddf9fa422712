import * as contract from '../../../contract/audit.ts'
import type { Viewer } from '../../identity/index.ts'
import { readEnd } from '../../platform/audit/index.ts'
import type { Checked } from '../../platform/audit/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { routesFor } from '../../platform/http/route.ts'
import { mustAudit } from '../policy.ts'
import { exportAudit } from './export.ts'
import { listAudit } from './queries.ts'

/** The audit log as auditors and administrators read it; `check` says how far the chain is whole. */
export function auditRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { executor, check }: { executor: Executor; check: () => Promise<Checked> },
): void {
  route(contract.listAudit, async ({ query, viewer }) => {
    mustAudit(viewer)
    return listAudit(executor, query)
  })

  route(contract.exportAudit, async ({ query, viewer }) => {
    mustAudit(viewer)
    return exportAudit(executor, query, viewer)
  })

  route(contract.getAuditState, async ({ viewer }) => {
    mustAudit(viewer)
    const checked = await check()
    const { sealed, waiting, head } = await readEnd(executor)
    return {
      sealed: sealed && { ...sealed, at: sealed.at.toISOString() },
      waiting,
      head: head && { ...head, at: head.at.toISOString() },
      checked: { ...checked, at: checked.at.toISOString() },
    }
  })
}
