import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'

const tables = tablesOf('vault')

/** Who reported a case. Leaves this module only for the centre, masked. */
export type Reporter = { name: string | null; phone: string | null; email: string | null }

/**
 * The insert of reporters as a part of a larger statement, so that a report is one round trip:
 * `rows` names a common table expression with the columns id, code, name, phone, email.
 */
export function insertReportersOf(rows: string): string {
  return `insert into vault.reporters (case_id, code, name, phone, email)
    select id, code, name, phone, email from ${rows}`
}

/** The case this code opens, or null. */
export async function caseOfCode(executor: Executor, code: string): Promise<string | null> {
  const row = await tables(executor)
    .selectFrom('vault.reporters')
    .select('case_id')
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.case_id ?? null
}

/** The code of a case, for its reporter's own receipt. */
export async function codeOfCase(executor: Executor, caseId: string): Promise<string | null> {
  const row = await tables(executor)
    .selectFrom('vault.reporters')
    .select('code')
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  return row?.code ?? null
}

/** Who reported; only for masking their traces in texts and for the centre's masked view. */
export async function reporterOf(executor: Executor, caseId: string): Promise<Reporter> {
  const row = await tables(executor)
    .selectFrom('vault.reporters')
    .select(['name', 'phone', 'email'])
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  return row ?? { name: null, phone: null, email: null }
}

/** Enough to recognise a caller, not enough to call: `N… V… A…`, `09•• ••• •89`. */
export function maskReporter(reporter: Reporter): { name: string | null; phone: string | null } {
  return {
    name: reporter.name?.replace(/(\S)\S*/gu, '$1…') ?? null,
    phone: reporter.phone
      ? `${reporter.phone.slice(0, 2)}${'•'.repeat(reporter.phone.length - 4)}${reporter.phone.slice(-2)}`
      : null,
  }
}
