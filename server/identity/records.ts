import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'

/** The records of this domain. */
export const agencyRecords = [
  recordTable('agencies', 'identity.agencies'),
  recordTable('contacts', 'identity.contacts'),
] as unknown as RecordTable[]
