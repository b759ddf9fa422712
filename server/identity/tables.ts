import { tablesOf } from '../platform/database/index.ts'

/** This domain's own tables. */
export const tables = tablesOf('identity')
