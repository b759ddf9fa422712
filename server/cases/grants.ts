import { dataRequestKinds } from '../../contract/personal-data.ts'
import type { DataRequestKind } from '../../contract/personal-data.ts'
import { Failure } from '../../contract/errors.ts'
import { isOpen } from '../../contract/case-types.ts'
import type { Status } from '../../contract/case-types.ts'
import { hideReportPictures } from '../pictures/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Rules } from './catalogue.ts'
import { withdrawConsents } from './consents.ts'
import { eraseCase } from './erase.ts'
import type { Erased } from './erase.ts'
import { findCase } from './queries.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'

/**
 * Does what a granted request asked for, in the transaction that grants it.
 * @throws Failure action_not_allowed while the report to be erased still waits for its answer
 */
export async function carryOut(
  tx: Executor,
  rules: Rules,
  request: CaseRecord,
  actor: string,
  erased: Erased,
): Promise<void> {
  const { about } = request
  const grant = dataRequestKinds[request.subject as DataRequestKind]?.grant ?? null
  if (about === null || grant === null) return
  if (grant === 'erase') {
    const report = await findCase(tx, about)
    if (report && isOpen(report.status as Status)) {
      throw new Failure('action_not_allowed', { details: { reason: 'report_open' } })
    }
    return eraseCase(tx, rules, about, { by: 'request', actor }, erased)
  }
  await withdrawConsents(tx, about, null)
  if (grant === 'withdraw') return
  await hideReportPictures(tx, about)
  await tables(tx)
    .updateTable('cases.cases')
    .set({ public: false })
    .where('id', '=', about)
    .execute()
}
