import { Failure } from '../../contract/errors.ts'
import type { PictureRead } from '../../contract/pictures.ts'
import type { ReporterRead } from '../../contract/reporters.ts'
import { staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import { readsOf as pictureReadsOf } from '../pictures/index.ts'
import { readsOf, recordRead } from '../vault/index.ts'
import type { Reporter, Vault } from '../vault/index.ts'
import { mayReadReporter, maySee } from './policy.ts'
import { findCase } from './queries.ts'

/** @throws Failure not_found for who may not see the case, forbidden for who may not read this */
async function admit(executor: Executor, viewer: Viewer, caseId: string): Promise<void> {
  const row = await findCase(executor, caseId)
  if (!row || !maySee(viewer, row)) throw new Failure('not_found')
  if (!mayReadReporter(viewer, row)) throw new Failure('forbidden')
}

/**
 * Who reported a case. Answers only after the reading is durably noted, with its reason.
 * @throws Failure not_found or forbidden, see {@link admit}
 */
export async function revealReporter(
  wall: Wall,
  vault: Vault,
  request: { viewer: Viewer; caseId: string; reason: string },
): Promise<Reporter> {
  const { viewer, caseId, reason } = request
  return wall.behind(viewer, async (tx) => {
    await admit(tx, viewer, caseId)
    await recordRead(tx, { caseId, actor: viewer.id, reason })
    const reporter = await vault.reporterOf(tx, caseId)
    // The audit log is out of every viewer's reach.
    await wall.leave(tx)
    await appendAudit(tx, { kind: 'read', actorKind: 'staff', actor: viewer.id, subject: caseId })
    return reporter
  })
}

/** Who read who reported, the latest first. @throws Failure not_found or forbidden */
export async function listReporterReads(
  { executor, wall }: { executor: Executor; wall: Wall },
  viewer: Viewer,
  caseId: string,
): Promise<ReporterRead[]> {
  const reads = await wall.read(viewer, async (tx) => {
    await admit(tx, viewer, caseId)
    return readsOf(tx, caseId)
  })
  const names = await staffNames(executor, [...new Set(reads.map(({ actor }) => actor))])
  return reads.map(({ actor, reason, at }) => ({
    at: at.toISOString(),
    by: names.get(actor) ?? null,
    reason,
  }))
}

/** Who saw the pictures of a case as they were sent, the latest first. @throws the same */
export async function listPictureReads(
  { executor, wall }: { executor: Executor; wall: Wall },
  viewer: Viewer,
  caseId: string,
): Promise<PictureRead[]> {
  const reads = await wall.behind(viewer, async (tx) => {
    await admit(tx, viewer, caseId)
    return pictureReadsOf(tx, caseId)
  })
  const names = await staffNames(executor, [...new Set(reads.map(({ actor }) => actor))])
  return reads.map(({ picture, actor, at }) => ({
    at: at.toISOString(),
    by: names.get(actor) ?? null,
    picture,
  }))
}
