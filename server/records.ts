import { caseRecords } from './cases/index.ts'
import { agencyRecords } from './identity/index.ts'
import { placeRecords } from './places/index.ts'
import { createRecordStore } from './platform/records/index.ts'

/** Every kind of record, from the domain that keeps it. */
export const records = createRecordStore([...placeRecords, ...agencyRecords, ...caseRecords])
