import { sql } from 'kysely'
import { hideReportPictures } from '../pictures/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/** What a reporter agreed to; null `withdrawnAt`: it holds. */
export type Consent = { purpose: string; version: string; at: Date; withdrawnAt: Date | null }

/** The consents of a case, the oldest first. */
export async function consentsOf(executor: Executor, caseId: string): Promise<Consent[]> {
  const { rows } = await sql<Consent>`
    select purpose, version::text as version, at, withdrawn_at as "withdrawnAt"
    from cases.consents where case_id = ${caseId} order by at, purpose`.execute(tables(executor))
  return rows
}

/** Whether a consent was given and holds. */
export async function agreesTo(
  executor: Executor,
  caseId: string,
  purpose: string,
): Promise<boolean> {
  const consents = await consentsOf(executor, caseId)
  return consents.some((one) => one.purpose === purpose && one.withdrawnAt === null)
}

/** Ends a consent, or all of a case (null), and with it what rests on it. */
export async function withdrawConsents(
  tx: Executor,
  caseId: string,
  purpose: string | null,
): Promise<void> {
  await sql`
    update cases.consents set withdrawn_at = now()
    where case_id = ${caseId} and withdrawn_at is null
      and (${purpose}::text is null or purpose = ${purpose})`.execute(tables(tx))
  if (purpose === null || purpose === 'pictures') await hideReportPictures(tx, caseId)
}
