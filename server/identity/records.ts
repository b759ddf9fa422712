import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'

export const contactTable = recordTable('contacts', 'identity.contacts')

/** The records of this domain. */
export const agencyRecords = [
  recordTable('agencies', 'identity.agencies'),
  contactTable,
] as unknown as RecordTable[]
