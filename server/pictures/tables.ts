import { tablesOf } from '../platform/database/index.ts'

/** This domain's view of an executor. */
export const tables = tablesOf('pictures')
