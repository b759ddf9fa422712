import { Failure } from '../../contract/errors.ts'
import type { PictureRead } from '../../contract/pictures.ts'
import type { ReporterRead } from '../../contract/reporters.ts'
import { staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
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
  database: Database,
  vault: Vault,
  request: { viewer: Viewer; caseId: string; reason: string },
): Promise<Reporter> {
  const { viewer, caseId, reason } = request
  return database.transaction(async (tx) => {
    await admit(tx, viewer, caseId)
    await recordRead(tx, { caseId, actor: viewer.id, reason })
    await appendAudit(tx, { kind: 'read', actorKind: 'staff', actor: viewer.id, subject: caseId })
    return vault.reporterOf(tx, caseId)
  })
}

/** Who read who reported, the latest first. @throws Failure not_found or forbidden */
export async function listReporterReads(
  executor: Executor,
  viewer: Viewer,
  caseId: string,
): Promise<ReporterRead[]> {
  await admit(executor, viewer, caseId)
  const reads = await readsOf(executor, caseId)
  const names = await staffNames(executor, [...new Set(reads.map(({ actor }) => actor))])
  return reads.map(({ actor, reason, at }) => ({
    at: at.toISOString(),
    by: names.get(actor) ?? null,
    reason,
  }))
}

/** Who saw the pictures of a case as they were sent, the latest first. @throws the same */
export async function listPictureReads(
  executor: Executor,
  viewer: Viewer,
  caseId: string,
): Promise<PictureRead[]> {
  await admit(executor, viewer, caseId)
  const reads = await pictureReadsOf(executor, caseId)
  const names = await staffNames(executor, [...new Set(reads.map(({ actor }) => actor))])
  return reads.map(({ picture, actor, at }) => ({
    at: at.toISOString(),
    by: names.get(actor) ?? null,
    picture,
  }))
}
