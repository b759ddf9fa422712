import { Failure } from '../../contract/errors.ts'
import { isAdministrator, isAuditor, isCentre } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'

/** @throws Failure forbidden: only administrators change records and see the log of all changes */
export function mustAdminister(viewer: Viewer): void {
  if (!isAdministrator(viewer)) throw new Failure('forbidden')
}

/** @throws Failure forbidden: the centre's operators may look records up as well */
export function mustReadRecords(viewer: Viewer): void {
  if (!isAdministrator(viewer) && !isCentre(viewer)) throw new Failure('forbidden')
}

/** @throws Failure forbidden: the audit log is for auditors and administrators */
export function mustAudit(viewer: Viewer): void {
  if (!isAuditor(viewer) && !isAdministrator(viewer)) throw new Failure('forbidden')
}
