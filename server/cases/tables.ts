import type { Selectable } from 'kysely'
import type { CasesActions, CasesCases } from '../db/types.ts'
import { tablesOf } from '../platform/database/index.ts'

/** This domain's view of an executor. */
export const tables = tablesOf('cases')

export type CaseRecord = Selectable<CasesCases>
export type ActionRecord = Selectable<CasesActions>
