import { Failure } from '../../contract/errors.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Vault } from '../vault/index.ts'
import { reporterText } from './answers.ts'
import { certainKinds, findPersonal, findReporter, mask } from './personal.ts'
import type { CaseRecord } from './tables.ts'

/** What texts are checked against: who reported. */
export type Masking = Pick<Vault, 'reporterOf'>

/** The reporter's words for the agency: unchanged but for what tells who reported. */
export async function agencyText(tx: Executor, vault: Masking, row: CaseRecord): Promise<string> {
  if (row.agency_text) return row.agency_text
  const reporter = await vault.reporterOf(tx, row.id)
  const text = reporterText(row)
  return mask(text, findReporter(text, reporter))
}

/** An agency is never told who reported, not even in the words. */
export async function refuseReporter(
  tx: Executor,
  vault: Masking,
  row: CaseRecord,
  texts: string[],
): Promise<void> {
  const reporter = await vault.reporterOf(tx, row.id)
  const found = texts.flatMap((text) => findReporter(text, reporter))
  if (found.length > 0) throw left(found)
}

/** What everybody will read carries no telephone, address, plate or paper number of a person. */
export async function refusePersonal(
  tx: Executor,
  vault: Masking,
  row: CaseRecord,
  texts: string[],
): Promise<void> {
  if (texts.length === 0) return
  const reporter = await vault.reporterOf(tx, row.id)
  const found = texts.flatMap((text) => [
    ...findPersonal(text).filter((finding) => certainKinds.has(finding.kind)),
    ...findReporter(text, reporter),
  ])
  if (found.length > 0) throw left(found)
}

function left(found: { kind: string; text: string }[]): Failure {
  const pieces = [...new Map(found.map(({ kind, text }) => [text, { kind, text }])).values()]
  return new Failure('personal_data_left', { details: { found: pieces } })
}
